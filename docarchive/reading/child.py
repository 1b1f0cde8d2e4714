"""The warm child: `python -m docarchive.reading.child FOLDER MEGABYTES`, one request a line in, one answer a line out.
A program of a higher floor that answers more verbs runs the same loop (`run`).

It works on files that strangers made, so anything may go wrong here: this is one of the four doors where everything is
caught. What can't be caught (a crash, a hang, too much memory) ends this process, and the slot starts another.
"""

import os
import resource
import shutil
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import BinaryIO

from docarchive.errors import PageUnreadable, Refused
from docarchive.reading import wire
from docarchive.reading.binding import bound_pdf
from docarchive.reading.engines import Engines, open_engine
from docarchive.reading.examine import examine
from docarchive.reading.limits import Limits
from docarchive.reading.read import Source, picture_page, read_page
from docarchive.reading.searchable import cut_pages, searchable_pdf
from docarchive.reading.second import is_installed, second_reader

Verbs = Mapping[str, Callable[[wire.Message], wire.Message]]

# Address space beyond what may be resident: libraries and their arenas map more than they touch.
_ADDRESSES_MB = 2048


def run(more: Verbs) -> None:
    """Answers requests until the pipe closes, then removes the working folder, for the parent may be gone.

    `more` are verbs beside this room's own: request in, answer out.
    """
    folder, memory_mb = Path(sys.argv[1]), int(sys.argv[2])
    most = (memory_mb + _ADDRESSES_MB) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    tempfile.tempdir = str(folder)
    warnings.simplefilter("ignore")  # of the vendors, about the files; what matters is raised
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not land among the answers
    try:
        serve(sys.stdin.buffer, answers, folder, more)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serve(requests: BinaryIO, answers: BinaryIO, folder: Path, more: Verbs) -> None:
    """Answers every request in turn, whatever it raises."""
    for line in requests:
        try:
            answer = _answer(wire.unpacked(line), folder, more)
        except (Refused, PageUnreadable) as error:
            answer = wire.from_error(error)
        except MemoryError:
            answer = wire.from_error(PageUnreadable("too-much-memory"))
        except Exception:
            answer = wire.from_error(PageUnreadable("error", traceback.format_exc(limit=-6)))
        answers.write(wire.packed(answer))
        answers.flush()


def _answer(request: wire.Message, folder: Path, more: Verbs) -> wire.Message:
    if request["verb"] == "greet":
        return {}
    if request["verb"] in more:
        return more[request["verb"]](request)
    limits = Limits(**request["limits"])
    path = Path(request["path"])
    if request["verb"] == "cut":
        cut_pages(path, request["indexes"], Path(request["target"]))
        return {}
    if request["verb"] == "searchable":
        pages, target = wire.read_pages(Path(request["pages"])), Path(request["target"])
        skip = set(request["skip"])
        broken = searchable_pdf(path, request["media_type"], pages, target, skip=skip, megapixels=limits.megapixels)
        return {"broken": list(map(astuple, broken))}
    if request["verb"] == "bind":
        return {"broken": list(map(astuple, bound_pdf(list(map(Path, request["paths"])), Path(request["target"]))))}
    if request["verb"] == "examine":
        found = examine(path, request["name"], limits)
        return {"media_type": found.media_type, "pages": found.pages}
    source = Source(path, request["media_type"], request["index"], folder)
    pictures = Path(request["folder"]) if request["folder"] else None
    if request["verb"] == "render" and pictures:
        made = picture_page(source, limits, pictures, turn=request["turn"], dpi=request["dpi"])
        return {"image": str(made.image), "thumbnail": str(made.thumbnail)}
    engines = Engines(**request["engines"])
    second = second_reader() if engines.second == "auto" and is_installed() else None
    reading, written = read_page(source, limits, pictures, open_engine(engines, folder), second)
    shown = {"image": str(written.image), "thumbnail": str(written.thumbnail)} if written else {}
    return {**wire.from_reading(reading), **shown}


if __name__ == "__main__":
    run({})
