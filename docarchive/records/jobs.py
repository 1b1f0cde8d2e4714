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
