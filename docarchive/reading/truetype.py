"""What has to be known of a TrueType font program to compare it with what a PDF says of it: widths, and which glyph is which."""

import struct


class TrueType:
    """Raises ValueError, struct.error or LookupError where the program is none or breaks off."""

    def __init__(self, data: bytes) -> None:
        if data[:4] not in (b"\0\1\0\0", b"true"):
            raise ValueError("not TrueType")
        (count,) = struct.unpack(">H", data[4:6])
        entries = (struct.unpack(">4s4x2I", data[12 + 16 * n : 28 + 16 * n]) for n in range(count))
        self._tables = {tag: data[at : at + size] for tag, at, size in entries}
        (self._units,) = struct.unpack(">H", self._tables[b"head"][18:20])
        (self.glyphs,) = struct.unpack(">H", self._tables[b"maxp"][4:6])
        (self._wide,) = struct.unpack(">H", self._tables[b"hhea"][34:36])
        self._maps = dict(self._found_maps(self._tables.get(b"cmap", b"")))

    def width(self, glyph: int) -> float:
        """A glyph's advance in thousandths of the font size."""
        at = 4 * min(glyph, self._wide - 1)
        (advance,) = struct.unpack(">H", self._tables[b"hmtx"][at : at + 2])
        return float(advance * 1000 / self._units)

    @property
    def symbolic_map(self) -> bool:
        """Whether there is one map alone, or one for symbols (3, 0): what a symbolic font needs."""
        return len(self._maps) == 1 or (3, 0) in self._maps

    def symbolic_glyph(self, code: int) -> int:
        """The glyph of a byte in a symbolic font; 0 where it has none."""
        symbols = self._maps.get((3, 0))
        if symbols is not None:
            return next((symbols[high + code] for high in (0xF000, 0, 0xF100, 0xF200) if high + code in symbols), 0)
        return next(iter(self._maps.values())).get(code, 0)

    def unicode_glyph(self, code: int) -> int:
        """The glyph of a character by its Unicode number; 0 where it has none."""
        return self._maps.get((3, 1), {}).get(code, 0)

    def _found_maps(self, table: bytes) -> list[tuple[tuple[int, int], dict[int, int]]]:
        if not table:
            return []
        (count,) = struct.unpack(">H", table[2:4])
        heads = [struct.unpack(">2HI", table[4 + 8 * n : 12 + 8 * n]) for n in range(count)]
        return [((platform, encoding), _mapped(table[at:])) for platform, encoding, at in heads]


def _mapped(table: bytes) -> dict[int, int]:
    """Code → glyph of a sub-table of format 0, 4, 6 or 12; others map nothing."""
    (kind,) = struct.unpack(">H", table[:2])
    if kind == 0:
        return {code: glyph for code, glyph in enumerate(table[6:262]) if glyph}
    if kind == 6:
        first, count = struct.unpack(">2H", table[6:10])
        return {first + n: glyph for n, (glyph,) in enumerate(struct.iter_unpack(">H", table[10 : 10 + 2 * count])) if glyph}
    if kind == 12:
        groups = struct.iter_unpack(">3I", table[16 : 16 + 12 * struct.unpack(">I", table[12:16])[0]])
        return {
            code: start + code - first for first, last, start in groups for code in range(first, min(last, first + 65535) + 1)
        }
    return _segments(table) if kind == 4 else {}


def _segments(table: bytes) -> dict[int, int]:
    double = struct.unpack(">H", table[6:8])[0]
    count = double // 2
    ends, starts, deltas, offsets = (
        struct.unpack(f">{count}H", table[at : at + double]) for at in (14, 16 + double, 16 + 2 * double, 16 + 3 * double)
    )
    mapped: dict[int, int] = {}
    for n in range(count):
        for code in range(starts[n], min(ends[n], 0xFFFE) + 1):
            glyph = code
            if offsets[n]:
                at = 16 + 3 * double + 2 * n + offsets[n] + 2 * (code - starts[n])
                glyph = struct.unpack(">H", table[at : at + 2])[0]
                if glyph == 0:
                    continue
            glyph = (glyph + deltas[n]) & 0xFFFF
            if glyph:
                mapped[code] = glyph
    return mapped
