"""A job: one stage of one item's journey (or one page of it), leased to a worker."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Stage(Enum):
    """The stages of the journey, in order."""

    PLAN = "plan"  #: counts the pages and makes one read job a page
    READ = "read"  #: text layer, or OCR, or blank
    DESCRIBE = "describe"  #: fields with boxes; looks for secrecy marks
    INDEX = "index"  #: writes the item to the search index
    KEEP = "keep"  #: writes the next OCFL version


class JobState(Enum):
    """The life of a job."""

    READY = "ready"  #: waits for a worker (from `run_at` on)
    RUNNING = "running"  #: leased to a worker until `lease_until`
    DONE = "done"  #: finished
    FAILED = "failed"  #: given up; `error` says why; a person may retry


#: Priorities: lower numbers run first. Page 1 of a document runs before its others.
SINGLE, BULK, BACKGROUND = 10, 50, 90

#: Why a page or stage failed: code → (vi, en). What people see of `jobs.error` and `pages.error`.
FAILURES: dict[str, tuple[str, str]] = {
    "too-slow": ("quá thời gian cho phép mà chưa đọc xong", "not read within the time limit"),
    "too-much-memory": ("cần nhiều bộ nhớ hơn mức cho phép", "needs more memory than allowed"),
    "too-many-pixels": ("ảnh trang có quá nhiều điểm ảnh", "the page image has too many pixels"),
    "damaged-page": ("dữ liệu của trang bị hỏng", "the page's data is damaged"),
    "engine-crashed": ("bộ đọc dừng đột ngột", "the reading engine crashed"),
    "second-reader": (
        "tệp của bộ đọc thứ hai không đúng bản đã kiểm; cài lại gói second hoặc đặt second_reader = off",
        "the second reader's file is not the one that was checked; install the extra second again or set second_reader = off",
    ),
    "engine-missing": ("chưa cài bộ nhận dạng chữ (tesseract, vie)", "the OCR engine (tesseract, vie) is not installed"),
    "store-away": ("kho tệp không trả lời", "the store does not answer"),
    "index-away": ("bộ tìm kiếm không trả lời", "the search index does not answer"),
    "damaged-object": ("tệp trong kho không khớp mã băm", "the stored file does not match its checksum"),
    "worker-lost": ("máy xử lý dừng giữa chừng nhiều lần", "the worker died several times"),
    "error": ("lỗi ngoài dự kiến, xem nhật ký", "an unexpected error, see the log"),
}


def reason(code: str, language: str = "vi") -> str:
    """The sentence of a failure code; an unknown code stands for itself."""
    vi, en = FAILURES.get(code.split(":")[0], (code, code))
    return vi if language == "vi" else en


#: What to do about it, by the same codes (vi, en).
REMEDIES: dict[str, tuple[str, str]] = {
    "too-slow": (
        "Cho làm lại lúc máy rảnh; vẫn chậm thì quét lại trang ở 300 dpi.",
        "Retry while the machine is idle; else scan the page again at 300 dpi.",
    ),
    "too-much-memory": (
        "Quét lại trang ở 300 dpi, hoặc nâng mức bộ nhớ trong cấu hình.",
        "Scan the page again at 300 dpi, or raise the memory limit.",
    ),
    "too-many-pixels": (
        "Quét lại trang ở độ phân giải thấp hơn rồi tải lên.",
        "Scan the page again at a lower resolution and upload it.",
    ),
    "damaged-page": (
        "Quét hoặc xuất lại tệp rồi tải lên; làm lại không giúp được.",
        "Scan or export the file again and upload it; retrying won't help.",
    ),
    "engine-crashed": (
        "Cho làm lại; vẫn lỗi thì quét lại trang rồi tải lên.",
        "Retry; if it fails again, scan the page again and upload it.",
    ),
    "engine-missing": (
        "Cài tesseract và gói chữ Việt (vie) trên máy đọc, rồi cho làm lại.",
        "Install tesseract with Vietnamese (vie) on the worker, then retry.",
    ),
    "store-away": ("Kiểm tra kho tài liệu; khi kho trả lời thì cho làm lại.", "Check the store; when it answers, retry."),
    "index-away": (
        "Kiểm tra chỉ mục tìm kiếm; khi chỉ mục trả lời thì cho làm lại.",
        "Check the search index; when it answers, retry.",
    ),
    "damaged-object": (
        "Chạy docarchive storage verify, lấy lại tệp từ bản sao lưu rồi cho làm lại.",
        "Run docarchive storage verify, restore the file from backup, then retry.",
    ),
    "worker-lost": ("Xem nhật ký và bộ nhớ của máy đọc, rồi cho làm lại.", "Look at the worker's log and memory, then retry."),
    "error": (
        "Cho làm lại; vẫn lỗi thì gửi nhật ký cho người phụ trách kỹ thuật.",
        "Retry; if it fails again, send the log to whoever looks after the system.",
    ),
}


def remedy(code: str, language: str = "vi") -> str:
    """What to do about a failure code, by the sentence; for an unknown one what helps with any."""
    vi, en = REMEDIES.get(code.split(":")[0], REMEDIES["error"])
    return vi if language == "vi" else en


@dataclass(frozen=True, slots=True)
class Job:
    """A leased job. `claim` is the random number of this lease: a result is written only while it still holds."""

    id: int
    kind: Stage
    item: int
    page: int | None
    uniq: str
    priority: int
    state: JobState
    attempts: int
    run_at: datetime
    claim: str | None
    worker: str | None
    error: str
