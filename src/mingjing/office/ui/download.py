"""Downloads that are sent piece by piece: never whole in memory, however large."""

from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import islice
from typing import IO, Any
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.http import FileResponse, StreamingHttpResponse

PIECE, LINES = 256 * 1024, 1000


class _ByPieces(StreamingHttpResponse):
    """An asynchronous server would gather all pieces of a synchronous answer before it sends the first."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the pieces as they are sent."""
        pieces: Iterator[bytes] = iter(self)
        read = sync_to_async(lambda: next(pieces, b""))
        while piece := await read():
            yield piece


class Download(_ByPieces, FileResponse):
    """A file, kept under `name`."""

    block_size = PIECE

    def __init__(self, file: IO[bytes], name: str, content_type: str = "") -> None:
        kind: dict[str, Any] = {"content_type": content_type} if content_type else {}
        super().__init__(file, as_attachment=True, filename=name, **kind)


class LinesDownload(_ByPieces):
    """Text that is made while it is sent, kept under `name`."""

    def __init__(self, lines: Iterable[str], name: str, content_type: str) -> None:
        rest = iter(lines)
        pieces = iter(lambda: "".join(islice(rest, LINES)), "")
        super().__init__(pieces, content_type=content_type)
        self.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
