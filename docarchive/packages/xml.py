"""What XML 1.0 can carry."""

import re

_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sound(text: str, instead: str = "\ufffd") -> str:
    """`text` with `instead` for each character that XML 1.0 can't carry, in whatever form."""
    return _UNFIT.sub(instead, text)
