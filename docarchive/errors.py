"""Every error that docarchive raises on purpose, in one tree.

    ArchiveError
    ├── Refused                  an upload that was not taken; nothing was stored
    │   ├── EmptyFile            ├── TooLarge            ├── UnknownType         ├── TypeDiffers
    │   ├── EncryptedFile        ├── DamagedFile         ├── NoPages             ├── TooManyPages
    │   ├── TooManyPixels        ├── Duplicate           ├── NameMissing         └── StoreFull
    ├── PageUnreadable           one page failed; the others go on
    ├── NotFound                 it is not here, or the asker may not know of it
    ├── Forbidden ─ SignInNeeded known to exist, but not for this asker
    ├── Invalid                  the request makes no sense as it stands
    │   ├── SettingWrong         └── QueryWrong
    ├── Conflict                 somebody was faster
    │   ├── VersionExists        ├── KeyReused           ├── LeaseLost           ├── LockBusy            └── CodeTaken
    ├── TooManyTries             slow down
    └── Unavailable, Damaged     a store does not answer, try again; stored bytes differ from what was promised

`status` is the HTTP status, `code` the stable name used in problem details, logs and metrics.
`vi` and `en` are what a person reads: what happened, and what to do next.
"""

from collections import defaultdict
from typing import Any, ClassVar, NamedTuple


class ArchiveError(Exception):
    """Something went wrong that docarchive knows how to name."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    vi: ClassVar[str] = "Có lỗi trong kho lưu trữ. Dữ liệu đã nhận vẫn an toàn. Báo quản trị nếu lỗi lặp lại."
    en: ClassVar[str] = "Something went wrong. What was accepted is safe. Tell the administrator if it happens again."

    def __init__(self, detail: str = "", **facts: Any) -> None:
        """`detail` is for logs and engineers; `facts` fill the braces of the sentences."""
        self.detail = detail
        self.facts = facts
        super().__init__(detail or self.message("en"))

    def message(self, language: str = "vi") -> str:
        """The sentence for people, in "vi" or "en"; a fact that is missing shows as an ellipsis."""
        spoken = "vi" if language == "vi" else "en"
        facts = {name: getattr(fact, spoken) if isinstance(fact, Told) else fact for name, fact in self.facts.items()}
        return str(getattr(self, spoken)).format_map(defaultdict(lambda: "…", facts))


class Told(NamedTuple):
    """A fact that people read, in both languages."""

    vi: str
    en: str


class Refused(ArchiveError):
    """An upload that was not taken; nothing was stored."""

    status = 422
    code = "refused"
    vi = "Tệp không được nhận. Chưa có gì được lưu."
    en = "The file was not accepted. Nothing was stored."


class EmptyFile(Refused):
    """The upload has no bytes."""

    code = "empty-file"
    vi = "Tệp rỗng (0 byte). Kiểm tra lại tệp trên máy rồi tải lên lại."
    en = "The file is empty (0 bytes). Check it on your computer and upload it again."


class NameMissing(Refused):
    """The upload carries no file name."""

    code = "name-missing"
    vi = "Tệp không có tên. Đặt tên cho tệp rồi tải lên lại."
    en = "The file has no name. Name it and upload it again."


class TooLarge(Refused):
    """The upload passes the size limit. Facts: limit (text with unit)."""

    status = 413
    code = "too-large"
    vi = "Tệp lớn hơn mức cho phép ({limit}). Tách tệp ra, hoặc nhờ quản trị nâng mức."
    en = "The file is larger than allowed ({limit}). Split it, or ask the administrator to raise the limit."


class UnknownType(Refused):
    """The content is of no type that the archive takes. Facts: found."""

    status = 415
    code = "unknown-type"
    vi = "Kho không nhận loại tệp này ({found}). Nhận PDF, TIFF, JPEG, PNG, WebP, BMP, JPEG 2000, TXT. Lưu lại thành PDF."
    en = "This type ({found}) is not accepted. Accepted: PDF, TIFF, JPEG, PNG, WebP, BMP, JPEG 2000, TXT. Save it as PDF."


class TypeDiffers(Refused):
    """The content is of another type than the name says. Facts: name, named, found."""

    status = 415
    code = "type-differs"
    vi = "Đuôi tên tệp là {named} nhưng nội dung là {found}. Sửa lại đuôi tên tệp rồi tải lên lại."
    en = "The name says {named} but the content is {found}. Correct the file's ending and upload it again."


class EncryptedFile(Refused):
    """The PDF opens only with a password."""

    code = "encrypted-file"
    vi = "Tệp có mật khẩu. Mở khóa tệp, lưu lại không có mật khẩu rồi tải lên lại."
    en = "The file has a password. Save it without one and upload again."


class DamagedFile(Refused):
    """The content can't be decoded. Facts: reason."""

    code = "damaged-file"
    vi = "Tệp bị hỏng hoặc thiếu phần cuối, không mở được. Quét hoặc xuất lại tệp rồi tải lên."
    en = "The file is damaged or cut short and can't be opened. Scan or export it again and upload that."


class NoPages(Refused):
    """The document has no pages."""

    code = "no-pages"
    vi = "Tệp không có trang nào. Xuất lại tệp rồi tải lên."
    en = "The file has no pages. Export it again and upload that."


class TooManyPages(Refused):
    """The document has more pages than allowed. Facts: pages, limit."""

    code = "too-many-pages"
    vi = "Tệp có {pages} trang, quá mức {limit} trang. Tách thành nhiều tệp rồi tải lên."
    en = "The file has {pages} pages, more than {limit}. Split it into several files."


class TooManyPixels(Refused):
    """An image has more pixels than allowed. Facts: width, height, limit (megapixels)."""

    code = "too-many-pixels"
    vi = "Ảnh {width} × {height} điểm, quá mức {limit} triệu điểm. Quét lại ở độ phân giải thấp hơn."
    en = "The image is {width} × {height} pixels, more than {limit} million. Scan it at a lower resolution."


class Duplicate(Refused):
    """The same bytes are in the archive. `item` is the item that has them, or None if the asker may not see it."""

    status = 409
    code = "duplicate"
    vi = "Tệp này đã có trong kho. Không lưu bản thứ hai."
    en = "This file is already in the archive. No second copy was stored."

    def __init__(self, detail: str = "", *, item: int | None = None, **facts: Any) -> None:
        self.item = item
        super().__init__(detail, **facts)


class StoreFull(Refused):
    """There is no room left for the upload. Facts: free."""

    status = 507
    code = "store-full"
    vi = "Không lưu được vì kho sắp hết chỗ. Tệp của bạn chưa vào kho. Báo quản trị."
    en = "The store is nearly full. Your file was not stored. Tell the administrator."


class PageUnreadable(ArchiveError):
    """One page could not be read; the rest of the document goes on. `reason` is a code of `records.jobs.FAILURES`."""

    status = 422
    code = "page-unreadable"
    vi = "Không đọc được trang này: {reason}."
    en = "This page could not be read: {reason}."

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        super().__init__(detail, reason=reason)


class NotFound(ArchiveError):
    """It is not here, or the asker may not know that it is: the same answer for both."""

    status = 404
    code = "not-found"
    vi = "Không có trang này, hoặc bạn không có quyền xem."
    en = "No such page, or you may not see it."


class Forbidden(ArchiveError):
    """The asker may not do this. Facts: role (who may)."""

    status = 403
    code = "forbidden"
    vi = "Bạn không có quyền làm việc này. Quyền này do quản trị kho cấp."
    en = "You may not do this. The archive's administrator can grant it."


class SignInNeeded(Forbidden):
    """Nobody is signed in, or the token is unknown, revoked or past its day."""

    status = 401
    code = "sign-in-needed"
    vi = "Đăng nhập để tiếp tục."
    en = "Sign in to go on."


class Invalid(ArchiveError):
    """The request makes no sense as it stands. Facts: reason (Told, unless it is no sentence)."""

    status = 422
    code = "invalid"
    vi = "Yêu cầu chưa đúng: {reason}"
    en = "The request is not valid: {reason}"


class SettingWrong(Invalid):
    """A setting is unknown, of the wrong type, or goes not with another. Facts: setting, reason."""

    code = "setting-wrong"
    vi = "Cấu hình {setting}: {reason}"
    en = "Setting {setting}: {reason}"


class QueryWrong(Invalid):
    """A query that can't be run at all (parts that aren't understood are reported, not raised). Facts: reason."""

    code = "query-wrong"


class Conflict(ArchiveError):
    """Somebody else changed it first. Load it again, then repeat the change."""

    status = 409
    code = "conflict"
    vi = "Người khác vừa thay đổi mục này. Tải lại trang rồi làm lại."
    en = "Somebody else has just changed this. Load it again and repeat your change."


class VersionExists(Conflict):
    """The OCFL version to be written is there already: another writer was faster."""

    code = "version-exists"


class KeyReused(Conflict):
    """The same Idempotency-Key came with another body."""

    status = 422
    code = "key-reused"
    vi = "Khóa Idempotency-Key này đã dùng cho một tệp khác. Dùng khóa mới cho mỗi tệp."
    en = "This Idempotency-Key was used for another file. Use a new key for each file."


class LeaseLost(Conflict):
    """The job was given to another worker, so this result is dropped."""

    code = "lease-lost"


class LockBusy(Conflict):
    """Another process holds the lock (for instance the index writer's)."""

    code = "lock-busy"
    vi = "Một tiến trình khác của kho đang ghi vào phần này. Dừng nó (docarchive serve, docarchive work), hoặc chờ nó xong."
    en = "Another process of the archive writes to this part. Stop it (docarchive serve, docarchive work), or wait for its end."


class CodeTaken(Conflict):
    """Another node of the same parent has this code. Facts: taken."""

    code = "code-taken"
    vi = "Mã {taken} đã có ở cùng cấp. Chọn mã khác."
    en = "The code {taken} is there already at this level. Choose another."


class TooManyTries(ArchiveError):
    """Too many failed tries. Facts: seconds (until the next)."""

    status = 429
    code = "too-many-tries"
    vi = "Thử lại sau {seconds} giây."
    en = "Try again in {seconds} seconds."


class Unavailable(ArchiveError):
    """A store or server does not answer. Facts: part."""

    status = 503
    code = "unavailable"
    vi = "{part} tạm thời không trả lời. Dữ liệu đã nhận vẫn an toàn. Thử lại sau ít phút."
    en = "{part} does not answer just now. What was accepted is safe. Try again in a few minutes."


class Damaged(ArchiveError):
    """Stored bytes differ from the digest that was promised. Facts: path, expected, found."""

    code = "damaged"
    vi = "Tệp {path} trong kho không khớp mã băm. Báo quản trị ngay: cần lấy lại từ bản sao lưu."
    en = "Stored file {path} does not match its checksum. Tell the administrator now: restore it from a backup."
