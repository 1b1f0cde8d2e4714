"""Text with marks as the templates take it: a list of (text, marked) pieces."""

from collections.abc import Iterable

from docarchive.search.highlight import Snippet

Pieces = list[tuple[str, bool]]


def pieces(text: str, spans: Iterable[tuple[int, int]]) -> Pieces:
    """`text` cut at its spans (from, to exclusive; in order, none over another)."""
    cut: Pieces = []
    at = 0
    for start, end in spans:
        cut += [(text[at:start], False), (text[start:end], True)]
        at = end
    cut.append((text[at:], False))
    return [piece for piece in cut if piece[0]]


def snippet_pieces(piece: Snippet) -> Pieces:
    """A snippet, with an ellipsis where the page's text goes on."""
    before, after = ("" if piece.begins else "…"), ("" if piece.ends else "…")
    cut = pieces(piece.text, piece.spans)
    return [*([(before, False)] if before else []), *cut, *([(after, False)] if after and cut else [])]
