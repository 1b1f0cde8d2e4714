"""QR and Code 128: drawn for separator sheets, and looked for on scans. Looking runs only in the child."""

import numpy as np
import zxingcpp
from PIL import Image

from docarchive.reading.raster import Raster
from docarchive.records.separators import is_code

_FORMATS = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128))
#: Resolutions to look at: a QR code's points are large, the bars of Code 128 need more.
_LOOKS = (150, 200)


def qr(text: str, size: int) -> Image.Image:
    """A QR code about `size` pixels wide, with the highest share of spare (30 %), mode "L", without its quiet zone."""
    return _drawn(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="H"), size, square=True)


def code_128(text: str, width: int, height: int) -> Image.Image:
    """The bars of Code 128, at most `width` pixels wide."""
    bars = _drawn(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128), width, square=False)
    return bars.resize((bars.width, height), Image.Resampling.NEAREST)


def _drawn(code: zxingcpp.Barcode, width: int, *, square: bool) -> Image.Image:
    small = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(code, add_quiet_zones=False)))
    times = max(1, width // small.width)
    return small.resize((small.width * times, small.height * times if square else 1), Image.Resampling.NEAREST)


def separator_code(raster: Raster, *, closely: bool = False) -> str:
    """The code of a separator sheet on a page; "" where there is none: also where it is so damaged that it can't be read, and
    the page then stays what any page is. Some 10 ms; looking `closely` takes twice that and finds bars without the QR code."""
    for dpi in _LOOKS if closely else _LOOKS[:1]:
        factor = min(1.0, dpi / raster.dpi)
        size = (max(1, round(raster.image.width * factor)), max(1, round(raster.image.height * factor)))
        look = raster.image.convert("L").resize(size, Image.Resampling.BOX)
        for found in zxingcpp.read_barcodes(look, formats=_FORMATS, try_invert=False):
            if is_code(found.text):
                return str(found.text)
    return ""
