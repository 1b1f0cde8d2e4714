"""Each failure of reading has its own stand-in: the page fails with its reason, and the slot goes on with the next page.

The stand-ins are programs called `tesseract` that come first on the path; the slot, its child and the wrapper are real.
"""

import os
import resource
import signal
import stat
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from demo import draw_page, image_pdf
from demo.wound import lose_picture
from docarchive.errors import DamagedFile, PageUnreadable
from docarchive.reading.engines import Engines
from docarchive.reading.limits import Limits
from docarchive.reading.slot import Slot, _working_folder

PROGRAM = Engines("tesseract")
LIMITS = Limits(seconds=8, memory_mb=500, megapixels=20)

HEAD = r"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
STAND_INS = {
    "crashes": ("kill -SEGV $$", "engine-crashed"),
    "fails": ("echo 'Error in pixRead' >&2; exit 1", "engine-crashed"),
    "is killed by the system": ("kill -KILL $$", "engine-crashed"),
    "lacks memory": ("echo 'terminate called: std::bad_alloc' >&2; exit 134", "too-much-memory"),
    "lacks its language": ("echo \"Failed loading language 'vie'\" >&2; exit 1", "engine-missing"),
    "writes rubbish": ("echo 'nothing of use' > $2.tsv", "engine-crashed"),
    "writes a table of rubbish": (rf"printf '{HEAD}5\t1\t1\t1\t1\t1\tfar\t2\t3\t4\t90\tSố\n' > $2.tsv", "engine-crashed"),
    "writes boxes turned inside out": (rf"printf '{HEAD}5\t1\t1\t1\t1\t1\t1\t2\t-3\t4\t90\tSố\n' > $2.tsv", "engine-crashed"),
    "writes bad UTF-8": (rf"printf '{HEAD}5\t1\t1\t1\t1\t1\t1\t2\t3\t4\t90\t\377\376\n' > $2.tsv", "engine-crashed"),
    "writes nothing": ("true", "engine-crashed"),
}


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that comes first on the path of every child started meanwhile."""
    folder = tmp_path_factory.mktemp("bin")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        yield folder


@pytest.fixture
def stand_in(programs: Path) -> Iterator[Callable[[str], None]]:
    """Puts a program called tesseract that runs a shell script before the real one; an empty script takes it away."""
    program = programs / "tesseract"

    def put(script: str) -> None:
        program.unlink(missing_ok=True)
        if script:
            program.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo "tesseract 5.3.0"; exit 0; fi\n{script}\n')
            program.chmod(program.stat().st_mode | stat.S_IXUSR)

    yield put
    program.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pages") / "page.png"
    draw_page(["Thông báo", "nghỉ lễ"])[0].save(path)
    return path


@pytest.fixture(scope="module")
def slot(programs: Path) -> Iterator[Slot]:
    """One slot for all: what one test does to it, the next must not feel."""
    with Slot(LIMITS, PROGRAM) as slot:
        yield slot


def reason(slot: Slot, path: Path, media_type: str = "image/png") -> str:
    with pytest.raises(PageUnreadable) as raised:
        slot.read(path, media_type, 0)
    return raised.value.reason


def reads_on(slot: Slot, page: Path) -> None:
    assert slot.read(page, "image/png", 0).reading.page.text.split() == ["Thông", "báo", "nghỉ", "lễ"]


@pytest.mark.parametrize("failure", STAND_INS)
def test_engine_that(failure: str, slot: Slot, page: Path, stand_in: Callable[[str], None]) -> None:
    script, expected = STAND_INS[failure]
    stand_in(script)
    assert reason(slot, page) == expected
    stand_in("")
    reads_on(slot, page)


def test_engine_that_hangs_is_ended_in_time_with_all_it_left(page: Path, stand_in: Callable[[str], None]) -> None:
    with Slot(Limits(seconds=3), PROGRAM) as slot:
        slot.warm()
        folder = slot._folder
        assert folder is not None and folder.exists()
        stand_in("sleep 60")
        started = time.monotonic()
        assert reason(slot, page) == "too-slow"
        assert time.monotonic() - started < 5
        assert slot._child is None
        stand_in("")
        reads_on(slot, page)
    assert not folder.exists()


def test_engine_that_is_not_installed(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with Slot(LIMITS, PROGRAM) as slot:
        assert reason(slot, page) == "engine-missing"


def test_library_whose_language_is_not_installed(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with Slot(LIMITS, Engines("tesserocr")) as slot:
        assert reason(slot, page) == "engine-missing"
        monkeypatch.delenv("TESSDATA_PREFIX")
        slot.close()
        reads_on(slot, page)


def test_library_whose_language_is_rubbish(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "vie.traineddata").write_bytes(b"no language" * 1000)
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    with Slot(LIMITS, Engines("tesserocr")) as slot:
        assert reason(slot, page) == "engine-missing"
        monkeypatch.delenv("TESSDATA_PREFIX")
        slot.close()
        reads_on(slot, page)


def test_library_is_held_by_the_child_and_dies_with_it(page: Path) -> None:
    with Slot(Limits(seconds=0.05), Engines("tesserocr")) as slot:
        slot.warm()
        assert reason(slot, page) == "too-slow"
        assert slot._child is None


def test_engine_that_eats_memory(slot: Slot, page: Path, stand_in: Callable[[str], None]) -> None:
    stand_in('exec python3 -c "import time; held = bytearray(800_000_000); time.sleep(20)"')
    assert reason(slot, page) == "too-much-memory"
    stand_in("")
    reads_on(slot, page)


def test_child_killed_in_the_middle_of_a_page(slot: Slot, page: Path, stand_in: Callable[[str], None]) -> None:
    stand_in("sleep 6")
    slot.warm()
    child = slot._child
    assert child is not None
    killer = threading.Timer(0.7, os.kill, (child.pid, signal.SIGKILL))
    killer.start()
    assert reason(slot, page) == "engine-crashed"
    stand_in("")
    reads_on(slot, page)
    killer.join()


def test_child_that_died_between_pages_is_replaced_without_a_word(slot: Slot, page: Path) -> None:
    reads_on(slot, page)
    child = slot._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    while child.alive:
        time.sleep(0.01)
    reads_on(slot, page)


def test_image_of_too_many_pixels_is_not_decoded(slot: Slot, page: Path, tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    Image.new("1", (30_000, 3_000)).save(path)
    assert reason(slot, path) == "too-many-pixels"
    reads_on(slot, page)


def bomb(width: int, height: int) -> bytes:
    """A PDF of a few kilobytes whose one image decodes to width × height bytes."""
    pdf = pikepdf.new()
    sheet = pdf.add_blank_page(page_size=(595, 842))
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(width)) for _ in range(height)) + packer.flush()
    image = pikepdf.Stream(pdf, rows)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = width, height, 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.FlateDecode
    sheet.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=pdf.make_indirect(image)))
    sheet.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    made = BytesIO()
    pdf.save(made)
    return made.getvalue()


def test_pdf_bomb_is_not_decoded(slot: Slot, page: Path, tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(bomb(20_000, 5_000))
    assert path.stat().st_size < 1_000_000
    assert reason(slot, path, "application/pdf") == "too-many-pixels"
    reads_on(slot, page)


def test_sheet_as_large_as_a_wall(slot: Slot, page: Path, tmp_path: Path) -> None:
    path = tmp_path / "wall.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(14_400, 14_400))
        pdf.save(path)
    assert reason(slot, path, "application/pdf") == "too-many-pixels"
    reads_on(slot, page)


def test_truncated_picture_fails_alone(slot: Slot, page: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.png"
    path.write_bytes(page.read_bytes()[:3000])
    assert reason(slot, path) == "damaged-page"
    reads_on(slot, page)


def test_lost_picture_is_no_blank_page(slot: Slot, page: Path, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(lose_picture(image_pdf([draw_page([word])[0] for word in ("một", "hai")]), 2))
    with pytest.raises(PageUnreadable) as raised:
        slot.read(path, "application/pdf", 1)
    assert raised.value.reason == "damaged-page"
    assert slot.read(path, "application/pdf", 0).reading.page.text == "một"


def test_page_that_is_not_there(slot: Slot, page: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.pdf"
    path.write_bytes(image_pdf([draw_page(["một"])[0]]))
    with pytest.raises(PageUnreadable) as raised:
        slot.read(path, "application/pdf", 7)
    assert raised.value.reason == "damaged-page"
    reads_on(slot, page)


def test_check_that_takes_too_long_refuses_the_file(tmp_path: Path) -> None:
    path = tmp_path / "slow.png"
    Image.effect_noise((5000, 5000), 40).save(path)
    with Slot(Limits(seconds=0.06)) as slot:
        slot.warm()
        with pytest.raises(DamagedFile) as raised:
            slot.examine(path, "slow.png")
    assert raised.value.facts["reason"] == "too-slow"


def test_folder_of_a_worker_that_was_killed_is_cleared_by_the_next(tmp_path: Path) -> None:
    mine = _working_folder()
    gone = mine.with_name("docarchive-reading-999999999-left")
    gone.mkdir()
    later = _working_folder()
    assert not gone.exists()
    assert mine.exists()
    mine.rmdir()
    later.rmdir()


def test_limit_on_addresses_holds_for_the_child(slot: Slot) -> None:
    slot.warm()
    child = slot._child
    assert child is not None
    soft, _ = resource.prlimit(child.pid, resource.RLIMIT_AS)
    assert 500_000_000 < soft < 4_000_000_000
