"""Bytes of a delivered file as UTF-8: compression, encoding, and a mark for every byte that is neither."""

import codecs
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = "\ufdd0"
"""A Unicode noncharacter. `MARK` + two hex digits stands for one byte that could not be decoded."""

BLOCK = 1 << 22
_PIECE = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NUL_SHARE = 0.05
_CHINESE = re.compile("[\u2e80-\u9fff\uff00-\uffef]+")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(f"{MARK}{byte:02x}" for byte in error.object[error.start : error.end]), error.end


codecs.register_error("mingjing.mark", _mark)


@dataclass(slots=True)
class ByteSource:
    """The decompressed bytes of a file in blocks. After iteration `damage` says what was wrong with it."""

    path: Path
    damage: str = ""

    @property
    def compressed(self) -> bool:
        """Whether the file is gzip, whatever its name says."""
        with self.path.open("rb") as stream:
            return stream.read(2) == _GZIP_MAGIC

    def __iter__(self) -> Iterator[bytes]:
        if self.compressed:
            yield from self._gunzip()
            return
        with self.path.open("rb") as stream:
            while block := stream.read(BLOCK):
                yield block

    def _gunzip(self) -> Iterator[bytes]:
        """Decompress member after member; what follows a damaged place is lost and said so in `damage`."""
        done = 0
        with self.path.open("rb") as stream:
            inflate, pending = zlib.decompressobj(wbits=31), stream.read(_PIECE)
            while pending:
                before = inflate.copy()
                try:
                    block = inflate.decompress(pending, BLOCK)
                except zlib.error:
                    block = _salvage(before, pending)
                    done += len(block)
                    self.damage = f"压缩文件在解压到第 {done:,} 字节处损坏，其后的内容无法读出"
                    yield block
                    return
                if block:
                    done += len(block)
                    yield block
                pending = inflate.unconsumed_tail or inflate.unused_data.lstrip(b"\0") or stream.read(_PIECE)
                if inflate.eof and pending:
                    inflate = zlib.decompressobj(wbits=31)
        if rest := inflate.flush():
            yield rest
        if not inflate.eof:
            self.damage = f"压缩文件不完整（只能解压出 {done + len(rest):,} 字节），其后的内容缺失"


def _salvage(inflate: "zlib._Decompress", pending: bytes) -> bytes:
    """Return what `pending` yields before the byte at which it turns out to be damaged."""
    saved = b""
    for byte in pending:
        try:
            saved += inflate.decompress(bytes((byte,)))
        except zlib.error:
            break
    return saved


def detect(path: Path) -> str:
    """Return the encoding of a text file: utf-8, utf-16-le, utf-16-be or gb18030.

    A byte-order mark decides; else NUL bytes on one side of the pairs mean UTF-16; else the first block
    with anything beyond ASCII is judged by how much of it is valid UTF-8.
    """
    first = True
    for block in ByteSource(path):
        if first:
            found = _by_bom(block) or _by_nul(block[: 1 << 16])
            if found:
                return found
            first = False
        if not block.isascii():
            return _by_validity(block)
    return "utf-8"


def _by_bom(block: bytes) -> str | None:
    return next((name for bom, name in _BOMS if block.startswith(bom)), None)


def _by_nul(head: bytes) -> str | None:
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < _NUL_SHARE * len(head):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _by_validity(block: bytes) -> str:
    """UTF-8 with a few bad bytes stays UTF-8: Chinese text in GB18030 holds hardly a valid Chinese UTF-8 character."""
    decoded = block.decode("utf-8", errors="replace")
    chinese = sum(len(run) for run in _CHINESE.findall(decoded))
    return "utf-8" if chinese * 3 >= decoded.count("\ufffd") else "gb18030"


@dataclass(slots=True)
class TextSource:
    """A text file as blocks of UTF-8 bytes, without byte-order mark.

    Bytes that are not of `encoding`, and NUL bytes, are marked with `MARK`. After iteration `marked` says
    whether there were any and `damage` whether the file could be read to its end.
    """

    path: Path
    encoding: str
    marked: bool = False
    damage: str = ""

    def __iter__(self) -> Iterator[bytes]:
        source = ByteSource(self.path)
        blocks = self._validated(source) if self.encoding == "utf-8" else self._transcoded(source)
        for number, block in enumerate(blocks):
            yield self._without_nul(block if number else block.removeprefix(codecs.BOM_UTF8))
        self.damage = source.damage

    def _without_nul(self, block: bytes) -> bytes:
        if b"\0" not in block:
            return block
        self.marked = True
        return block.replace(b"\0", f"{MARK}00".encode())

    def _validated(self, source: ByteSource) -> Iterator[bytes]:
        rest = b""
        for part in source:
            block = rest + part
            cut = _whole_characters(block)
            rest = block[cut:]
            yield self._valid(block[:cut])
        if rest:
            yield self._valid(rest)

    def _valid(self, block: bytes) -> bytes:
        if block.isascii():
            return block
        try:
            block.decode("utf-8")
        except UnicodeDecodeError:
            self.marked = True
            return block.decode("utf-8", errors="mingjing.mark").encode("utf-8")
        return block

    def _transcoded(self, source: ByteSource) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="mingjing.mark")
        for part in source:
            yield self._encoded(decoder.decode(part))
        yield self._encoded(decoder.decode(b"", final=True))

    def _encoded(self, text: str) -> bytes:
        self.marked = self.marked or MARK in text
        return text.encode("utf-8")


def _whole_characters(block: bytes) -> int:
    """Return how many bytes to take so that a UTF-8 character is not cut in two at the end."""
    for back in range(1, min(3, len(block)) + 1):
        byte = block[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            wanted = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(block) - back if wanted > back else len(block)
    return len(block)
