"""What was handed over: which files there are, which table or source each one is, and what their content is."""

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mingjing.kernel.errors import DataError, Problem, UsageError

_FORMATS = {".csv": "text", ".tsv": "text", ".txt": "text", ".xlsx": "xlsx", ".parquet": "parquet"}
_HIDDEN = (".", "~$", "_")
_READABLE = "可读的格式：.csv .csv.gz .tsv .txt .xlsx .parquet，或装有 Parquet 分片的同名文件夹"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a delivery. `name` is the table (or mapping source) it holds, `shown` its path within the delivery."""

    path: Path
    shown: str
    name: str
    format: str
    sha256: str = ""

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.path.stat().st_size


@dataclass(frozen=True, slots=True)
class Delivery:
    """The files of one delivery in a fixed order, and those that were not recognised."""

    root: Path
    files: tuple[SourceFile, ...]
    unknown: tuple[str, ...]

    def content_id(self, mapping_sha256: str = "") -> str:
        """Return 12 hex digits that stand for names and contents of all files, and for the mapping."""
        digest = hashlib.sha256(mapping_sha256.encode())
        for file in self.files:
            digest.update(f"\0{file.shown.lower()}\0{file.sha256}".encode())
        return digest.hexdigest()[:12]


def by_table_name(root: Path, tables: Sequence[str]) -> Delivery:
    """Find `<table>.<ending>` files and `<table>/` folders in `root`, a folder or one file, in any case.

    Raises UsageError when `root` does not exist, DataError when nothing in it is a table or two things are.
    """
    names = {table.lower(): table for table in tables}
    found: list[SourceFile] = []
    unknown: list[str] = []
    for path in _entries(root):
        name = names.get(_stem(path.name) if path.is_file() else path.name.lower())
        parts = _parts(path) if name else []
        if name is None or not parts:
            unknown.append(path.name + ("/" if path.is_dir() else ""))
            continue
        base = path.parent
        found += [_source(part, part.relative_to(base).as_posix(), name) for part in parts]
    _demand(found, root, f"文件名须是数据标准中的表名，例如 fee_list_d.csv。{_READABLE}")
    _demand_one_place_per_table(found)
    return _delivery(root, found, unknown)


def by_patterns(root: Path, patterns: Mapping[str, Sequence[str]]) -> Delivery:
    """Find the files of `root` (a folder or one file) that match the glob patterns of each source name."""
    found: list[SourceFile] = []
    unknown: list[str] = []
    base = root if root.is_dir() else root.parent
    for path in sorted(path for entry in _entries(root) for path in _all_files(entry)):
        shown = path.relative_to(base).as_posix()
        names = [name for name, globs in patterns.items() if _matches(shown, globs)]
        if names and _format(path):
            found += [_source(path, shown, name) for name in names]
        else:
            unknown.append(shown)
    wanted = "、".join(glob for globs in patterns.values() for glob in globs)
    _demand(found, root, f"映射文件要的是：{wanted}。{_READABLE}")
    return _delivery(root, found, unknown)


def _matches(shown: str, globs: Sequence[str]) -> bool:
    return any(PurePosixPath(shown.lower()).match(glob.lower()) for glob in globs)


def _entries(root: Path) -> list[Path]:
    if not root.exists():
        raise UsageError("找不到要导入的文件或文件夹", where=str(root), do="核对路径")
    if root.is_file():
        return [root]
    return sorted(path for path in root.iterdir() if not path.name.startswith(_HIDDEN))


def _all_files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(child for child in path.rglob("*") if child.is_file())


def _stem(name: str) -> str:
    lower = name.lower().removesuffix(".gz")
    return lower.rsplit(".", 1)[0] if "." in lower else lower


def _format(path: Path) -> str | None:
    lower = path.name.lower()
    kind = _FORMATS.get("." + lower.removesuffix(".gz").rsplit(".", 1)[-1])
    return None if kind != "text" and lower.endswith(".gz") else kind


def _parts(path: Path) -> list[Path]:
    """Return the readable files of one table: the file itself, or the parts in its folder."""
    return [part for part in _all_files(path) if _format(part) and not part.name.startswith(_HIDDEN)]


def _source(path: Path, shown: str, name: str) -> SourceFile:
    return SourceFile(path, shown, name, _format(path) or "")


def _demand(found: list[SourceFile], root: Path, do: str) -> None:
    if not found:
        raise DataError("没有可以导入的表", where=str(root), do=do)


def _demand_one_place_per_table(found: list[SourceFile]) -> None:
    """Refuse `fee_list_d.csv` beside `fee_list_d.parquet`: which one holds is not ours to guess."""
    places: dict[str, set[str]] = {}
    for file in found:
        places.setdefault(file.name, set()).add(file.shown.split("/", 1)[0])
    problems = [
        Problem(
            f"表 {name} 有多个来源：{'、'.join(sorted(shown))}",
            do="只留一个；同一张表分成多份时，放进同名文件夹",
        )
        for name, shown in places.items()
        if len(shown) > 1
    ]
    if problems:
        raise DataError.from_problems(problems)


def _delivery(root: Path, found: list[SourceFile], unknown: list[str]) -> Delivery:
    found.sort(key=lambda file: (file.name, file.shown))
    paths = sorted({file.path for file in found})
    with ThreadPoolExecutor(max_workers=4) as pool:
        digests = dict(zip(paths, pool.map(_sha256, paths), strict=True))
    hashed = (SourceFile(f.path, f.shown, f.name, f.format, digests[f.path]) for f in found)
    return Delivery(root, tuple(hashed), tuple(unknown))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
