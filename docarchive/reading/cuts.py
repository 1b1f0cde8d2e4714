"""A part of a page image, for the cut of the scan beside a search result."""

import io
from pathlib import Path

from PIL import Image

from docarchive.records.pages import Box


def cut_out(image: Path, box: Box, *, width: int) -> bytes:
    """The part of a JPEG inside `box` (clipped to the image), no wider than `width` pixels, as JPEG.

    Raises ValueError when the box lies outside the image.
    """
    with Image.open(image) as page:
        part = page.crop((box.left, box.top, min(box.right, page.width), min(box.bottom, page.height)))
    if part.width > width:
        part = part.resize((width, max(1, round(part.height * width / part.width))), Image.Resampling.BILINEAR)
    written = io.BytesIO()
    part.convert("RGB").save(written, "JPEG", quality=80)
    return written.getvalue()
