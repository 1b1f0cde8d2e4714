"""The embedded archive's own signing key: made at first run, readable by its owner alone."""

import os
import secrets
from pathlib import Path

from docarchive.settings.knobs import Settings

FILE = "secret-key"


def signing_key(settings: Settings) -> str:
    """The key that signs sessions: the setting, else the one kept under `data`, made now if there is none.

    Two processes that start at once get the same key. Raises OSError when the folder can't be written.
    """
    if settings.secret_key:
        return settings.secret_key
    settings.data.mkdir(parents=True, exist_ok=True)
    kept = settings.data / FILE
    if not kept.exists():
        _make(kept)
    return kept.read_text("ascii")


def _make(kept: Path) -> None:
    """Written aside and linked into place, so that whoever reads it reads all of it and the first writer wins."""
    aside = kept.with_name(f".{FILE}-{secrets.token_hex(8)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        kept.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
