"""A searchable PDF beside the original: its pages or images as they are, with the words that were read as invisible text.

It is a new file; the original, signed or not, is only read. Runs only in the child process.
"""

from collections.abc import Container, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from statistics import linear_regression, mean, median

import img2pdf
import pikepdf
from pikepdf import Name
from PIL import Image

from docarchive.errors import PageUnreadable
from docarchive.reading import drawn
from docarchive.reading.glyphless import ADVANCE, ASCENT, DESCENT, add_font
from docarchive.reading.media import PDF, TEXT
from docarchive.reading.raster import check_pixels, plain, sheet_dpi
from docarchive.records.pages import Line, Page, Word

_FONT = Name("/DocarchiveBlank")
# Steeper lines would be cut up by poppler, which wants the words of a line at one height; boxes err by less than a line.
_STEEPEST = 0.02
_LOW = -DESCENT / (ASCENT - DESCENT)  # share of a word's box under its baseline


def searchable_pdf(
    source: Path, media_type: str, pages: Iterable[Page], target: Path, *, skip: Container[int] = (), megapixels: int = 120
) -> None:
    """Writes `target` from the file and what was read of its pages; the same input makes the same bytes.

    Pages of a PDF whose index is in `skip` (those with a good text layer) stay untouched. Raises PageUnreadable
    (damaged-page when the file can't be opened; too-many-pixels when a picture that must be decoded has more `megapixels`).
    """
    draft = target.with_name(f".{target.name}.draft")
    try:
        with _opened(source, media_type, megapixels) as pdf:
            font = add_font(pdf)
            for index, (sheet, page) in enumerate(zip(pdf.pages, pages, strict=False)):
                if page.blocks and (media_type != PDF or index not in skip):
                    _write_words(sheet, page, font)
            _unsign(pdf)
            pdf.save(draft, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        draft.replace(target)
    except (pikepdf.PdfError, img2pdf.ImageOpenError, Image.DecompressionBombError, OSError) as error:
        raise PageUnreadable("damaged-page", str(error)) from None
    finally:
        draft.unlink(missing_ok=True)


def cut_pages(source: Path, indexes: Iterable[int], target: Path) -> None:
    """Writes `target` with these pages of a PDF and nothing of the others: no bookmarks, attachments, forms, or pictures that
    only other pages show. The same input makes the same bytes. Raises PageUnreadable (damaged-page)."""
    draft = target.with_name(f".{target.name}.draft")
    try:
        with pikepdf.open(source) as whole, pikepdf.new() as part:
            whole.remove_unreferenced_resources()
            for index in indexes:
                _alone(whole.pages[index])
                part.pages.append(whole.pages[index])
            part.save(draft, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        draft.replace(target)
    except (pikepdf.PdfError, IndexError, OSError) as error:
        raise PageUnreadable("damaged-page", str(error)) from None
    finally:
        draft.unlink(missing_ok=True)


def _alone(page: pikepdf.Page) -> None:
    """Takes out what leads from a page to others: threads of articles, and the forms that its fields belong to."""
    if "/B" in page.obj:
        del page.obj["/B"]
    for note in page.obj.get("/Annots", []):
        for key in ("/Parent", "/Popup", "/IRT"):
            if key in note:
                del note[key]


def _opened(source: Path, media_type: str, megapixels: int) -> pikepdf.Pdf:
    if media_type == PDF:
        return pikepdf.open(source)
    if media_type == TEXT:
        return _from_images([_png(drawn.page_image(source, index).convert("1")) for index in range(drawn.page_count(source))])
    try:
        return _from_images([source.read_bytes()])
    except (img2pdf.AlphaChannelError, img2pdf.JpegColorspaceError, img2pdf.UnsupportedColorspaceError, ValueError, TypeError):
        # What PDF can't hold as it is (transparency, rare colour spaces) goes in as its pixels on white.
        return _from_images(list(_plain_frames(source, megapixels)))


def _from_images(images: list[bytes]) -> pikepdf.Pdf:
    made = img2pdf.convert(images, layout_fun=_layout, rotation=img2pdf.Rotation.ifvalid, nodate=True)
    return pikepdf.open(BytesIO(made))


def _layout(width: int, height: int, stated: tuple[float, float]) -> tuple[float, float, float, float]:
    """Page and image size in points of an image of so many pixels."""
    size = [72 * side / sheet_dpi(stated[0], max(width, height)) for side in (width, height)]
    return size[0], size[1], size[0], size[1]


def _plain_frames(source: Path, megapixels: int) -> Iterator[bytes]:
    with Image.open(source) as image:
        for index in range(int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1):
            image.seek(index)
            check_pixels(*image.size, megapixels)
            yield _png(plain(image), image.info.get("dpi"))


def _png(image: Image.Image, dpi: tuple[float, float] | None = (drawn.DPI, drawn.DPI)) -> bytes:
    made = BytesIO()
    image.save(made, "PNG", **({"dpi": dpi} if dpi else {}))
    return made.getvalue()


def _write_words(sheet: pikepdf.Page, page: Page, font: pikepdf.Object) -> None:
    sheet.add_resource(font, Name.Font, _FONT)
    text = "\n".join(part for line in page.lines for part in _written(line, page.height))
    across, down = _scale(sheet, page)
    # The page's own content may leave any state behind; what is added must not see it.
    sheet.contents_add(b"q\n", prepend=True)
    view = " ".join(f"{number:g}" for number in _view(sheet, page.turn))
    added = f"\nQ\nq {view} cm {across:.6f} 0 0 {down:.6f} 0 0 cm BT 3 Tr\n{text}\nET Q\n"
    sheet.contents_add(added.encode("ascii"))
    if page.turn:
        sheet.rotate(page.turn, relative=True)


def _edges(sheet: pikepdf.Page) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what is shown, in points."""
    media, crop = ([float(edge) for edge in box] for box in (sheet.mediabox, sheet.cropbox))
    low = [max(min(media[n], media[n + 2]), min(crop[n], crop[n + 2])) for n in (0, 1)]
    high = [min(max(media[n], media[n + 2]), max(crop[n], crop[n + 2])) for n in (0, 1)]
    return low[0], low[1], high[0], high[1]


def _view(sheet: pikepdf.Page, turn: int) -> tuple[float, ...]:
    """The matrix from the page as it is seen (origin at the bottom left) to the page as it is written."""
    left, bottom, right, top = _edges(sheet)
    return {
        0: (1, 0, 0, 1, left, bottom),
        90: (0, 1, -1, 0, right, bottom),
        180: (-1, 0, 0, -1, right, top),
        270: (0, -1, 1, 0, left, top),
    }[(sheet.rotation + turn) % 360]


def _scale(sheet: pikepdf.Page, page: Page) -> tuple[float, float]:
    left, bottom, right, top = _edges(sheet)
    wide, high = right - left, top - bottom
    if (sheet.rotation + page.turn) % 180:
        wide, high = high, wide
    return wide / page.width, high / page.height


def _written(line: Line, height: int) -> Iterator[str]:
    """A line word by word along its slope, in pixels from the bottom left; each word as wide as its box, with a blank."""
    slope, base = _baseline(line)
    size = max(2.0, median(word.box.height for word in line.words))
    yield f"{_FONT} {size:.1f} Tf"
    for word in line.words:
        down = base + slope * word.box.left - _LOW * size
        yield f"1 0 0 1 {word.box.left} {height - down:.1f} Tm {_shown(word, size)}"


def _baseline(line: Line) -> tuple[float, float]:
    """Slope and height, both in pixels downwards, of the line through the lower edges of the words."""
    starts = [float(word.box.left) for word in line.words]
    bottoms = [float(word.box.bottom) for word in line.words]
    # A short line says little about the slope: letters that reach below would tilt it.
    if len(starts) < 4 or max(starts) - min(starts) < 8 * median(word.box.height for word in line.words):
        return 0.0, median(bottoms)
    slope, _ = linear_regression(starts, bottoms)
    slope = min(max(slope, -_STEEPEST), _STEEPEST)
    return slope, mean(bottoms) - slope * mean(starts)


def _shown(word: Word, size: float) -> str:
    """The operators that show a word as wide as its box, with a blank; characters beyond the first plane become U+FFFD.

    Word and blank in one string: pdfium (Chrome) drops a letter that is a string of its own after another.
    """
    text = "".join(letter if ord(letter) <= 0xFFFF else "\ufffd" for letter in word.text)
    stretch = 100 * max(1, word.box.width) / (len(text) * size * ADVANCE / 1000)
    return f"{stretch:.2f} Tz <{(text + ' ').encode('utf-16-be', 'replace').hex().upper()}> Tj"


def _unsign(pdf: pikepdf.Pdf) -> None:
    """Takes the signatures' values out (their look stays): in a copy they could only show as broken."""
    for key in ("/Perms", "/DSS"):
        if key in pdf.Root:
            del pdf.Root[key]
    form = pdf.Root.get("/AcroForm")
    if form is None:
        return
    if "/SigFlags" in form:
        del form["/SigFlags"]
    for field in form.get("/Fields", []):
        if field.get("/FT") == Name.Sig and "/V" in field:
            del field["/V"]
