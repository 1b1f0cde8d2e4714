"""The rules of PDF/A-2b for content streams, and which characters of which font they show."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name

from docarchive.reading.pdfa_objects import DEVICE, INTENTS, is_set
from docarchive.records.conformity import Breach

_OPERATORS = set(
    "b B b* B* BDC BI BMC BT c cm CS cs d d0 d1 Do DP EI EMC ET f F f* G g gs h i ID j J K k l m M MP n q Q re RG rg ri s S "
    "SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \" BX EX".split()
)
_NAMED_IN = {"Do": "/XObject", "gs": "/ExtGState", "sh": "/Shading", "cs": "/ColorSpace", "CS": "/ColorSpace", "Tf": "/Font"}
_DEVICE_OF = {"rg": "/DeviceRGB", "RG": "/DeviceRGB", "k": "/DeviceCMYK", "K": "/DeviceCMYK"}
_INLINE = {"/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK"}
_PLAIN_SPACES = {"/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"}
_DEEPEST = 27  # of q: 28, and the words that are added lie one deeper


@dataclass(frozen=True, slots=True)
class _State:
    font: tuple[int, int] | None = None
    mode: int = 0


@dataclass(slots=True)
class Codes:
    """The strings that are shown in a font: `seen` in ink, `unseen` in render mode 3 alone."""

    seen: set[bytes] = field(default_factory=set)
    unseen: set[bytes] = field(default_factory=set)


class Contents:
    """Content streams, read one after the other."""

    def __init__(self) -> None:
        self._found: set[Breach] = set()
        self._devices: set[str] = set()
        self._codes: dict[tuple[int, int], Codes] = {}
        self._fonts: dict[tuple[int, int], Any] = {}

    def breaches(self, profile: int) -> Iterator[Breach]:
        """What broke the rules; `profile`: components of the output intent."""
        yield from self._found
        for name in self._devices:
            if DEVICE[name] != profile:
                yield Breach("6.2.4.3", f"{name[1:]} without an output intent for it")

    def shown(self) -> Iterator[tuple[Any, Codes]]:
        """Each font in which something is shown, and what."""
        for key, codes in self._codes.items():
            yield self._fonts[key], codes

    def read(self, owner: Any) -> None:
        """A page, a form or a tiling pattern, with its own resources."""
        try:
            steps = pikepdf.parse_content_stream(owner)
        except (pikepdf.PdfError, TypeError) as error:
            self._found.add(Breach("6.2.2", f"a content stream that can't be parsed: {str(error)[:80]}"))
            return
        resources = owner.get("/Resources", Dictionary())
        state, saved = _State(), []
        for step in steps:
            operands: Any = step.operands
            name = str(step.operator)
            if name == "q":
                saved.append(state)
            elif name == "Q" and saved:
                state = saved.pop()
            elif name == "Tr":
                state = replace(state, mode=int(operands[0]))
            elif name == "Tf":
                state = replace(state, font=self._font(resources, operands[0]))
            elif name in ("Tj", "TJ", "'", '"'):
                self._show(state, operands[-1])
            else:
                self._other(name, operands)
            self._named(name, operands, resources)
            if len(saved) > _DEEPEST:
                self._found.add(Breach("6.1.13", "graphics states nested too deep"))

    def _font(self, resources: Any, name: Any) -> tuple[int, int] | None:
        font = resources.get("/Font", Dictionary()).get(str(name))
        if font is None:
            return None
        # A font written where it is used has no number of its own.
        key = font.objgen if font.is_indirect else (0, -1 - len(self._fonts))
        self._fonts[key] = font
        self._codes.setdefault(key, Codes())
        return key

    def _show(self, state: _State, operand: Any) -> None:
        if state.font is None:
            return
        codes = self._codes[state.font]
        target = codes.unseen if state.mode == 3 else codes.seen
        parts = [operand] if isinstance(operand, pikepdf.String) else list(operand)
        target.update(bytes(part) for part in parts if isinstance(part, pikepdf.String))

    def _other(self, name: str, operands: Any) -> None:
        if name not in _OPERATORS:
            self._found.add(Breach("6.2.2", f"operator {name[:20]}"))
        if name in _DEVICE_OF:
            self._devices.add(_DEVICE_OF[name])
        if name in ("cs", "CS") and str(operands[0]) in DEVICE:
            self._devices.add(str(operands[0]))
        if name == "ri" and str(operands[0]) not in INTENTS:
            self._found.add(Breach("6.2.6", f"rendering intent {str(operands[0])[1:]}"))
        if name == "INLINE IMAGE":
            self._inline(operands[0].obj)

    def _inline(self, image: Any) -> None:
        if is_set(image, "/Interpolate") or is_set(image, "/I"):
            self._found.add(Breach("6.2.8.1", "an inline image that asks for interpolation"))
        given = image.get("/F", image.get("/Filter", []))
        for each in [given] if isinstance(given, Name) else list(given):
            if str(each) in ("/LZW", "/LZWDecode", "/Crypt"):
                self._found.add(Breach("6.1.10", "an inline image in LZW"))
        space = image.get("/CS", image.get("/ColorSpace"))
        for each in [space] if isinstance(space, Name) else list(space or []):
            full = _INLINE.get(str(each), str(each)) if isinstance(each, Name) else ""
            if full in DEVICE:
                self._devices.add(full)

    def _named(self, name: str, operands: Any, resources: Any) -> None:
        kind = _NAMED_IN.get(name)
        if kind is None or (kind == "/ColorSpace" and str(operands[0]) in _PLAIN_SPACES):
            return
        if str(operands[0]) not in resources.get(kind, Dictionary()):
            self._found.add(Breach("6.2.2", f"{kind[1:]} {str(operands[0])[1:]} that isn't in the resources"))
