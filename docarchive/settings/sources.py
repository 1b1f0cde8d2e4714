"""Where settings come from: `docarchive.toml`, then `DOCARCHIVE_…` variables, which win, then what the caller passes."""

import os
import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import EnvSettingsSource, TomlConfigSettingsSource

from docarchive.settings.knobs import Settings, about
from docarchive.settings.rules import wrong
from docarchive.settings.wording import accepted

PREFIX = "DOCARCHIVE_"
CONFIG = f"{PREFIX}CONFIG"
DEFAULT_FILE = Path("docarchive.toml")
#: A secret may also be given as the path of a file that holds it: the variable of its name with this ending.
FILE = "_FILE"


def load_settings(path: Path | None = None, **overrides: Any) -> Settings:
    """The settings of this process, checked. Overrides that are None count as not given.

    `path`: the file to read; else the one that DOCARCHIVE_CONFIG names; else ./docarchive.toml where there is one.
    Raises SettingWrong, whose one sentence says which setting is wrong or unknown, and what is allowed.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    values = _from_file(path) | _from_variables() | given
    _refuse_unknown(values, list(Settings.model_fields))
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        shown = "" if about(name)["secret"] else f"{first['input']!r}"
        field = Settings.model_fields[name]
        raise wrong(
            name,
            vi=f"giá trị {shown} không dùng được. Cần: {accepted(field, 'vi')}.",
            en=f"{shown} can't be used. Allowed: {accepted(field, 'en')}.",
        ) from None


def _from_file(path: Path | None) -> dict[str, Any]:
    named = path or (Path(os.environ[CONFIG]) if os.environ.get(CONFIG) else None)
    file = named or DEFAULT_FILE
    if not file.is_file():
        if named:
            raise wrong("config", vi=f"không có tệp {file}.", en=f"there is no file {file}.")
        return {}
    try:
        return TomlConfigSettingsSource(Settings, toml_file=file)()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise wrong("config", vi=f"không đọc được {file}: {error}.", en=f"{file} can't be read: {error}.") from None


def _from_variables() -> dict[str, Any]:
    files = {f"{PREFIX}{name}{FILE}".upper(): name for name in Settings.model_fields if about(name)["secret"]}
    variables = {f"{PREFIX}{name}".upper() for name in Settings.model_fields} | files.keys() | {CONFIG}
    _refuse_unknown((name for name in os.environ if name.upper().startswith(PREFIX)), sorted(variables))
    values = EnvSettingsSource(Settings, env_prefix=PREFIX)()
    for variable, name in files.items():
        if os.environ.get(variable):
            values[name] = _secret_in(variable, name, given=name in values)
    return values


def _secret_in(variable: str, name: str, *, given: bool) -> str:
    if given:
        raise wrong(variable, vi=f"thừa: {PREFIX}{name.upper()} đã có.", en=f"is one too many beside {PREFIX}{name.upper()}.")
    try:
        return Path(os.environ[variable]).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise wrong(variable, vi=f"không đọc được tệp: {error}.", en=f"its file can't be read: {error}.") from None


def _refuse_unknown(names: Iterable[str], known: list[str]) -> None:
    for name in names:
        if name in known:
            continue
        near = get_close_matches(name.upper(), [each.upper() for each in known], n=1, cutoff=0.5)
        nearest = next((each for each in known if near and each.upper() == near[0]), None)
        raise wrong(
            name,
            vi="không có tên này." + (f" Ý bạn là {nearest}?" if nearest else " Xem docs/vi/settings.md."),
            en="there is none of this name." + (f" Did you mean {nearest}?" if nearest else " See docs/en/settings.md."),
        )
