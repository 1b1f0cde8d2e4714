"""Separator sheets for a dossier: printed, laid between the documents of a stack before it goes through the scanner."""

from docarchive.archive import Archive
from docarchive.catalogue import Unit
from docarchive.errors import Invalid, Told
from docarchive.reading.sheets import SheetWords, sheets_pdf
from docarchive.records.access import Asker
from docarchive.records.arrangement import Node, NodeKind
from docarchive.records.separators import Separator, mark_of, to_code
from docarchive.rules.access import Right, access_filter, require
from docarchive.services.batching import require_node

MOST = 200
_HEADING = "TỜ PHÂN CÁCH"
_HOW = (
    "Đặt tờ này trước tài liệu, rồi quét cả chồng thành một tệp PDF hoặc TIFF.",
    "Các trang sau tờ này, cho đến tờ phân cách tiếp theo, thành một văn bản của hồ sơ trên.",
    "Tờ này không hiện trong văn bản. Dùng lại được nhiều lần; đừng gấp hay viết lên mã.",
)
_BACKS = "Quét hai mặt: mặt sau để trắng không hiện trong văn bản."
_NO_DOCUMENTS_HERE = Told(
    "tờ phân cách in cho hồ sơ hoặc mục lục, không in cho phông",
    "separator sheets are for a dossier or series, not for a fonds",
)
_COUNT = Told(f"số tờ từ 1 đến {MOST}", f"from 1 to {MOST} sheets")


def separators(archive: Archive, asker: Asker, node_id: int, *, count: int = 1, blank_backs: bool = False) -> tuple[Node, bytes]:
    """The node and a PDF of `count` equal sheets for it; `blank_backs`: the stack is scanned on both sides, and what is blank of
    backs is left out of view. For who may put documents there. Raises Forbidden, NotFound, Invalid (a fonds, or the count)."""
    require(asker, Right.UPLOAD)
    if not 1 <= count <= MOST:
        raise Invalid(reason=_COUNT)
    with archive.catalogue.reading() as unit:
        require_node(unit, asker, node_id)
        node = unit.arrangement.node(node_id)
        if node.kind is NodeKind.FONDS:
            raise Invalid(reason=_NO_DOCUMENTS_HERE)
        words = _words(unit, asker, node, blank_backs=blank_backs)
    return node, sheets_pdf([words] * count)


def _words(unit: Unit, asker: Asker, node: Node, *, blank_backs: bool) -> SheetWords:
    code = to_code(Separator(mark_of(unit.archive.uuid), node.id, blank_backs))
    seen = access_filter(asker, unit.arrangement.audiences()).audiences
    above = " › ".join(each.code for each in unit.arrangement.path(node.id) if each.audience in seen)
    return SheetWords(code, _HEADING, above, node.title, (*_HOW, *([_BACKS] if blank_backs else [])))
