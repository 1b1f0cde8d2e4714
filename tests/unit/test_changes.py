"""What changed in a list since an answer, as long as that answer is remembered."""

from docarchive.web.pages.changes import Changes


def row(name: str, read: int) -> dict[str, object]:
    return {"id": name, "read": read}


def test_prints_tell_which_rows_changed() -> None:
    changes = Changes()
    first = changes.remember("one", [row("a", 0), row("b", 0)])
    second = changes.remember("two", [row("a", 1), row("b", 0), row("c", 0)])
    assert changes.since("one") == first
    assert [name for name in second if first.get(name) != second[name]] == ["a", "c"]
    assert changes.since("three") is None


def test_old_answers_are_forgotten_for_room_and_the_last_never() -> None:
    changes = Changes(rows=3)
    changes.remember("one", [row("a", 0), row("b", 0)])
    changes.remember("two", [row("a", 1), row("b", 0)])
    assert changes.since("one") is None
    assert changes.since("two") is not None
    changes.remember("long", [row(str(n), 0) for n in range(9)])
    assert changes.since("two") is None
    assert changes.since("long") is not None


def test_an_answer_that_is_given_again_counts_as_new() -> None:
    changes = Changes(rows=4)
    for tag in ("one", "two", "one", "three"):
        changes.remember(tag, [row("a", 0), row("b", 0)])
    assert (changes.since("two"), changes.since("one") is None) == (None, False)
