"""The form of an official document after Decree 30/2020, appendix I: the boxes round the body; numbers in names are its ô số."""

from dataclasses import replace
from datetime import date

from demo import stamps, typeset
from demo.documents import Document
from demo.flow import BOTTOM, LEFT, RIGHT, Flow
from demo.pen import signature
from demo.sheet import PEN, STAMPED, Mark, PlacedWord, Rule, Sheet

LEFT_MIDDLE = LEFT + 34
RIGHT_MIDDLE = RIGHT - 47
SIGN_MIDDLE = RIGHT - 42
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
SIGNATURE_ROOM = 27.0


def sheets(document: Document) -> list[Sheet]:
    """The document set on its sheets, marks included."""
    flow = Flow(document.size, document.spacing)
    _letterhead(flow, document)
    _heading(flow, document)
    flow.write(document.body)
    _close(flow, document)
    if document.appendix:
        flow.next_sheet(restart=True)
        flow.write(document.appendix)
    for number in document.scanned_pages:
        flow.sheets[number - 1].photographed = True
    return flow.sheets


def _column(lines: list[tuple[str, float, str]], middle: float, y: float) -> list[list[PlacedWord]]:
    block = []
    for text, size, style in lines:
        y += typeset.leading(size)
        block.append(typeset.centred(text, middle, y, size, style))
    return block


def _rule_under(line: list[PlacedWord], middle: float, share: float) -> Rule:
    half = typeset.run(line) * share / 2
    return Rule(middle - half, line[0].y + 1.9, middle + half, line[0].y + 1.9)


def _letterhead(flow: Flow, document: Document) -> None:
    """Boxes 1 to 4, and 5b or the stamps of urgency and secrecy. Reading order: row by row, the left column first."""
    sheet, top = flow.sheet, flow.y - 1
    bodies = [*((line, 13.0, "") for line in document.parent), *((line, 13.0, "b") for line in document.issuer)]
    issuer = _column(bodies, LEFT_MIDDLE, top)
    nation = _column([(NATION, 13, "b"), (MOTTO, 14, "b")], RIGHT_MIDDLE, top)
    sheet.blocks += [issuer, nation]
    sheet.rules += [_rule_under(issuer[-1], LEFT_MIDDLE, 0.4), _rule_under(nation[-1], RIGHT_MIDDLE, 1.0)]
    y = max(issuer[-1][0].y, nation[-1][0].y) + 3
    number = [_number(document, y + typeset.leading(13))]
    if document.letter:
        number += _under_number(document.subject, y + typeset.leading(13) + 1)
    day = [_place_and_day(document, y + typeset.leading(13))]
    sheet.blocks += [number, day]
    flow.y = number[-1][0].y
    _stamps(flow, document)


def _number(document: Document, y: float) -> list[PlacedWord]:
    digits = document.number + document.suffix
    words = typeset.pieces(f"Số: {digits}/{document.symbol}", 13)
    if "number" in document.handwritten:
        symbol = PlacedWord(f"/{document.symbol}", 0, 0, 13, glued=True)
        words = [words[0], PlacedWord(digits, 0, 0, 17, PEN), symbol]
    return typeset.placed(words, LEFT_MIDDLE - typeset.run(words) / 2, y)


def _under_number(subject: str, y: float) -> list[list[PlacedWord]]:
    lines = typeset.balanced(typeset.pieces(subject, 12), 62)
    step = typeset.leading(12)
    return [typeset.placed(line, LEFT_MIDDLE - typeset.run(line) / 2, y + step * (n + 1)) for n, line in enumerate(lines)]


def day_and_month(day: date) -> tuple[str, str]:
    """Day below 10 and months 1 and 2 with a leading zero, other months without (Decree 30/2020, appendix I, II.4)."""
    return f"{day.day:02}", f"{day.month:02}" if day.month < 3 else str(day.month)


def _place_and_day(document: Document, y: float) -> list[PlacedWord]:
    day, month = day_and_month(document.date)
    words = typeset.pieces(f"{document.place}, ngày {day} tháng {month} năm {document.date.year}", 13.5, "i")
    for part, after in (("day", "ngày"), ("month", "tháng")):
        if part in document.handwritten:
            place = [word.text for word in words].index(after) + 1
            words[place] = PlacedWord(words[place].text, 0, 0, 17, PEN)
    return typeset.placed(words, RIGHT_MIDDLE - typeset.run(words) / 2, y)


def _stamps(flow: Flow, document: Document) -> None:
    y = flow.y + 3
    for words in (document.secrecy, document.urgency):
        if words:
            stamp = stamps.box_stamp(words)
            line = typeset.centred(words, LEFT_MIDDLE, y + stamp.height * 0.7, stamp.size, "b")
            flow.sheet.blocks.append([[replace(word, style=STAMPED) for word in line]])
            flow.sheet.marks.append(Mark(LEFT_MIDDLE - stamp.width / 2, y, stamp.draw))
            y += stamp.height + 2
            flow.y = y
    if document.arrival:
        flow.sheet.marks.append(Mark(9, 46, stamps.arrival_stamp(document.arrival)))


def _heading(flow: Flow, document: Document) -> None:
    """Box 5a, or 9a of a letter."""
    if not document.letter:
        flow.centred(document.type, before=7)
        flow.centred(document.subject, room=130, before=0)
        last = flow.sheet.blocks[-1][-1]
        flow.sheet.rules.append(_rule_under(last, (LEFT + RIGHT) / 2, min(0.4, 45 / typeset.run(last))))
        flow.y += 4
    if document.to:
        _addressees(flow, document.to)
    if document.resolves:
        flow.centred(document.resolves, before=3)


def _addressees(flow: Flow, to: list[str]) -> None:
    flow.y += 4
    if len(to) == 1:
        flow.centred(f"Kính gửi: {to[0]}", style="", room=140)
        flow.y += 3
        return
    step = typeset.leading(flow.size)
    words = typeset.pieces("Kính gửi:", flow.size)
    block = [typeset.placed(words, LEFT + 25, flow.y + step)]
    for entry in to:
        for line in typeset.broken(typeset.pieces(entry, flow.size), RIGHT - LEFT - 52):
            flow.y += step
            block.append(typeset.placed(line, LEFT + 50, flow.y))
    # The first entry stands on the line of "Kính gửi:".
    flow.sheet.blocks.append([block[0] + block[1], *block[2:]])
    flow.y += 2


def _close(flow: Flow, document: Document) -> None:
    """Boxes 9b on the left; 7a, 7c, 7b and 8 on the right."""
    copies = ["Nơi nhận:", *(f"- {each}" for each in document.copies)] if document.copies else []
    step = typeset.leading(flow.size)
    height = max(len(copies) * typeset.leading(11), len(document.sign) * step + SIGNATURE_ROOM + step)
    flow.y += 5
    if flow.y + height > BOTTOM:
        flow.next_sheet()
    top = flow.y
    if copies:
        flow.sheet.blocks.append(_recipients(copies, top))
    title = _column([(line, flow.size, "b") for line in document.sign], SIGN_MIDDLE, top)
    y = title[-1][0].y + SIGNATURE_ROOM
    flow.sheet.blocks += [title, [typeset.centred(document.signer, SIGN_MIDDLE, y, flow.size, "b")]]
    if document.sealed:
        flow.sheet.marks += _signed_and_sealed(document, title[-1][0].y)
    flow.y = max(top + height, y)


def _recipients(copies: list[str], y: float) -> list[list[PlacedWord]]:
    block = []
    for n, entry in enumerate(copies):
        size, style = (12, "bi") if n == 0 else (11, "")
        for line in typeset.broken(typeset.pieces(entry, size, style), 74):
            y += typeset.leading(size)
            block.append(typeset.placed(line, LEFT, y))
    return block


def _signed_and_sealed(document: Document, y: float) -> list[Mark]:
    """The signature under the title; the seal, to its left, covers about a third of it (Decree 30/2020, article 33)."""
    seal = stamps.seal(document.issuer, document.parent)
    return [
        Mark(SIGN_MIDDLE - 18, y - 1, signature(document.signer)),
        Mark(SIGN_MIDDLE - 14 - seal.size / 2, y + SIGNATURE_ROOM / 2 - seal.size / 2 - 2, seal.draw),
    ]
