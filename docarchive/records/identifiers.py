"""Identifiers: 63-bit integers in order of time, minted once; 13 Crockford letters in addresses.

The upper 41 bits are milliseconds since 2020-01-01 UTC (good until 2089), the lower 22 a counter that starts at
random each millisecond: two processes collide only if they mint in the same millisecond and draw the same 22 bits.
A collision is refused by the primary key, never overwritten.
"""

import secrets
import threading
import time

_EPOCH_MS = 1_577_836_800_000
_COUNTER_BITS = 22
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)} | {"o": 0, "i": 1, "l": 1}
_lock = threading.Lock()
_last = 0


def mint() -> int:
    """A new identifier, greater than any that this process minted before."""
    global _last
    with _lock:
        now = int(time.time() * 1000) - _EPOCH_MS
        fresh = (now << _COUNTER_BITS) | secrets.randbits(_COUNTER_BITS - 1)
        _last = max(fresh, _last + 1)
        return _last


def to_letters(identifier: int) -> str:
    """13 lower-case Crockford letters, which sort as the numbers do."""
    return "".join(_LETTERS[(identifier >> shift) & 31] for shift in range(60, -5, -5))


def from_letters(letters: str) -> int:
    """The identifier back; capitals and the look-alikes o, i, l are taken. Raises ValueError on anything else."""
    if len(letters) != 13:
        raise ValueError(f"an identifier has 13 letters: {letters!r}")
    value = 0
    for letter in letters.lower():
        if letter not in _VALUES:
            raise ValueError(f"not a letter of an identifier: {letter!r}")
        value = value << 5 | _VALUES[letter]
    if value >= 1 << 63:
        raise ValueError(f"too large for an identifier: {letters!r}")
    return value
