"""Files as they were written before Unicode."""

from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from viparse.normalize.tables import Charmap
from viparse.normalize.tcvn3 import TCVN3
from viparse.normalize.vni import VNI

__all__ = ["TCVN3", "VNI", "coded", "legacy_pdf"]


def coded(text: str, table: Charmap = TCVN3) -> str:
    """`text` as a font of before Unicode has it; for letters that several codes stand for, the first."""
    codes: dict[str, str] = {}
    for code, letter in table.pairs:
        codes.setdefault(letter, code)
    return "".join(codes.get(letter, letter) for letter in text)


def legacy_pdf(path: Path, lines: list[str]) -> Path:
    """A page as the programs of the time wrote it: the font's codes for letters, two of them under other signs' names."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        codes = Dictionary(BaseEncoding=Name.WinAnsiEncoding, Differences=Array([173, Name.minus, 183, Name("/bulletoperator")]))
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name("/ABCDEF+.VnTime"),
            Encoding=codes,
            FirstChar=0,
            LastChar=255,
            Widths=Array([500] * 256),
        )
        page.add_resource(pdf.make_indirect(font), Name.Font, Name.F1)
        shown = "".join(f"<{coded(line).encode('cp1252').hex()}> Tj 0 -20 Td " for line in lines)
        page.contents_add(f"BT /F1 12 Tf 60 760 Td {shown} ET".encode())
        pdf.save(path)
    return path
