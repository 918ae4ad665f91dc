"""Downloads leave the server piece by piece, whatever serves them."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from mingjing.office.ui.download import LINES, PIECE, Download, LinesDownload


def _first_piece(answer: Any) -> bytes:
    async def read() -> bytes:
        return bytes(await anext(aiter(answer)))

    # A thread of its own: the thread of the tests may carry a browser's event loop.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, read()).result()


def test_an_asynchronous_server_reads_no_more_of_a_file_than_it_sends() -> None:
    file = BytesIO(b"x" * (3 * PIECE))
    answer = Download(file, "病历.pdf", "application/pdf")
    assert _first_piece(answer) == b"x" * PIECE
    assert file.tell() == PIECE
    assert answer["Content-Length"] == str(3 * PIECE)
    assert "filename*=utf-8''%E7%97%85" in answer["Content-Disposition"]


def test_lines_are_made_while_they_are_sent() -> None:
    made = []

    def lines() -> Iterator[str]:
        for number in range(3 * LINES):
            made.append(number)
            yield f"{number}\n"

    answer = LinesDownload(lines(), "日志.jsonl", "application/x-ndjson")
    assert _first_piece(answer).count(b"\n") == len(made) == LINES


def test_another_server_gets_the_whole_all_the_same() -> None:
    assert b"".join(Download(BytesIO(b"abc" * PIECE), "a.bin")) == b"abc" * PIECE
    assert b"".join(LinesDownload(map(str, range(9)), "a.txt", "text/plain")) == b"012345678"
