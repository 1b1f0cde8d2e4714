"""Text that runs down the sheets: paragraphs, tables, page numbers.

The markup of a body, a paragraph a line: `# ` centred and bold, `#~ ` centred and italic, `## ` a bold heading,
`~ ` italic, `| a | b |` a row of a table (the first of a run is its head), `---` the next sheet, `===` one whose
numbers start again; `**bold**` and `__italic__` within a line.
"""

from collections.abc import Iterator
from itertools import groupby

from demo import typeset
from demo.sheet import PlacedWord, Rule, Sheet

LEFT, RIGHT, TOP, BOTTOM = 30.0, 195.0, 20.0, 277.0
ROOM = RIGHT - LEFT
MIDDLE = (LEFT + RIGHT) / 2
INDENT = 12.7
PAD = 1.6  # inside a table's cell


class Flow:
    """A column of text over as many sheets as it needs; `y` is the lowest line used so far on the last one."""

    def __init__(self, size: float, spacing: float) -> None:
        self.size, self.spacing = size, spacing
        self.sheets: list[Sheet] = []
        self.number = 0
        self.y = TOP
        self.titled = False  # whether the last line was centred: the next of a title stands close to it
        self.next_sheet()

    @property
    def sheet(self) -> Sheet:
        """The sheet being written."""
        return self.sheets[-1]

    def next_sheet(self, *, restart: bool = False) -> None:
        """Turn over. Page numbers stand in the top margin from page 2 on; an appendix starts again at 1."""
        self.number = 1 if restart else self.number + 1
        self.sheets.append(Sheet())
        if self.number > 1:
            self.sheet.blocks.append([typeset.centred(str(self.number), MIDDLE, 14.5, 13)])
        self.y = TOP

    def need(self, height: float) -> None:
        """Turn over unless `height` millimetres are left."""
        if self.y + height > BOTTOM:
            self.next_sheet()

    def paragraph(self, words: list[PlacedWord], indent: float = INDENT) -> None:
        """Set `words` justified, first line indented, 6 pt above."""
        step = typeset.leading(self.size, self.spacing)
        lines = typeset.broken(words, ROOM, indent)
        self.y += 2.1
        block: list[list[PlacedWord]] = []
        for n, line in enumerate(lines):
            # A single first or last line is not left alone on a sheet.
            lonely = len(lines) > 2 and n in (0, len(lines) - 2)
            if self.y + step * (2 if lonely else 1) > BOTTOM:
                self._keep(block)
                block = []
                self.next_sheet()
            self.y += step
            x, room = (LEFT + indent, ROOM - indent) if n == 0 else (LEFT, ROOM)
            last = n == len(lines) - 1
            block.append(typeset.placed(line, x, self.y) if last else typeset.justified(line, x, self.y, room))
        self._keep(block)

    def _keep(self, block: list[list[PlacedWord]]) -> None:
        if block:
            self.sheet.blocks.append(block)

    def centred(self, text: str, style: str = "b", room: float = ROOM, *, before: float = 2.1) -> None:
        """Set `text` in centred lines no wider than `room`, `before` millimetres below what stands above."""
        self.y += before
        step = typeset.leading(self.size, self.spacing)
        block = []
        for line in typeset.balanced(typeset.pieces(text, self.size, style), room):
            self.need(step)
            self.y += step
            block.append(typeset.placed(line, MIDDLE - typeset.run(line) / 2, self.y))
        self._keep(block)

    def table(self, rows: list[list[str]]) -> None:
        """Set a ruled table; its head is repeated on the next sheet."""
        widths = _column_widths(rows, self.size - 2)
        self.y += 3
        self._row(rows[0], widths, "b")
        for row in rows[1:]:
            if self.y + self._height(row, widths, "") > BOTTOM:
                self.next_sheet()
                self._row(rows[0], widths, "b")
            self._row(row, widths, "")
        self.y += 1.5

    def _cells(self, row: list[str], widths: list[float], style: str) -> list[list[list[PlacedWord]]]:
        size = self.size - 2
        return [
            typeset.broken(typeset.pieces(cell, size, style), width - 2 * PAD) for cell, width in zip(row, widths, strict=True)
        ]

    def _height(self, row: list[str], widths: list[float], style: str) -> float:
        lines = max(len(cell) for cell in self._cells(row, widths, style))
        return lines * typeset.leading(self.size - 2) + 2 * PAD

    def _row(self, row: list[str], widths: list[float], style: str) -> None:
        step = typeset.leading(self.size - 2)
        cells = self._cells(row, widths, style)
        height = self._height(row, widths, style)
        self.need(height)
        lines: list[list[PlacedWord]] = [[] for _ in range(max(len(cell) for cell in cells))]
        x = LEFT
        for cell, wide in zip(cells, widths, strict=True):
            for n, line in enumerate(cell):
                narrow = style or _is_figure(line)
                start = x + (wide - typeset.run(line)) / 2 if narrow else x + PAD
                lines[n] += typeset.placed(line, start, self.y + PAD + step * (n + 0.8))
            x += wide
        self.sheet.blocks.append([line for line in lines if line])
        self._frame(widths, height)
        self.y += height

    def _frame(self, widths: list[float], height: float) -> None:
        top, bottom = self.y, self.y + height
        edges = [LEFT + sum(widths[:n]) for n in range(len(widths) + 1)]
        self.sheet.rules += [Rule(edges[0], y, edges[-1], y) for y in (top, bottom)]
        self.sheet.rules += [Rule(x, top, x, bottom) for x in edges]

    def write(self, body: str) -> None:
        """Set a marked-up text."""
        for is_table, lines in groupby(_lines(body), key=lambda line: line.startswith("|")):
            if is_table:
                self.table([[cell.strip() for cell in line.removeprefix("|").removesuffix("|").split("|")] for line in lines])
            else:
                for line in lines:
                    self._write_line(line)

    def _write_line(self, line: str) -> None:
        sign, _, rest = line.partition(" ")
        if line == "---":
            self.next_sheet()
        elif line == "===":
            self.next_sheet(restart=True)
        elif sign in ("#", "#~"):
            self.centred(rest, "b" if sign == "#" else "i", before=0 if self.titled else 4)
        elif sign == "##":
            self.need(18)  # a heading doesn't end a sheet
            self.paragraph(typeset.pieces(rest, self.size, "b"))
        elif sign == "~":
            self.paragraph(typeset.pieces(rest, self.size, "i"))
        else:
            self.paragraph(typeset.pieces(line, self.size))
        self.titled = sign in ("#", "#~")


def _lines(body: str) -> Iterator[str]:
    return (line.strip() for line in body.splitlines() if line.strip())


def _is_figure(line: list[PlacedWord]) -> bool:
    return all(word.text.strip("%-+").replace(".", "").replace(",", "").replace("/", "").isdigit() for word in line)


def _column_widths(rows: list[list[str]], size: float) -> list[float]:
    """Each column as wide as its longest cell asks, none wider than 70 mm or narrower than its longest word; then fitted."""
    columns = list(zip(*rows, strict=True))
    asked = []
    for column in columns:
        cells = [typeset.pieces(cell, size, "b") for cell in column]
        longest_word = max((word.width for cell in cells for word in cell), default=0)
        asked.append(max(longest_word, min(70, max(typeset.run(cell) for cell in cells))) + 2 * PAD + 0.5)
    spare = (ROOM - sum(asked)) / len(asked)
    if spare >= 0:
        return [width + spare for width in asked]
    wide = sum(width for width in asked if width > 25)
    narrow = sum(asked) - wide
    return [width * (ROOM - narrow) / wide if width > 25 else width for width in asked]
