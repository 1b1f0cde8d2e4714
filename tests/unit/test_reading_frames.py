"""A TIFF's pictures go into the PDF pixel for pixel, packed as they lie there where PDF takes it so, however many they are."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from demo import draw_page, scan_page
from demo.damage import Damage
from docarchive.errors import PageUnreadable
from docarchive.reading.frames import tiff_frames
from docarchive.reading.limits import Limits
from docarchive.reading.searchable import searchable_pdf
from docarchive.reading.slot import Slot

_COLOUR = scan_page(["Kế hoạch số hóa", "tài liệu lưu trữ"], Damage(stains=2))[0].resize((620, 877))
_ONE_PIECE: dict[str, Any] = {"tiffinfo": {278: _COLOUR.height}}
KINDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "LZW in colour": ("RGB", {"compression": "tiff_lzw"}, "/FlateDecode"),
    "grey, not packed": ("L", {}, "/FlateDecode"),
    "palette": ("P", {"compression": "tiff_deflate"}, "/FlateDecode"),
    "JPEG": ("RGB", {"compression": "jpeg", **_ONE_PIECE}, "/DCTDecode"),
    "grey JPEG": ("L", {"compression": "jpeg", **_ONE_PIECE}, "/DCTDecode"),
    "JPEG in strips": ("RGB", {"compression": "jpeg", "tiffinfo": {278: 64}}, "/FlateDecode"),
    "group 4": ("1", {"compression": "group4", **_ONE_PIECE}, "/CCITTFaxDecode"),
    "group 4 in strips": ("1", {"compression": "group4", "tiffinfo": {278: 64}}, "/CCITTFaxDecode"),
    "black and white, LZW": ("1", {"compression": "tiff_lzw"}, "/CCITTFaxDecode"),
    "colours of print": ("CMYK", {"compression": "tiff_lzw"}, "/FlateDecode"),
}


def written(path: Path, mode: str, options: dict[str, Any], count: int = 3) -> list[Image.Image]:
    """A TIFF of `count` pictures that differ; its pictures as Pillow shows them."""
    first, *others = [_COLOUR.rotate(180 * n).convert(mode) for n in range(count)]
    first.save(path, save_all=True, append_images=others, dpi=(100, 100), **options)
    with Image.open(path) as image:
        frames = []
        for n in range(count):
            image.seek(n)
            frames.append(image.copy())
    return frames


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_is_there_pixel_for_pixel(tmp_path: Path, kind: str) -> None:
    mode, options, packed = KINDS[kind]
    frames = written(tmp_path / "a.tif", mode, options)
    searchable_pdf(tmp_path / "a.tif", "image/tiff", [], tmp_path / "a.pdf")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert len(pdf.pages) == len(frames)
        for sheet, frame in zip(pdf.pages, frames, strict=True):
            (picture,) = sheet.get_images().values()
            assert packed in str(picture.get("/Filter"))
            assert shown(picture).convert("RGB").tobytes() == frame.convert("RGB").tobytes()
            assert [round(float(edge)) for edge in sheet.mediabox[2:]] == [446, 631]  # at 100 dpi


def shown(picture: pikepdf.Object) -> Image.Image:
    if "/DCTDecode" in str(picture.get("/Filter")):
        return Image.open(BytesIO(picture.read_raw_bytes()))
    if picture.get("/ColorSpace") == pikepdf.Name.DeviceCMYK:
        return Image.frombytes("CMYK", (picture.Width, picture.Height), picture.read_bytes())
    return pikepdf.PdfImage(picture).as_pil_image()


def test_bytes_of_jpeg_and_fax_are_those_of_the_file(tmp_path: Path) -> None:
    for kind in ("JPEG", "group 4"):
        written(tmp_path / "a.tif", KINDS[kind][0], KINDS[kind][1])
        content = (tmp_path / "a.tif").read_bytes()
        searchable_pdf(tmp_path / "a.tif", "image/tiff", [], tmp_path / "a.pdf")
        with pikepdf.open(tmp_path / "a.pdf") as pdf:
            for sheet in pdf.pages:
                (picture,) = sheet.get_images().values()
                assert picture.read_raw_bytes()[-2000:] in content


def test_a_picture_that_lies_turned_is_set_upright(tmp_path: Path) -> None:
    image = draw_page(["Kế hoạch"])[0].convert("1")
    image.rotate(90, expand=True).save(tmp_path / "a.tif", compression="group4", tiffinfo={274: 6, 278: image.width})
    (frame,) = tiff_frames(tmp_path / "a.tif", 120)
    assert Image.open(BytesIO(frame)).size == image.size


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    written(tmp_path / "a.tif", "L", {})
    with pytest.raises(PageUnreadable) as raised:
        searchable_pdf(tmp_path / "a.tif", "image/tiff", [], tmp_path / "a.pdf", megapixels=0)
    assert raised.value.reason == "too-many-pixels"
    assert [path.name for path in tmp_path.iterdir()] == ["a.tif"]


def test_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    noise = [Image.frombytes("L", (1600, 1600), os.urandom(1600 * 1600)) for _ in range(4)]
    many = [noise[n % 4] for n in range(100)]
    kept: dict[str, Any] = {"compression": "jpeg", "quality": 95, "tiffinfo": {278: 1600}}
    many[0].save(tmp_path / "long.tif", save_all=True, append_images=many[1:], **kept)
    with Slot(Limits(seconds=60, memory_mb=200)) as slot:
        assert slot.write_searchable(tmp_path / "long.tif", "image/tiff", [], tmp_path / "long.pdf") == []
    with pikepdf.open(tmp_path / "long.pdf") as pdf:
        assert len(pdf.pages) == 100
        pictures = [next(iter(sheet.get_images().values())).read_raw_bytes() for sheet in pdf.pages]
    assert pictures == pictures[:4] * 25 and len(set(pictures)) == 4
    assert sum(map(len, pictures)) > 200_000_000
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["long.pdf", "long.tif"]
