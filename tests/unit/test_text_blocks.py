"""A page's text as the viewer shows it: line by line, what was found and what is doubtful told apart, no letter lost."""

from hypothesis import given
from hypothesis import strategies as st

from docarchive.records.pages import Block, Box, Kind, Line, Page, Word
from docarchive.search.highlight import Mark
from docarchive.web.pages.marked import Run, text_blocks

words = st.builds(Word, st.text("abđế", min_size=1, max_size=4), st.just(Box(0, 0, 9, 9)), st.sampled_from((0.3, 0.79, 0.8, 1.0)))
lines = st.builds(Line, st.lists(words, min_size=1, max_size=5).map(tuple))
blocks = st.builds(Block, st.lists(lines, min_size=1, max_size=4).map(tuple))
pages = st.builds(Page, st.just(99), st.just(99), st.lists(blocks, max_size=4).map(tuple))


def mark(first: int, last: int) -> Mark:
    return Mark(0, 0, first, last, last - first, True)


@given(pages, st.sets(st.integers(0, 60)))
def test_no_letter_is_lost_and_lines_are_counted_through(page: Page, starts: set[int]) -> None:
    shown = [block for _, block in text_blocks(page, [mark(start, start + 1) for start in sorted(starts)])]
    text = "\n\n".join("\n".join("".join(run.text for run in runs) for _, runs in block) for block in shown)
    assert text == page.text
    assert [number for block in shown for number, _ in block] == list(range(len(list(page.lines))))
    assert " ".join(run.text.strip() for block in shown for _, runs in block for run in runs if run.doubtful).split() == [
        word.text for word in page.words if word.doubtful
    ]


def test_a_mark_over_two_lines_stands_on_both_and_a_blank_between_two_marks_is_in_neither() -> None:
    said = [
        [Word(text, Box(0, 0, 9, 9), sure) for text, sure in line]
        for line in ((("số", 1), ("hóa", 1)), (("tài", 0.5), ("liệu", 1)))
    ]
    page = Page(99, 99, (Block(tuple(Line(tuple(line)) for line in said)),))
    assert list(text_blocks(page, [mark(1, 3), mark(3, 4)])) == [
        (
            "",
            [
                (0, [Run("số ", False, False), Run("hóa", True, False)]),
                (1, [Run("tài", True, True), Run(" ", False, False), Run("liệu", True, False)]),
            ],
        )
    ]


def test_a_region_is_named_and_a_doubtful_word_tells_its_other_reading() -> None:
    place = Box(0, 0, 9, 9)
    stamp = Block((Line((Word("ĐẾN", place),)),), Kind.ARRIVAL)
    text = Block((Line((Word("Tố", place, 0.6, "Tổ"), Word("chức", place, 0.7))),))
    (_, (first,)), (named, _) = text_blocks(Page(99, 99, (text, stamp)), [])
    assert [(run.text, run.other) for run in first[1]] == [("Tố", "Tổ"), (" ", ""), ("chức", "")]
    assert named == "Dấu đến"
