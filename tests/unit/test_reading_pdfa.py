"""Files that last: what we write holds to PDF/A-2b, every rule that a file breaks is named, and no claim is made then."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from demo import draw_page, image_pdf, text_pdf
from docarchive.reading.pdfa import file_breaches
from docarchive.reading.pdfa_jpx import jpx_breaches
from docarchive.reading.searchable import searchable_pdf
from docarchive.records.conformity import Breach

LINES = ["Kế hoạch số hóa tài liệu lưu trữ", "Điều 1. Nộp hồ sơ trước ngày 15."]
AID = "{http://www.aiim.org/pdfa/ns/id/}"


def claim(path: Path) -> tuple[str | None, str | None]:
    """What the file's metadata say it is."""
    with pikepdf.open(path) as pdf:
        root = etree.fromstring(pdf.Root.Metadata.read_bytes())
    return root.findtext(f".//{AID}part"), root.findtext(f".//{AID}conformance")


@pytest.mark.parametrize("kind", ["jpg", "png", "tif", "webp", "bmp", "jp2", "pdf", "born.pdf", "alpha.png", "g4.tif", "txt"])
def test_what_is_written_holds_to_the_rules_and_says_so(tmp_path: Path, kind: str) -> None:
    image, page = draw_page(LINES)
    source, target = tmp_path / f"scan.{kind}", tmp_path / "out.pdf"
    written = {
        "pdf": lambda: source.write_bytes(image_pdf([image])),
        "born.pdf": lambda: source.write_bytes(text_pdf([LINES])),
        "alpha.png": lambda: (image.putalpha(128), image.save(source)),
        "g4.tif": lambda: image.convert("1").save(source, compression="group4", dpi=(200, 200)),
        "txt": lambda: source.write_text("\n".join(LINES), "utf-8"),
    }.get(kind, lambda: image.save(source, dpi=(200, 200)))
    written()
    media = {"txt": "text/plain", "pdf": "application/pdf", "tif": "image/tiff", "jpg": "image/jpeg"}
    ending = source.suffix[1:]
    assert searchable_pdf(source, media.get(ending, f"image/{ending}"), [page], target) == []
    assert claim(target) == ("2", "B")
    assert file_breaches(target) == []


def test_colours_for_print_alone_are_delivered_as_a_plain_pdf(tmp_path: Path) -> None:
    image, page = draw_page(LINES)
    image.convert("CMYK").save(tmp_path / "scan.jpg", dpi=(200, 200))
    found = searchable_pdf(tmp_path / "scan.jpg", "image/jpeg", [page], tmp_path / "out.pdf")
    assert [each.clause for each in found] == ["6.2.4.3"]
    assert claim(tmp_path / "out.pdf") == (None, None)
    assert {"6.2.4.3", "6.6.4"} == {each.clause for each in file_breaches(tmp_path / "out.pdf")}


def stream(pdf: pikepdf.Pdf, content: bytes, **keys: object) -> pikepdf.Object:
    made = Stream(pdf, content)
    for key, value in keys.items():
        made[f"/{key}"] = value
    return pdf.make_indirect(made)


def note(pdf: pikepdf.Pdf, **keys: object) -> pikepdf.Object:
    given = {"Type": Name.Annot, "Subtype": Name.Square, "Rect": Array([10, 10, 60, 60]), "F": 4} | keys
    return pdf.make_indirect(Dictionary(**given))


def look(pdf: pikepdf.Pdf) -> Dictionary:
    return Dictionary(N=stream(pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 50, 50])))


def shows(pdf: pikepdf.Pdf, font: pikepdf.Object, text: bytes, mode: int = 0) -> None:
    page = pdf.pages[0]
    page.add_resource(pdf.make_indirect(font), Name.Font, Name.Strange)
    page.contents_add(b"BT /Strange 12 Tf %d Tr 50 50 Td %s Tj ET" % (mode, text))


def content(added: bytes) -> Callable[[pikepdf.Pdf], None]:
    return lambda pdf: pdf.pages[0].contents_add(added)


def state(**keys: object) -> Callable[[pikepdf.Pdf], None]:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].add_resource(Dictionary(Type=Name.ExtGState, **keys), Name.ExtGState, Name.Strange)
        pdf.pages[0].contents_add(b"/Strange gs")

    return add


def annotated(**keys: object) -> Callable[[pikepdf.Pdf], None]:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Annots = Array([note(pdf, **({"AP": look(pdf)} | keys))])

    return add


def rooted(key: str, value: Callable[[pikepdf.Pdf], object]) -> Callable[[pikepdf.Pdf], None]:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.Root[key] = value(pdf)

    return add


def spot(pdf: pikepdf.Pdf) -> None:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([0, 1, 0, 0]), N=1)
    space = Array([Name.Separation, Name.Red, Name.DeviceCMYK, tint])
    pdf.pages[0].add_resource(space, Name.ColorSpace, Name.Strange)
    pdf.pages[0].contents_add(b"/Strange cs 1 scn 10 10 20 20 re f")


def coloured(pdf: pikepdf.Pdf) -> None:
    space = Array([Name.ICCBased, stream(pdf, b"no profile", N=3)])
    pdf.pages[0].add_resource(space, Name.ColorSpace, Name.Strange)


def shown_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return next(font for font in pdf.pages[0].Resources.Font.values() if "/Widths" in font)


def deep(pdf: pikepdf.Pdf) -> None:
    keys = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 3}
    pdf.pages[0].add_resource(stream(pdf, b"\0", ColorSpace=Name.DeviceGray, **keys), Name.XObject, Name.Strange)


def wider(pdf: pikepdf.Pdf) -> None:
    font = shown_font(pdf)
    font.Widths = Array([float(width) + 90 for width in font.Widths])


def inner(pdf: pikepdf.Pdf, name: str = "/Helvetica") -> pikepdf.Object:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(name), Encoding=Name.WinAnsiEncoding)


def hidden_layers(_: pikepdf.Pdf) -> Dictionary:
    return Dictionary(OCGs=Array([]), D=Dictionary(AS=Array([])))


def attached(pdf: pikepdf.Pdf) -> Dictionary:
    pdf.attachments["a.txt"] = b"phu luc"
    return pdf.Root.Names


BROKEN: dict[str, tuple[str, Callable[[pikepdf.Pdf], object]]] = {
    "font that isn't embedded": ("6.2.11.4.1", lambda pdf: shows(pdf, inner(pdf), b"(abc)")),
    "widths that disagree": ("6.2.11.5", wider),
    "colour profile that is none": ("6.2.4.2", lambda pdf: coloured(pdf)),
    "widths that aren't counted": ("6.2.11.2", lambda pdf: shown_font(pdf).__setitem__("/LastChar", 3)),
    "hidden text in a font without widths": ("6.2.11.2", lambda pdf: shows(pdf, inner(pdf, "/VnTime"), b"(abc)", mode=3)),
    "picture of a strange depth": ("6.2.8.1", lambda pdf: deep(pdf)),
    "colours of print": ("6.2.4.3", content(b"0 0 0 1 k 10 10 20 20 re f")),
    "spot colour": ("6.2.4.3", spot),
    "operator that nobody knows": ("6.2.2", content(b"BX 1 2 strange EX")),
    "font that isn't in the resources": ("6.2.2", content(b"BT /Nowhere 12 Tf (a) Tj ET")),
    "states too deep": ("6.1.13", content(b"q " * 40 + b"Q " * 40)),
    "inline picture to be smoothed": ("6.2.8.1", content(b"BI /W 1 /H 1 /BPC 8 /CS /G /I true /F /AHx ID ff> EI")),
    "rendering intent": ("6.2.6", content(b"/Strange ri")),
    "transfer function": ("6.2.5", state(TR=Name.Identity)),
    "blend mode": ("6.2.10", state(BM=Name.Strange)),
    "annotation without look": ("6.3.3", annotated(AP=Dictionary())),
    "annotation that isn't printed": ("6.3.2", annotated(F=0)),
    "annotation with a film": ("6.3.1", annotated(Subtype=Name.Movie)),
    "action of another kind": ("6.5.1", annotated(A=Dictionary(S=Name.ResetForm))),
    "named action": ("6.5.1", annotated(A=Dictionary(S=Name.Named, N=Name.Print))),
    "XFA form": ("6.4.2", rooted("/AcroForm", lambda _: Dictionary(Fields=Array([]), XFA=String("x")))),
    "form without looks": ("6.4.1", rooted("/AcroForm", lambda _: Dictionary(Fields=Array([]), NeedAppearances=True))),
    "attachment": ("6.8", attached),
    "layers that switch themselves": ("6.9", rooted("/OCProperties", hidden_layers)),
    "requirements": ("6.11", rooted("/Requirements", lambda _: Array([]))),
    "page of a step": ("6.10", lambda pdf: pdf.pages[0].obj.__setitem__("/PresSteps", Dictionary())),
    "page too small": ("6.1.13", lambda pdf: pdf.pages[0].obj.__setitem__("/CropBox", Array([0, 0, 2, 2]))),
}


def broken(name: str, target: Path) -> Path:
    """A born-digital document in which one rule is broken."""
    with pikepdf.open(BytesIO(text_pdf([LINES]))) as pdf:
        BROKEN[name][1](pdf)
        pdf.save(target)
    return target


@pytest.mark.parametrize("name", BROKEN)
def test_each_broken_rule_is_named_and_nothing_is_claimed(tmp_path: Path, name: str) -> None:
    source, target = broken(name, tmp_path / "in.pdf"), tmp_path / "out.pdf"
    found = searchable_pdf(source, "application/pdf", [], target)
    assert BROKEN[name][0] in {each.clause for each in found}
    assert claim(target) == (None, None)


def lzw(pdf: pikepdf.Pdf) -> None:
    # 1 × 1 pixel: clear, 255, end of data, in codes of 9 bits.
    packed = int("100000000" + "011111111" + "100000001" + "00000", 2).to_bytes(4, "big")
    keys = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 1, "Height": 1, "BitsPerComponent": 8}
    picture = stream(pdf, packed, ColorSpace=Name.DeviceGray, Filter=Name.LZWDecode, Interpolate=True, **keys)
    pdf.pages[0].add_resource(picture, Name.XObject, Name.Strange)
    pdf.pages[0].contents_add(b"q 5 0 0 5 9 9 cm /Strange Do Q")


def scripted(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
    pdf.pages[0].obj.AA = Dictionary(O=script)
    pdf.pages[0].obj.Annots = Array([note(pdf, AP=look(pdf), A=script), note(pdf, AP=look(pdf), A=Dictionary(S=Name.Launch))])


MENDED: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "LZW and smoothing": lzw,
    "scripts and programs": scripted,
    "old claim and strange metadata": rooted("/Metadata", lambda pdf: stream(pdf, b"<x>", Type=Name.Metadata, Subtype=Name.XML)),
    "text that nobody sees in a font that isn't embedded": lambda pdf: shows(pdf, inner(pdf), b"(abc)", mode=3),
}


@pytest.mark.parametrize("name", MENDED)
def test_what_shows_nothing_is_mended_in_the_copy(tmp_path: Path, name: str) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    with pikepdf.open(BytesIO(text_pdf([LINES]))) as pdf:
        MENDED[name](pdf)
        pdf.save(source, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert searchable_pdf(source, "application/pdf", [], target) == []
    assert file_breaches(target) == []
    written = target.read_bytes()
    assert b"app.alert" not in written and b"/Launch" not in written and b"/LZWDecode" not in written


def test_lock_of_the_owner_is_not_carried_over(tmp_path: Path) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    with pikepdf.open(BytesIO(text_pdf([LINES]))) as pdf:
        pdf.save(source, encryption=pikepdf.Encryption(owner="chu", user=""))
    assert searchable_pdf(source, "application/pdf", [], target) == []
    assert file_breaches(target) == []


def test_a_trailer_that_lacks_its_size_gets_it(tmp_path: Path) -> None:
    source, target, made = tmp_path / "in.pdf", tmp_path / "out.pdf", BytesIO()
    with pikepdf.open(BytesIO(text_pdf([LINES]))) as pdf:
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    source.write_bytes(re.sub(rb"/Size \d+", lambda found: b" " * len(found[0]), made.getvalue()))
    assert searchable_pdf(source, "application/pdf", [], target) == []
    assert file_breaches(target) == []


def test_metadata_and_information_say_the_same(tmp_path: Path) -> None:
    source, target = tmp_path / "in.pdf", tmp_path / "out.pdf"
    with pikepdf.open(BytesIO(text_pdf([LINES]))) as pdf:
        pdf.docinfo["/Title"] = "Kế hoạch <1> & phụ lục"
        pdf.docinfo["/CreationDate"] = "D:20260105083000+07'00'"
        pdf.docinfo["/ModDate"] = "hôm qua"
        pdf.docinfo["/Strange"] = "x"
        pdf.save(source)
    assert searchable_pdf(source, "application/pdf", [], target) == []
    with pikepdf.open(target) as pdf:
        said = {str(key): str(value) for key, value in pdf.docinfo.items()}
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == said["/Title"] == "Kế hoạch <1> & phụ lục"
            assert metadata["xmp:CreateDate"] == "2026-01-05T08:30:00+07:00"
            assert metadata["pdf:Producer"] == said["/Producer"]
            assert "xmp:ModifyDate" not in metadata and "/ModDate" not in said and "/Strange" not in said


def test_a_file_written_otherwise_is_seen_through(tmp_path: Path) -> None:
    image, page = draw_page(LINES)
    image.save(tmp_path / "scan.png")
    searchable_pdf(tmp_path / "scan.png", "image/png", [page], tmp_path / "good.pdf")
    good = (tmp_path / "good.pdf").read_bytes()
    other = tmp_path / "other.pdf"
    other.write_bytes(good.replace(b"%PDF-1.", b"%PDF-2.", 1))
    assert file_breaches(other)[0] == Breach("6.1.2", "header")
    with pikepdf.open(tmp_path / "good.pdf") as pdf:
        pdf.save(other, encryption=pikepdf.Encryption(owner="chu", user=""))
    assert Breach("6.1.3", "encrypted") in file_breaches(other)


def test_jpeg_2000_pictures_are_judged_by_their_boxes() -> None:
    made = BytesIO()
    Image.new("RGB", (64, 64), (200, 10, 10)).save(made, "JPEG2000")
    assert list(jpx_breaches(made.getvalue())) == []
    strange = made.getvalue().replace(b"colr\x01\x00\x00\x00\x00\x00\x10", b"colr\x01\x00\x00\x00\x00\x00\x13")
    assert strange != made.getvalue()
    assert [each.clause for each in jpx_breaches(strange)] == ["6.2.8.3"]
    assert [each.clause for each in jpx_breaches(b"\xff\x4f\xff\x51")] == ["6.2.8.3"]
