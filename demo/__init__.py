"""Demo documents: official documents of a province that doesn't exist, set after Decree 30/2020 and drawn on demand.

`python -m demo DIR` draws the set. Tests draw single pages with `draw_page`, `scan_page`, `text_pdf` and `image_pdf`.
"""

from demo.damage import Damage
from demo.pages import draw_page, scan_page
from demo.pdf import image_pdf, text_pdf

__all__ = ["Damage", "draw_page", "image_pdf", "scan_page", "text_pdf"]
