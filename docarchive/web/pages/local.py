"""Addresses within this site: where a form may send one afterwards."""

from urllib.parse import urlsplit


def local(address: str) -> str:
    """`address` if it is a path of this site, else "": a link from elsewhere must not lead away after signing in."""
    parts = urlsplit(address)
    plain = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if plain and not parts.scheme and not parts.netloc else ""
