"""Places of the workshop while other processes sweep."""

import threading
from pathlib import Path

from docarchive.storage.workshop import Workshop


def test_a_place_that_is_taken_down_while_others_sweep_troubles_nobody(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "workshop")
    workshop.prepare()
    done = threading.Event()

    def sweep() -> None:
        while not done.is_set():
            for _ in Workshop(tmp_path / "workshop").sweep():
                pass

    sweepers = [threading.Thread(target=sweep) for _ in range(3)]
    for each in sweepers:
        each.start()
    try:
        for _ in range(60):
            with workshop.place("d" * 64) as place:
                for number in range(20):
                    (place / f"{number}" / "92d").mkdir(parents=True)
                assert len(list(place.glob("*/92d"))) == 20  # while it is worked in, nobody sweeps it
    finally:
        done.set()
        for each in sweepers:
            each.join()
    assert all(workshop.sweep())
    assert [path.name for path in (tmp_path / "workshop").iterdir()] == ["lock"]
