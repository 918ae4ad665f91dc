"""A bureau's own knowledge rows: `<folder>/knowledge/<list>.csv` of the local folders, beside the built-in ones."""

import csv
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from mingjing.analysis.knowledge.document import KnowledgeList, Row, lists
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError, MingjingError, Problem

FOLDER = "knowledge"
DRAFT, READY = ".import", "ready"  # an import that is safe but not yet in place, see `store`
SOURCE = "本地知识行"


def stem(admdvs: str) -> str:
    """Return a division as the prefix of all it contains: 420100 (a city) is 4201, 420000 (a province) is 42."""
    while len(admdvs) > 2 and len(admdvs) % 2 == 0 and admdvs.endswith("00"):
        admdvs = admdvs[:-2]
    return admdvs


def own_rows() -> dict[str, list[Row]]:
    """Return the rows that the local folders add, typed, by list; lists without any are left out.

    Raises DocumentError naming file, line and column of everything that is wrong.
    """
    found: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for folder in local.folders():
        for name, path in files(folder).items():
            try:
                found.setdefault(name, []).extend(read(lists()[name], path))
            except MingjingError as error:
                problems += error.problems
    if problems:
        raise DocumentError.from_problems(problems)
    return {name: rows for name, rows in found.items() if rows}


def files(folder: Path) -> dict[str, Path]:
    """Return the files of one local folder that add to a list, by list. Raises DocumentError for other CSV files.

    The rows of a list that the folder itself describes are that list's own and not among these.
    """
    found: dict[str, Path] = {}
    home = folder / FOLDER
    if (home / DRAFT / READY).exists():
        raise DocumentError(
            "上一次导入写到一半被中断",
            where=str(home),
            why="断电或进程被终止",
            do=f"运行 mingjing knowledge check --local {folder}，把它写完",
        )
    for path in sorted(home.rglob("*.csv")):
        if any(part.startswith(("_", ".")) for part in path.relative_to(home).parts):
            continue
        known = lists().get(path.stem)
        if known is None:
            raise DocumentError(
                f"没有名为 {path.stem} 的知识表",
                where=str(path),
                why="文件名写错，或缺少同名的说明文件",
                do=f"改成已有的表名（mingjing knowledge list 可查），或补上 {path.stem}.yaml",
            )
        if path != known.path.with_suffix(".csv"):
            found[path.stem] = path
    return found


def read(found: KnowledgeList, path: Path) -> list[Row]:
    """Return the rows of one file, typed, in file order; none when it does not exist.

    Raises DocumentError naming line and column of everything that is wrong.
    """
    if not path.exists():
        return []
    problems: list[Problem] = []
    rows: list[Row] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restkey="(多余的列)")
        for raw in reader:
            try:
                rows.append(_row(found, raw, f"{path}:{reader.line_num}"))
            except MingjingError as error:
                problems += error.problems
    problems += _repeated(found, rows, path)
    if not problems:
        problems += [_overlap(found, earlier, later, path) for earlier, later in overlaps(found, rows)]
    if problems:
        raise DocumentError.from_problems(problems)
    return rows


def _row(found: KnowledgeList, raw: dict[str, str | None], where: str) -> Row:
    row = found.typed(raw, where, SOURCE)
    return row | {"admdvs": stem(row["admdvs"]) if row["admdvs"] else None}


def _repeated(found: KnowledgeList, rows: list[Row], path: Path) -> Iterator[Problem]:
    first: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        identity = fact(found, row)
        if first.setdefault(identity, number) != number:
            yield Problem(
                f"与第 {first[identity]} 行重复：同一事项、同一地区、同一起始日期",
                f"{path}:{number}",
                do="删去一行，或为新规定填写新的起始日期",
            )


def _overlap(found: KnowledgeList, earlier: Row, later: Row, path: Path) -> Problem:
    key = "、".join(f"{name} {later[name]}" for name in (*found.key, "admdvs") if later[name])
    return Problem(
        f"{key}：有效期重叠（{earlier['enddate']} 止的一行与 {later['begndate']} 起的一行）",
        str(path),
        do="改正起止日期，使前一行先终止",
    )


def overlaps(found: KnowledgeList, rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield (earlier, later) for rows of one fact and place where the later begins before the earlier has ended.

    An earlier row without an end is no overlap: it gives way to the later one.
    """
    for earlier, later in pairwise(sorted(rows, key=lambda row: order(found, row))):
        same = place_of(found, earlier) == place_of(found, later)
        if same and earlier["enddate"] and later["begndate"] <= earlier["enddate"]:
            yield earlier, later


def order(found: KnowledgeList, row: Row) -> tuple[str, ...]:
    """Return the key by which a list's rows are sorted: fact, place, first day."""
    return tuple("" if value is None else str(value) for value in fact(found, row))


def fact(found: KnowledgeList, row: Row) -> tuple[object, ...]:
    """Return what a row speaks of: the fact, the code's matching, the place and the first day."""
    return (*place_of(found, row), row["begndate"])


def place_of(found: KnowledgeList, row: Row) -> tuple[object, ...]:
    """Return the fact and place that a row speaks of, whatever its days."""
    return (*(row[column] for column in found.key), row["match"] or "=", row["admdvs"])
