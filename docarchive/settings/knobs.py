"""The settings: what each is called, holds by default and is for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from pydantic import ByteSize, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from docarchive.settings import rules

Above = dict[str, Any]
GiB = 1024**3


def knob(group: str, default: Any, vi: str, en: str, *, secret: bool = False, **limits: Any) -> Any:
    """A setting of `group`. A function as `default` works it out from the settings above it.

    A secret (or an address that may hold one) isn't shown in errors and logs, and may be given as a file.
    """
    derived = callable(default)
    limits |= {"default_factory": default} if derived else {"default": default}
    told: dict[str, Any] = {"vi": vi, "group": group, "secret": secret, "derived": derived}
    return Field(description=en, json_schema_extra=told, repr=not secret, **limits)


def under(start: str, name: str) -> Callable[[Above], str]:
    """A default address in the data folder."""
    return lambda known: f"{start}{known['data'] / name}"


class Settings(BaseSettings):
    """All settings, checked and frozen. Made by `load_settings`; made by hand it reads neither file nor environment."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False)

    # fmt: off
    data: Path = knob("office", Path("archive"), validate_default=True,
        vi="Thư mục chứa mọi thứ mà kho giữ trên máy này.",
        en="The folder of everything that the archive keeps on this machine.")
    office_name: str = knob("office", "Kho lưu trữ", min_length=1, max_length=120,
        vi="Tên cơ quan, hiện ở đầu mỗi trang.", en="The office's name, shown at the top of each page.")
    language: Literal["vi", "en"] = knob("office", "vi",
        vi="Ngôn ngữ của người chưa chọn ngôn ngữ.", en="The language of people who haven't chosen one.")
    timezone: str = knob("office", "Asia/Ho_Chi_Minh",
        vi="Múi giờ để hiện và gộp ngày giờ.", en="The zone in which times are shown and grouped.")

    database: str = knob("stores", under("sqlite:///", "catalogue.sqlite"), secret=True,
        vi="Danh mục: sqlite:////đường/dẫn, hoặc postgresql+psycopg://người@máy/tên.",
        en="The catalogue: sqlite:////path, or postgresql+psycopg://user@host/name.")
    database_password: str = knob("stores", "", secret=True,
        vi="Mật khẩu PostgreSQL, khi không ghi trong database.", en="PostgreSQL's password, when database doesn't hold it.")
    storage: str = knob("stores", under("file://", "store"),
        vi="Nơi giữ tệp: file:///đường/dẫn, hoặc s3://máy:cổng/bucket?secure=1&object_lock=1&lock_days=0.",
        en="Where files rest: file:///path, or s3://host:port/bucket?secure=1&object_lock=1&lock_days=0.")
    s3_access_key: str = knob("stores", "", secret=True, vi="Tên khóa của máy chủ S3.", en="The S3 server's access key.")
    s3_secret_key: str = knob("stores", "", secret=True, vi="Khóa bí mật của máy chủ S3.", en="The S3 server's secret key.")
    search: str = knob("stores", under("tantivy://", "index"), secret=True,
        vi="Chỉ mục tìm kiếm: tantivy:///đường/dẫn, hoặc http(s)://người@máy:9200/tiền-tố (Elasticsearch 9).",
        en="The search index: tantivy:///path, or http(s)://user@host:9200/prefix (Elasticsearch 9).")
    search_password: str = knob("stores", "", secret=True,
        vi="Mật khẩu Elasticsearch, khi không ghi trong search.", en="Elasticsearch's password, when search doesn't hold it.")
    broker: str = knob("stores", "", secret=True,
        vi="Nơi đánh thức các máy xử lý: amqp://người@máy/vhost; để trống thì chúng tự hỏi danh mục.",
        en="What wakes the workers: amqp://user@host/vhost; empty: they poll the catalogue.")
    broker_password: str = knob("stores", "", secret=True,
        vi="Mật khẩu RabbitMQ, khi không ghi trong broker.", en="RabbitMQ's password, when broker doesn't hold it.")

    host: str = knob("web", "127.0.0.1", min_length=1,
        vi="Địa chỉ mà trang web nghe; 0.0.0.0 là mọi địa chỉ.", en="The address the web server listens on; 0.0.0.0 is all.")
    port: int = knob("web", 8080, ge=1, le=65535, vi="Cổng mà trang web nghe.", en="The port the web server listens on.")
    public_url: str = knob("web", lambda known: f"http://{known['host']}:{known['port']}",
        vi="Địa chỉ mà người dùng gõ; dùng cho đường dẫn và để biết có TLS.",
        en="The address that people type; for links, and to know whether there is TLS.")
    secret_key: str = knob("web", "", secret=True,
        vi="Khóa ký phiên đăng nhập, ít nhất 32 ký tự. Để trống (chỉ với SQLite): tạo ở lần chạy đầu, trong data.",
        en="The key that signs sessions, 32 characters or more. Empty (with SQLite only): made at first run, in data.")
    session_hours: float = knob("web", 12, gt=0, le=720,
        vi="Số giờ không dùng thì phải đăng nhập lại.", en="Hours without use after which one signs in again.")
    login_tries: int = knob("web", 5, ge=1, le=100,
        vi="Số lần sai mật khẩu được phép trong login_minutes.", en="Wrong passwords allowed within login_minutes.")
    login_minutes: float = knob("web", 15, gt=0, le=1440,
        vi="Khoảng thời gian đếm số lần sai, và thời gian phải chờ.", en="The time in which tries are counted, and the wait.")
    cookie_secure: bool = knob("web", lambda known: known["public_url"].startswith("https://"),
        vi="Chỉ gửi cookie qua TLS. Mặc định: có, khi public_url là https.",
        en="Send cookies over TLS only. Default: true when public_url is https.")
    trusted_proxies: int = knob("web", 0, ge=0, le=10,
        vi="Số proxy đứng trước, mà phần X-Forwarded-… được tin.", en="How many proxies in front are trusted for X-Forwarded-….")

    max_upload_bytes: ByteSize = knob("uploads", ByteSize(2 * GiB), ge=1,
        vi="Cỡ lớn nhất của một tệp tải lên.", en="The largest file that may be uploaded.")
    max_pages: int = knob("uploads", 2000, ge=1, vi="Số trang nhiều nhất của một tệp.", en="The most pages a file may have.")
    max_megapixels: int = knob("uploads", 120, ge=1,
        vi="Số triệu điểm ảnh nhiều nhất của một trang.", en="The most pixels a page may have, in millions.")
    min_free_bytes: ByteSize = knob("uploads", ByteSize(GiB), ge=0,
        vi="Chỗ trống phải còn; ít hơn thì không nhận tệp.", en="Free space to be left; with less, uploads are refused.")
    allow_secret: bool = knob("uploads", False,
        vi="Hệ thống này được phép giữ tài liệu mật. Mặc định không: tài liệu có dấu mật bị cách ly.",
        en="This system may hold state secrets. By default not: what carries a secrecy mark is quarantined.")

    workers: int = knob("work", 0, ge=0, le=256,
        vi="Số trang đọc cùng lúc trên máy này; 0 là số lõi CPU.", en="Pages read at once on this machine; 0: one a core.")
    lease_seconds: float = knob("work", 60, ge=1, le=3600,
        vi="Việc không có tin của người làm sau ngần ấy giây thì giao người khác.",
        en="A job whose worker is silent this long is given to another.")
    heartbeat_seconds: float = knob("work", lambda known: known["lease_seconds"] / 4, gt=0,
        vi="Người làm báo tin mỗi ngần ấy giây. Mặc định: một phần tư lease_seconds.",
        en="How often a worker gives a sign of life. Default: a quarter of lease_seconds.")
    max_attempts: int = knob("work", 5, ge=1, le=100,
        vi="Số lần thử một việc trước khi coi là hỏng.", en="Tries of a job before it is given up as failed.")
    page_seconds: float = knob("work", 120, gt=0, vi="Thời gian nhiều nhất để đọc một trang.", en="The longest a page may take.")
    page_memory_mb: int = knob("work", 1500, ge=256,
        vi="Bộ nhớ (MB) nhiều nhất để đọc một trang.", en="The most memory (MB) that reading a page may take.")
    ocr_engine: Literal["auto", "tesseract", "tesserocr"] = knob("work", "auto",
        vi="Bộ nhận dạng chữ: tesseract (chương trình), tesserocr (thư viện của nó, gói fast), auto: cái nhanh nhất đã cài.",
        en="What recognises letters: tesseract (program), tesserocr (its library, extra fast), auto: the fastest installed.")
    second_reader: Literal["auto", "off"] = knob("work", "auto",
        vi="Bộ đọc thứ hai (gói second) đọc lại những chữ máy chưa chắc: auto (dùng khi đã cài) hoặc off.",
        en="The second reader (extra second) reads doubtful words again: auto (used when installed) or off.")
    keep_quiet_seconds: float = knob("work", 30, ge=0,
        vi="Sửa đổi được gộp thành một phiên bản OCFL khi yên ngần ấy giây,",
        en="Edits become one OCFL version after this many quiet seconds,")
    keep_at_most_seconds: float = knob("work", 300, ge=0,
        vi="và chậm nhất sau ngần ấy giây.", en="and after this many at the latest.")

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = knob("logs", "INFO",
        vi="Mức thấp nhất được ghi nhật ký.", en="The lowest level that is logged.")
    log_format: Literal["text", "json"] = knob("logs", "text",
        vi="Nhật ký cho người đọc (text) hay cho máy đọc (json).", en="Logs for people (text) or for machines (json).")
    # fmt: on

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed is all there is: `load_settings` alone reads from outside."""
        return (init_settings,)

    @model_validator(mode="before")
    @classmethod
    def _passwords(cls, values: Above) -> Above:
        return rules.with_passwords(values)

    @field_validator("data")
    @classmethod
    def _whole_path(cls, data: Path) -> Path:
        return rules.usable_folder(data.expanduser().absolute())

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        rules.check(self)
        return self

    @property
    def profile(self) -> Literal["embedded", "distributed", "mixed"]:
        """Which of the two supported forms this is; a mix may hold, and is tested by nobody."""
        return rules.profile(self)

    @property
    def spool(self) -> Path:
        """Where uploads wait while they are checked; on the data disk, so that storing them needs no copy."""
        return self.data / "spool"

    @property
    def cache(self) -> Path:
        """Page images and thumbnails, which can be drawn again."""
        return self.data / "cache"


def about(name: str) -> dict[str, Any]:
    """What is told of a setting beside its type and default: vi, en, group, secret, derived."""
    field = Settings.model_fields[name]
    extra = field.json_schema_extra
    return {"en": field.description, **(extra if isinstance(extra, dict) else {})}
