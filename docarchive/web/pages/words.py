"""The names that people read for what the code calls by codes: states, stages, deeds, roles, fields, facets, orders."""

from flask_babel import lazy_gettext as _

from docarchive.records.access import Mode, Role
from docarchive.records.arrangement import NodeKind
from docarchive.records.events import Deed
from docarchive.records.jobs import Stage
from docarchive.records.pages import Kind
from docarchive.records.passes import PageOrder
from docarchive.records.queries import Field, Sort
from docarchive.records.worklists import Worklist
from docarchive.rules.access import Right

FIELDS = {
    "ref_norm": _("Số, ký hiệu"),
    "date": _("Ngày ban hành"),
    "type": _("Tên loại"),
    "subtype": _("Loại con"),
    "issuer": _("Cơ quan ban hành"),
    "parent_body": _("Cơ quan chủ quản"),
    "place": _("Địa danh"),
    "subject": _("Trích yếu"),
    "signer": _("Người ký"),
    "sign_title": _("Chức vụ"),
    "authority": _("Thẩm quyền ký"),
    "recipient": _("Nơi nhận"),
    "secrecy": _("Độ mật"),
    "urgency": _("Độ khẩn"),
}
#: Fields that stand on the page even when nothing was found: an empty box is told from a missing one.
ALWAYS = ("ref_norm", "date", "type", "issuer", "subject", "signer")
STAMPS = ("secrecy", "urgency")
QUERY_FIELDS = {
    Field.NUMBER: _("số"),
    Field.TYPE: _("loại"),
    Field.ISSUER: _("cơ quan"),
    Field.YEAR: _("năm"),
    Field.FROM: _("từ"),
    Field.TO: _("đến"),
    Field.DOSSIER: _("hồ sơ"),
    Field.SIGNER: _("người ký"),
    Field.STATE: _("trạng thái"),
}
FACETS = {
    Field.TYPE: _("Tên loại"),
    Field.ISSUER: _("Cơ quan ban hành"),
    Field.YEAR: _("Năm"),
    Field.DOSSIER: _("Hồ sơ"),
    Field.STATE: _("Trạng thái"),
}
SORTS = {
    Sort.RELEVANCE: _("Phù hợp nhất"),
    Sort.NEWEST: _("Ngày ban hành, mới trước"),
    Sort.OLDEST: _("Ngày ban hành, cũ trước"),
    Sort.NUMBER: _("Số, ký hiệu"),
    Sort.TITLE: _("Trích yếu"),
}
#: What of a page is no running text.
REGIONS = {
    Kind.STAMP: _("Dấu độ mật, độ khẩn"),
    Kind.ARRIVAL: _("Dấu đến"),
    Kind.SIGNATURE: _("Chữ ký số hiện trên trang"),
}
STATES = {
    "reading": _("Đang đọc"),
    "read": _("Đã đọc"),
    "partial": _("Đọc xong, có trang lỗi"),
    "failed": _("Không đọc được"),
    "quarantined": _("Có dấu Mật, đã cách ly"),
    "disposed": _("Đã hủy"),
    "joined": _("Đã ghép lại"),
}
WORKLISTS = {
    Worklist.FAILED: _("Có trang không đọc được"),
    Worklist.POOR: _("Đọc chưa chắc"),
    Worklist.UNREAD: _("Có chỗ chưa đọc"),
    Worklist.NUMBERLESS: _("Chưa rõ số"),
    Worklist.DATELESS: _("Chưa rõ ngày"),
    Worklist.DOUBTFUL: _("Mô tả cần xem"),
    Worklist.UNPLACED: _("Chưa xếp hồ sơ"),
    Worklist.READING: _("Đang đọc"),
}
#: What to do with each list.
WORKLIST_HINTS = {
    Worklist.FAILED: _("Cho đọc lại; nếu vẫn lỗi, quét lại trang đó rồi tải lên."),
    Worklist.POOR: _("Bản quét mờ, nghiêng hoặc thiếu nét. Xem ảnh; nếu cần, quét lại rồi tải lên."),
    Worklist.UNREAD: _("Chỗ giống chữ mà máy không đọc được: chữ viết tay, dấu đóng đè, dòng mờ. Xem khung nét đứt trên ảnh."),
    Worklist.NUMBERLESS: _("Máy không thấy số, ký hiệu; có thể số viết tay hoặc văn bản không có số."),
    Worklist.DATELESS: _("Máy không thấy ngày ban hành; có thể ngày viết tay."),
    Worklist.DOUBTFUL: _("Có giá trị máy đọc dưới 80 %, ghi “cần xem” ở trang văn bản, chưa ai xác nhận."),
    Worklist.UNPLACED: _("Còn ở nơi chờ xếp; chọn hồ sơ rồi chuyển vào."),
    Worklist.READING: _("Máy đang đọc; không cần làm gì."),
}
#: Why a document stands in a list whose trouble is on no one page.
WORKLIST_REASONS = {
    Worklist.FAILED: _("Không trang nào đọc được"),
    Worklist.NUMBERLESS: _("Không thấy số, ký hiệu"),
    Worklist.DATELESS: _("Không thấy ngày ban hành"),
    Worklist.UNPLACED: _("Còn ở Chờ xếp hồ sơ"),
}
#: A stage that is done, as the journey of a document tells it.
DONE = {
    Stage.PLAN: _("Đã đếm trang"),
    Stage.DESCRIBE: _("Đã lập mô tả"),
    Stage.INDEX: _("Đã lập mục tìm"),
    Stage.KEEP: _("Đã ghi vào kho"),
}
STAGES = {
    Stage.PLAN: _("Đếm trang"),
    Stage.READ: _("Đọc trang"),
    Stage.DESCRIBE: _("Lập mô tả"),
    Stage.INDEX: _("Lập mục tìm"),
    Stage.KEEP: _("Ghi vào kho"),
}
DEEDS = {
    Deed.ACCEPT: _("Nhận tài liệu"),
    Deed.PLAN: _("Đếm trang"),
    Deed.READ: _("Đọc trang"),
    Deed.DESCRIBE: _("Lập mô tả"),
    Deed.KEEP: _("Ghi phiên bản vào kho"),
    Deed.INDEX: _("Lập mục tìm"),
    Deed.QUARANTINE: _("Cách ly vì có dấu mật"),
    Deed.SPLIT: _("Tách theo tờ phân cách"),
    Deed.JOIN: _("Ghép lại thành một văn bản"),
    Deed.REORDER: _("Sắp lại trang"),
    Deed.RETRY: _("Cho đọc lại"),
    Deed.EDIT: _("Sửa mô tả"),
    Deed.PLACE: _("Chuyển hồ sơ"),
    Deed.ARRANGE: _("Lập hoặc đổi tên hồ sơ"),
    Deed.VIEW: _("Xem"),
    Deed.SEARCH: _("Tìm"),
    Deed.DOWNLOAD: _("Tải về"),
    Deed.EXPORT: _("Xuất"),
    Deed.SIGN_IN: _("Đăng nhập"),
    Deed.SIGN_IN_FAILED: _("Đăng nhập không được"),
    Deed.SIGN_OUT: _("Đăng xuất"),
    Deed.GRANT: _("Đổi người dùng, quyền"),
    Deed.VERIFY: _("Kiểm tra toàn vẹn"),
    Deed.REBUILD: _("Dựng lại"),
}
#: What may be done with the pages of a file.
PAGE_ORDERS = {
    PageOrder.NO_BLANK_BACKS: _("Quét hai mặt: bỏ mặt sau trắng khỏi trang xem"),
    PageOrder.TURNED: _("Ghép hai lượt quét: mọi mặt trước, rồi lật cả chồng quét mặt sau"),
    PageOrder.TWO_PASSES: _("Ghép hai lượt quét: mọi mặt trước, rồi mọi mặt sau theo cùng thứ tự"),
}
#: Why a document of a stack lies where the stack was put (services.splitting).
STAYED = {
    "unreadable": _("mã trên tờ phân cách không đúng, hoặc của phiên bản khác"),
    "other-archive": _("tờ phân cách của kho khác"),
    "no-dossier": _("không có hồ sơ ghi trên tờ phân cách, hoặc người tải lên không được thêm vào hồ sơ ấy"),
    "only-sheets": _("tệp chỉ có tờ phân cách"),
}
ROLES = {
    Role.READER: _("Người đọc"),
    Role.ARCHIVIST: _("Lưu trữ viên"),
    Role.ADMINISTRATOR: _("Quản trị"),
    Role.SECRECY_OFFICER: _("Người phụ trách bí mật"),
}
MODES = {
    Mode.PUBLIC: _("Công khai"),
    Mode.CONDITIONAL: _("Sử dụng có điều kiện"),
    Mode.SECRET: _("Mật"),
    Mode.INTAKE: _("Chờ xếp hồ sơ"),
}
KINDS = {
    NodeKind.FONDS: _("Phông"),
    NodeKind.SERIES: _("Mục lục"),
    NodeKind.DOSSIER: _("Hồ sơ"),
    NodeKind.INTAKE: _("Nơi chờ xếp"),
}
RIGHTS = {
    Right.SEARCH: _("tìm và xem"),
    Right.DOWNLOAD: _("tải về"),
    Right.UPLOAD: _("tải lên"),
    Right.RETRY: _("cho đọc lại"),
    Right.DESCRIBE: _("sửa mô tả"),
    Right.ARRANGE: _("xếp hồ sơ"),
    Right.STATUS: _("xem tình trạng kho"),
    Right.AUDIT: _("xem nhật ký"),
    Right.PEOPLE: _("quản lý người dùng"),
    Right.QUARANTINE: _("xem tài liệu có dấu mật"),
}
PARTS = {
    "database": _("Danh mục của kho"),
    "storage": _("Kho tài liệu"),
    "search": _("Chỉ mục tìm kiếm"),
    "broker": _("Nơi đánh thức máy xử lý"),
}
