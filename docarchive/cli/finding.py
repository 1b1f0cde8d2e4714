"""search: the same answers as the page, on the terminal."""

import click

from docarchive.cli import Session
from docarchive.records.dates import from_edtf
from docarchive.records.identifiers import to_letters
from docarchive.records.queries import Sort
from docarchive.services.finding import Result
from docarchive.services.finding import search as find


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--page", default=1, help="Trang kết quả. · Page of results.")
@click.option("--size", default=20, help="Số kết quả mỗi trang. · Results a page.")
@click.option("--sort", type=click.Choice([sort.value for sort in Sort]), default=Sort.RELEVANCE.value, help="Thứ tự. · Order.")
@click.pass_obj
def search(session: Session, words: tuple[str, ...], page: int, size: int, sort: str) -> None:
    """Tìm trong kho, gõ có dấu hay không dấu: docarchive search thong bao ket luan.\f

    Search the archive, typed with or without marks: docarchive search thong bao ket luan.
    """
    results = find(session.archive, session.asker, " ".join(words), page=page, size=size, sort=Sort(sort))
    told = {
        "total": results.total,
        "results": [_told(each) for each in results.results],
        "near": [_told(each) for each in results.near],
        "facets": {facet.field.value: [[label, count] for _, label, count in facet.values] for facet in results.facets},
    }
    lines = [f"{results.total} văn bản"] + [line for each in results.results for line in _lines(each)]
    if results.near:
        lines += ["Gần đúng:"] + [line for each in results.near for line in _lines(each)]
    session.tell(told, "\n".join(lines))


def _told(result: Result) -> dict[str, object]:
    listed = result.listed
    return {
        "item": to_letters(listed.id),
        "number": listed.ref_norm,
        "type": listed.type,
        "subject": listed.subject,
        "issuer": listed.issuer,
        "date": listed.date,
        "page": result.page,
        "pages": list(result.pages),
        "snippet": result.snippet.text,
        "spans": [list(span) for span in result.snippet.spans],
        "boxes": [[each.box.left, each.box.top, each.box.right, each.box.bottom] for each in result.boxes],
        "score": round(result.score, 3),
    }


def _lines(result: Result) -> list[str]:
    listed = result.listed
    date = from_edtf(listed.date).shown if listed.date else ""
    head = "  ".join(part for part in (to_letters(listed.id), listed.ref_norm, listed.type, date, listed.issuer) if part)
    text, shift = result.snippet.text, 0
    for start, end in result.snippet.spans:
        marked = click.style(text[start + shift : end + shift], bold=True)
        text = text[: start + shift] + marked + text[end + shift :]
        shift += len(marked) - (end - start)
    return [head, f"    {listed.subject or listed.title}  (trang {result.page})", f"    {text}"]


COMMANDS = [search]
