"""Page images, thumbnails and cuts: a cache that is drawn again when it is lost, behind the item's own access rule."""

from pathlib import Path

from docarchive.archive import Archive
from docarchive.errors import NotFound
from docarchive.reading.cuts import cut_out
from docarchive.records.access import Asker
from docarchive.records.pages import Box
from docarchive.rules.access import Right, require, require_item
from docarchive.services.arranging import access_of
from docarchive.services.originals import ocfl_id, original
from docarchive.services.process import pictures_folder


def page_image(archive: Archive, asker: Asker, item_id: int, number: int, *, thumbnail: bool = False) -> Path:
    """The JPEG of a page, at the resolution and turn that its boxes refer to. Raises Forbidden, NotFound, PageUnreadable."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        require_item(access_of(unit, asker), unit.holdings.item(item_id))
        page = unit.pages.page(item_id, number)
        file = unit.holdings.file_of_item(item_id)
        folder = pictures_folder(archive, file.id)
        kept = folder / (f"{page.index + 1}.thumb.jpg" if thumbnail else f"{page.index + 1}.jpg")
        if kept.exists():
            return kept
        reading = unit.pages.readings(item_id, [number]).get(number)
        ocfl = ocfl_id(unit, file.object)
    folder.mkdir(parents=True, exist_ok=True)
    turned = {"turn": reading.page.turn, "dpi": reading.page.dpi} if reading else {}
    with original(archive, ocfl, file) as path, archive.slots.lend() as slot:
        drawn = slot.render(path, file.media_type, page.index, folder, **turned)
    return drawn.thumbnail if thumbnail else drawn.image


def page_cut(archive: Archive, asker: Asker, item_id: int, number: int, box: Box) -> bytes:
    """A part of a page as JPEG, twice the size of a result's cut at most. Raises as `page_image` does."""
    image = page_image(archive, asker, item_id, number)
    if not box.width or not box.height:
        raise NotFound("an empty cut")
    try:
        return cut_out(image, box, width=496)
    except ValueError:
        raise NotFound(f"a cut outside page {number}") from None
