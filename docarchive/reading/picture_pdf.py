"""Pictures put into a PDF, a page each, losslessly: with their bytes as they are where PDF takes them so."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import img2pdf
import pikepdf
from PIL import Image

from docarchive.reading import drawn
from docarchive.reading.frames import tiff_frames
from docarchive.reading.growing_pdf import GrowingPdf
from docarchive.reading.media import TEXT
from docarchive.reading.raster import check_pixels, plain, sheet_dpi

# Bytes of pictures that are held at once; more go to disk.
_HELD = 24 * 1024 * 1024
_TIFF = "image/tiff"


def picture_pdf(source: Path, media_type: str, folder: Path, *, megapixels: int) -> pikepdf.Pdf:
    """The pictures or drawn pages of a file as a PDF; `folder` takes what is too much to be held, for as long as the PDF is open.

    Raises PageUnreadable (too-many-pixels), and what img2pdf, Pillow and pikepdf raise for damaged files.
    """
    try:
        return _together(_frames(source, media_type, megapixels), folder)
    except (img2pdf.AlphaChannelError, img2pdf.JpegColorspaceError, img2pdf.UnsupportedColorspaceError, ValueError, TypeError):
        # What PDF can't hold as it is (transparency, rare colour spaces) goes in as its pixels on white.
        return _together(_plain_frames(source, megapixels), folder)


def _frames(source: Path, media_type: str, megapixels: int) -> Iterator[bytes]:
    if media_type == TEXT:
        yield from (_png(drawn.page_image(source, index).convert("1")) for index in range(drawn.page_count(source)))
    elif media_type == _TIFF:
        yield from tiff_frames(source, megapixels)
    else:
        yield source.read_bytes()


def _together(frames: Iterable[bytes], folder: Path) -> pikepdf.Pdf:
    held: list[bytes] = []
    with ExitStack() as opened:
        whole: GrowingPdf | None = None
        for frame in frames:
            if held and sum(map(len, held)) + len(frame) > _HELD:
                whole = whole or opened.enter_context(GrowingPdf(folder / "whole.pdf"))
                whole.add(_converted(held))
                held = []
            held.append(frame)
        if whole is None:
            return pikepdf.open(BytesIO(_converted(held)))
        whole.add(_converted(held))
        whole.finish()
    # Not mapped: a long document would take more addresses than its process may have.
    return pikepdf.open(folder / "whole.pdf", access_mode=pikepdf.AccessMode.stream)


def _converted(images: list[bytes]) -> bytes:
    return bytes(img2pdf.convert(images, layout_fun=_layout, rotation=img2pdf.Rotation.ifvalid, nodate=True))


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
