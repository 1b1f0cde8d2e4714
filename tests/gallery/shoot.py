"""Pictures of the gallery: `python tests/gallery/shoot.py FOLDER` (two sizes, light and dark)."""

import sys
from pathlib import Path

from visit import PAGES, browser, served


def main(folder: Path) -> None:
    """One PNG a page, size and theme, in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as address, browser() as chromium:
        for width, height in ((1366, 768), (390, 844)):
            for theme in ("light", "dark"):
                page = chromium.new_page(viewport={"width": width, "height": height})
                for name in PAGES:
                    page.goto(f"{address}/gallery/{name}?theme={theme}")
                    page.wait_for_timeout(250)
                    page.screenshot(path=folder / f"{name}-{width}-{theme}.png")
                page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
