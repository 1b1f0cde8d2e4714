"""Page images, thumbnails and cuts: a cache that is drawn again when it is lost, behind the item's own access rule."""

from pathlib import Path

from docarchive.archive import Archive
from docarchive.errors import NotFound
from docarchive.reading.cuts import cut_out
from docarchive.reading.pictures import Pictures
from docarchive.records.access import Asker
from docarchive.records.objects import StoredFile
from docarchive.records.pages import Box
from docarchive.rules.access import Right, require, require_item
from docarchive.services.arranging import access_of
from docarchive.services.originals import ocfl_id, original
from docarchive.services.process import pictures_folder
from docarchive.services.stacks import sees_all


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
    turned = {"turn": reading.page.turn, "dpi": reading.page.dpi} if reading else {}
    drawn = _drawn(archive, ocfl, file, page.index, folder, **turned)
    return drawn.thumbnail if thumbnail else drawn.image


def left_out_image(archive: Archive, asker: Asker, item_id: int, place: int, *, thumbnail: bool = False) -> Path:
    """The JPEG of a page that no document of the item's file has (a separator sheet, a blank back), by its place in the
    file, from 1. For who may see all of the file. Raises Forbidden, NotFound, PageUnreadable."""
    require(asker, Right.SEARCH)
    with archive.catalogue.reading() as unit:
        require_item(access_of(unit, asker), unit.holdings.item(item_id))
        file = unit.holdings.file_of_item(item_id)
        taken = unit.pages.of_items([each.id for each in unit.stacks.items(file.object)])
        if not sees_all(unit, asker, file.object) or place - 1 in {page.index for page in taken} or not 1 <= place <= file.pages:
            raise NotFound(f"place {place} of item {item_id}")
        ocfl = ocfl_id(unit, file.object)
    kept = pictures_folder(archive, file.id) / (f"{place}.thumb.jpg" if thumbnail else f"{place}.jpg")
    if kept.exists():
        return kept
    drawn = _drawn(archive, ocfl, file, place - 1, kept.parent)
    return drawn.thumbnail if thumbnail else drawn.image


def _drawn(archive: Archive, ocfl: str, file: StoredFile, index: int, folder: Path, **turned: int) -> Pictures:
    folder.mkdir(parents=True, exist_ok=True)
    with original(archive, ocfl, file) as path, archive.slots.lend() as slot:
        return slot.render(path, file.media_type, index, folder, **turned)


def page_cut(archive: Archive, asker: Asker, item_id: int, number: int, box: Box) -> bytes:
    """A part of a page as JPEG, twice the size of a result's cut at most. Raises as `page_image` does."""
    image = page_image(archive, asker, item_id, number)
    if not box.width or not box.height:
        raise NotFound("an empty cut")
    try:
        return cut_out(image, box, width=496)
    except ValueError:
        raise NotFound(f"a cut outside page {number}") from None
