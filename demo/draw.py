"""A document drawn into its file's bytes, and a whole set into a folder."""

import json
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from numpy.random import Generator, default_rng
from PIL import Image

from demo import form
from demo.damage import Damage
from demo.documents import Document
from demo.pages import photographed, scan
from demo.pdf import image_pdf, sheets_pdf
from demo.sheet import Sheet
from demo.wound import lose_picture


def drawn(document: Document, seed: int = 0) -> tuple[bytes, str]:
    """The file's bytes, and its text in reading order with a form feed between pages. Same seed, same bytes."""
    if document.form == "txt":
        text = document.body.strip() + "\n"
        return text.encode(), text
    chance = default_rng([seed, zlib.crc32(document.name.encode())])
    sheets = form.sheets(document)
    return _file(document, sheets, chance), "\f".join(sheet.text for sheet in sheets) + "\n"


def _file(document: Document, sheets: list[Sheet], chance: Generator) -> bytes:
    damage = Damage(**document.damage)
    if document.form == "pdf":
        made = sheets_pdf(sheets, chance, damage=damage, title=document.subject)
    else:
        images = [scan(sheet, damage, chance)[0] for sheet in sheets]
        made = _pictures(document, images, damage, chance)
    return lose_picture(made, document.broken_page) if document.broken_page else made


def _pictures(document: Document, images: list[Image.Image], damage: Damage, chance: Generator) -> bytes:
    if document.form == "scan":
        return image_pdf(images, dpi=damage.dpi, quality=damage.quality, signed=_signed(document))
    made = BytesIO()
    dpi = (damage.dpi, damage.dpi)
    if document.form == "tiff":
        images[0].save(made, "TIFF", save_all=True, append_images=images[1:], compression="group4", dpi=dpi)
    elif document.form == "jpeg":
        photographed(images[0], chance).save(made, "JPEG", quality=damage.quality + 10, dpi=dpi)
    else:
        images[0].quantize(16).save(made, "PNG", dpi=dpi, optimize=True)
    return made.getvalue()


def _signed(document: Document) -> list[str]:
    """The lines an electronic signature shows: body and time to the second with its zone (Decree 30/2020, appendix I, II.8)."""
    if not document.signed_at:
        return []
    at = document.signed_at.isoformat(sep=" ")
    return [f"Ký bởi: {' '.join(document.issuer)}", f"Thời gian ký: {at}"]


def draw_set(documents: Iterable[Document], folder: Path, *, seed: int = 0, bench: bool = False) -> Iterator[Path]:
    """Draw each document into `folder` and yield its path as soon as it is there; `truth.json` and texts at the end.

    Texts go to `truth/`, so that they aren't taken for documents; with `bench` beside the files, as benchmarks want them.
    """
    texts = folder if bench else folder / "truth"
    texts.mkdir(parents=True, exist_ok=True)
    truths = []
    for document in documents:
        path = folder / document.file
        data, text = drawn(document, seed)
        path.write_bytes(data)
        if document.form != "txt":
            (texts / f"{document.name}.txt").write_text(text, "utf-8")
            truths.append(document.truth)
        yield path
    (texts / "truth.json").write_text(json.dumps(truths, ensure_ascii=False, indent=1) + "\n", "utf-8")
