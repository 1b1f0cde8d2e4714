"""The embedded web server: waitress, which takes a whole body before the app sees it, but here stores none for strangers."""

from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server

from docarchive.web.door import most_bytes


def open_server(app: Any, *, host: str, port: int, most: int) -> Any:
    """A server that listens; bodies of up to `most` bytes wait on disk once they pass a megabyte. Raises OSError (taken)."""

    class Parser(_Parser):
        asked = app

    class Channel(HTTPChannel):
        parser_class = Parser

    sockets: dict[int, Any] = {}
    limits = {"max_request_body_size": most, "inbuf_overflow": 1 << 20}
    server = create_server(app, map=sockets, host=host, port=port, threads=8, ident="docarchive", **limits)
    for each in sockets.values():
        if isinstance(each, BaseWSGIServer):
            each.channel_class = Channel
    return server


class _Nowhere(OverflowableBuffer):
    """Forgets what it is given. Reading a body to its end lets the sender read the answer, which a cut line would not."""

    def append(self, s: bytes) -> None:
        pass


class _Parser(HTTPRequestParser):
    """Drops bodies that the app is going to refuse unread: the app answers, and nobody fills the disk without a right to."""

    asked: Any

    def parse_header(self, header_plus: bytes) -> None:
        """The head of the request; whose it is decides where its body goes."""
        super().parse_header(header_plus)  # type: ignore[no-untyped-call]
        if self.body_rcv is not None and self._too_much():
            self.body_rcv.buf = _Nowhere(0)  # type: ignore[no-untyped-call]

    def _too_much(self) -> bool:
        if not self.chunked and self.content_length <= self.adj.inbuf_overflow:
            return False
        told = {"HTTP_" + name: value for name, value in self.headers.items() if name in ("AUTHORIZATION", "COOKIE")}
        most = most_bytes(self.asked, self.command, self.path, told)
        return bool(self.chunked and most <= self.adj.inbuf_overflow) or self.content_length > most
