"""What a setting takes, in words of both languages: one source for the errors and the reference pages."""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen, MinLen
from pydantic import ByteSize
from pydantic.fields import FieldInfo

KINDS: dict[Any, dict[str, str]] = {
    bool: {"vi": "true hoặc false", "en": "true or false"},
    int: {"vi": "số nguyên", "en": "a whole number"},
    float: {"vi": "số", "en": "a number"},
    ByteSize: {"vi": "dung lượng, như 500MB hoặc 2GiB", "en": "a size, such as 500MB or 2GiB"},
    Path: {"vi": "đường dẫn", "en": "a path"},
    str: {"vi": "chữ", "en": "text"},
}
LIMITS: dict[type, dict[str, str]] = {
    Ge: {"vi": "từ {}", "en": "from {}"},
    Gt: {"vi": "lớn hơn {}", "en": "over {}"},
    Le: {"vi": "đến {}", "en": "to {}"},
    MinLen: {"vi": "ít nhất {} ký tự", "en": "at least {} letters"},
    MaxLen: {"vi": "nhiều nhất {} ký tự", "en": "at most {} letters"},
}


def accepted(field: FieldInfo, language: str = "vi") -> str:
    """What `field` takes: its kind and its limits, for instance `a whole number from 1 to 65535`."""
    if get_origin(field.annotation) is Literal:
        return (" hoặc " if language == "vi" else " or ").join(map(str, get_args(field.annotation)))
    limits = [LIMITS[type(limit)][language].format(_value(limit)) for limit in field.metadata if type(limit) in LIMITS]
    return ", ".join([KINDS[field.annotation][language], " ".join(limits)]).removesuffix(", ")


def _value(limit: Any) -> str:
    return next(f"{getattr(limit, name)}" for name in ("ge", "gt", "le", "min_length", "max_length") if hasattr(limit, name))
