"""A page of any file as pixels, at the page's own resolution within bounds: what is read and what is shown.

Every resampling costs a little, so a page keeps its pixels from 130 to 320 dpi. Below, Tesseract reads enlarged
letters better (measured at 100 and 120 dpi; at 150 and 170 worse); above, more pixels only cost time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from PIL import Image, ImageChops, ImageOps

from docarchive.errors import PageUnreadable
from docarchive.reading import drawn
from docarchive.reading.media import PDF, TEXT

ENLARGED, HIGHEST = 200, 300
_KEPT = (130, 320)  # dpi
_A4_LONG = 11.69  # inches
# The longest side, in inches, that a stated resolution may lead to; outside it the resolution is a camera's or editor's default.
_PLAUSIBLE = (4.0, 50.0)

# Pillow's own guard warns and guesses; sizes are checked here before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Raster:
    """A page's pixels (mode "L" or "RGB") at `dpi`; `own_dpi` is what the file holds, 0 where it is drawn from vectors; `bilevel`
    when the file holds black and white alone."""

    image: Image.Image
    dpi: int
    own_dpi: int
    bilevel: bool = False


def rasterise(path: Path, media_type: str, index: int, *, megapixels: int, dpi: int = 0, vector_dpi: int = HIGHEST) -> Raster:
    """Page `index` as pixels; `dpi` overrides its own resolution, `vector_dpi` is taken where it has none.

    Raises PageUnreadable (damaged-page, too-many-pixels).
    """
    if media_type == PDF:
        return _pdf_page(path, index, megapixels, dpi=dpi, vector_dpi=vector_dpi)
    if media_type == TEXT:
        return Raster(drawn.page_image(path, index), drawn.DPI, 0)
    return _picture(path, index, megapixels, dpi)


def _picture(path: Path, index: int, megapixels: int, dpi: int) -> Raster:
    try:
        with Image.open(path) as file:
            file.seek(index)
            check_pixels(*file.size, megapixels)
            own, bilevel = image_dpi(file), file.mode == "1"
            image = plain(ImageOps.exif_transpose(file))
    except (OSError, EOFError, ValueError, SyntaxError) as error:
        raise PageUnreadable("damaged-page", str(error)) from None
    goal = dpi or clamped(own)
    return Raster(scaled(image, goal / own), goal, own, bilevel)


def check_pixels(width: int, height: int, megapixels: int) -> None:
    """Raises PageUnreadable (too-many-pixels) for an image over the limit."""
    if width * height > megapixels * 1_000_000:
        raise PageUnreadable("too-many-pixels", f"{width} × {height}")


def image_dpi(image: Image.Image) -> int:
    """The resolution of an image as it lies in its file."""
    stated = image.info.get("dpi", (0, 0))
    try:
        return sheet_dpi(float(stated[0]), max(image.size))
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return sheet_dpi(0.0, max(image.size))


def sheet_dpi(stated: float, longest: int) -> int:
    """`stated` where it makes `longest` pixels a sheet of plausible size, else the resolution that makes them an A4 long."""
    # 72 and 96 are what editors and cameras write when they know nothing.
    if stated > 0 and round(stated) not in (72, 96) and _PLAUSIBLE[0] <= longest / stated <= _PLAUSIBLE[1]:
        return max(1, round(stated))
    return max(1, round(longest / _A4_LONG))


def clamped(dpi: int) -> int:
    """The reading resolution for a page scanned at `dpi`."""
    if dpi < _KEPT[0]:
        return ENLARGED
    return dpi if dpi <= _KEPT[1] else HIGHEST


def scaled(image: Image.Image, factor: float) -> Image.Image:
    """`image` at another size; the very same pixels where the factor is within 1 % of one."""
    if abs(factor - 1) < 0.01:
        return image
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def plain(image: Image.Image) -> Image.Image:
    """The image on white in mode "L" or "RGB": no palette, no transparency, no 16 bits, no colour where there is none."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I", "F"):
        low, high = image.convert("F").getextrema()
        span = max(float(high) - float(low), 1.0)  # type: ignore[arg-type]  # one band, so two numbers
        return image.convert("F").point(lambda level: (level - low) * (255 / span)).convert("L")
    if image.mode in ("1", "L"):
        return image.convert("L")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    return without_false_colour(image.convert("RGB"))


def without_false_colour(image: Image.Image) -> Image.Image:
    """Mode "L" for an RGB image whose channels are the same everywhere (a grey page saved in colour)."""
    red, green, blue = image.split()
    apart = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return red if apart.getextrema() == (0, 0) else image


@contextmanager
def pdf_document(path: Path) -> Iterator[pdfium.PdfDocument]:
    """The open PDF. Raises PageUnreadable (damaged-page) where pdfium can't open it."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise PageUnreadable("damaged-page", str(error)) from None
    try:
        yield document
    finally:
        document.close()


def _pdf_page(path: Path, index: int, megapixels: int, *, dpi: int, vector_dpi: int) -> Raster:
    with pdf_document(path) as document:
        try:
            page = document[index]
            own, bits = _scan(page, megapixels)
            goal = dpi or (clamped(own) if own else vector_dpi)
            width, height = page.get_size()
            check_pixels(round(width * goal / 72), round(height * goal / 72), megapixels)
            image = page.render(scale=goal / 72, rev_byteorder=True).to_pil().convert("RGB")
        except (pdfium.PdfiumError, IndexError) as error:
            raise PageUnreadable("damaged-page", str(error)) from None
    return Raster(without_false_colour(image), goal, own, bits == 1)


def scan_dpi(page: pdfium.PdfPage, megapixels: int) -> int:
    """Resolution of the image that covers half of the page or more; 0 when there is none.

    Raises PageUnreadable (too-many-pixels) when any image on the page passes the limit, before pdfium decodes it.
    """
    return _scan(page, megapixels)[0]


def _scan(page: pdfium.PdfPage, megapixels: int) -> tuple[int, int]:
    """The same, and the bits of a pixel of that image."""
    width, height = page.get_width() or 1, page.get_height() or 1
    found = (0, 0)
    for image in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        pixels = image.get_px_size()
        check_pixels(pixels[0], pixels[1], megapixels)
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) >= 0.5 * width * height:
            # Bounds are those before the page's rotation; long side against long side needs no turning.
            dpi = round(max(pixels) / max(right - left, top - bottom) * 72)
            found = max(found, (dpi, int(image.get_metadata().bits_per_pixel)))
    return found


def has_lost_picture(path: Path, index: int) -> bool:
    """Whether an image of the PDF page can't be decoded: pdfium then shows white without a word."""
    with pdf_document(path) as document:
        for image in document[index].get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
            try:
                image.get_bitmap().close()
            except pdfium.PdfiumError:
                return True
    return False
