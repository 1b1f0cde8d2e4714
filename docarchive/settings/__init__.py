"""Every knob of the archive: one name, one type, one default and a line of help, in Vietnamese and English.

knobs     the settings themselves: `Settings`, a frozen value
rules     which settings go together, and which secrets nobody may keep
wording   what a setting takes, in words: for errors and for the reference pages
sources   where values come from: `load_settings`
secret    the embedded archive's own signing key, made at first run
"""

from docarchive.settings.knobs import Settings
from docarchive.settings.secret import signing_key
from docarchive.settings.sources import load_settings

__all__ = ["Settings", "load_settings", "signing_key"]
