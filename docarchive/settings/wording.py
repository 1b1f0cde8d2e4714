"""What a setting takes, in words of both languages: one source for the errors and the reference pages."""

from pathlib import Path
from typing import Any, Literal, get_args, get_origin

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
LIMITS = {
    "ge": {"vi": "từ {}", "en": "from {}"},
    "gt": {"vi": "lớn hơn {}", "en": "over {}"},
    "le": {"vi": "đến {}", "en": "to {}"},
    "min_length": {"vi": "ít nhất {} ký tự", "en": "at least {} letters"},
    "max_length": {"vi": "nhiều nhất {} ký tự", "en": "at most {} letters"},
}


def accepted(field: FieldInfo, language: str = "vi") -> str:
    """What `field` takes: its kind and its limits, for instance `a whole number from 1 to 65535`."""
    if get_origin(field.annotation) is Literal:
        *others, last = get_args(field.annotation)
        return f"{', '.join(others)} {'hoặc' if language == 'vi' else 'or'} {last}"
    limits = [
        words[language].format(getattr(limit, name))
        for limit in field.metadata
        for name, words in LIMITS.items()
        if hasattr(limit, name)
    ]
    return ", ".join([KINDS[field.annotation][language], *([" ".join(limits)] if limits else [])])
