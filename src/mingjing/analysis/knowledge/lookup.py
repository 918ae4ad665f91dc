"""Knowledge rows made ready for a plain join: one row per fact, region class and interval.

A fee line finds its row by `item_code = item AND kreg = kreg AND k_from <= svc_date < k_to`, nothing else:
longest region, newest start, withdrawn rows, rows published after the service date are settled here.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any

import pyarrow as pa

from mingjing.analysis.knowledge.document import COMMON, KnowledgeList, Row, knowledge_list, lists
from mingjing.analysis.knowledge.own import SOURCE
from mingjing.analysis.knowledge.timeline import Claim, Segment, timeline
from mingjing.kernel.errors import DocumentError

__all__ = ["empty", "knowledge_list", "lists", "region_classes", "resolve"]

Extra = Mapping[str, Sequence[Mapping[str, Any]]]

KEPT = ("rule_code", "sev", "begndate", "kp_ref", "source")
EXACT = 99  # a whole code outranks any prefix of it


def region_classes(regions: Iterable[str], extra: Extra | None = None) -> pa.Table:
    """Return (admdvs, kreg BIGINT): regions that meet the same local rows share a class, 0 meets none.

    `regions` are the distinct 6-digit divisions in the data; `extra` the local rows of every list, by name.
    """
    wanted = sorted(set(regions))
    numbers = _classes(wanted, extra or {})
    prefixes = _prefixes(extra or {})
    return pa.table(
        {
            "admdvs": pa.array(wanted, pa.string()),
            "kreg": pa.array([numbers[_matching(region, prefixes)] for region in wanted], pa.int64()),
        }
    )


def resolve(
    name: str, regions: Iterable[str], extra: Extra | None = None, items: Iterable[str] | None = None
) -> pa.Table:
    """Return list `name` ready for joins; a list that no region can change has class 0 only.

    Columns: its own, then rule_code, sev, begndate, kp_ref, source, (match,) kreg, k_from, k_to, edition.
    `kp_ref` always says which row decided, see `basis`.
    `regions` and `extra` must be those given to `region_classes`, so that both number the classes alike.
    Intervals are half-open and never overlap within a key and class; `edition` is 'ok', or 'unverified' for
    days before a published start. With `items` (the item codes that occur in the data) rows of other items are
    left out and prefix rows become one row per item, the longest prefix deciding; without it they stay
    prefixes (`match` = '^'). Raises DocumentError for a bad local row.
    """
    found = knowledge_list(name)
    rows = [*found.rows, *_local_rows(found, (extra or {}).get(name, ()))]
    if items is not None and found.codes:
        rows = _for_items(found, rows, sorted(set(items)))
    national, local = _facts(found, rows)
    base = {key: timeline(claims) for key, claims in national.items()}
    classes = _classes(sorted(set(regions)), extra or {}) if found.regional else {frozenset[str](): 0}
    parts = []
    for matched, kreg in classes.items():
        changed = _changed(national, local, matched)
        segments = list(chain.from_iterable((base | changed).values()))
        parts.append((kreg, segments))
    return _table(found, rows, parts)


def empty(name: str) -> pa.Table:
    """Return list `name` as `resolve` gives it, without any row."""
    return _table(knowledge_list(name), [], [])


def _local_rows(found: KnowledgeList, raws: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """Yield the local rows typed. Raises DocumentError for two that state the same fact from the same day."""
    numbers: dict[tuple[Any, ...], int] = {}
    for number, raw in enumerate(raws, start=1):
        where = f"{found.name} 本地第 {number} 行"
        row = found.typed(raw, where, SOURCE)
        same = tuple(row[column] for column in (*found.key, "match", "admdvs", "begndate"))
        earlier = numbers.setdefault(same, number)
        if earlier != number:
            raise DocumentError(
                f"与第 {earlier} 行重复：同一事项、同一地区、同一起始日期",
                where=where,
                do="删去一行，或为新规定填写新的起始日期",
            )
        yield row


@cache
def _built_in_prefixes() -> frozenset[str]:
    return frozenset[str]().union(*(found.places for found in lists().values()))


def _prefixes(extra: Extra) -> frozenset[str]:
    local = (str(row.get("admdvs") or "").strip() for rows in extra.values() for row in rows)
    return _built_in_prefixes() | {prefix for prefix in local if prefix}


def _matching(region: str, prefixes: frozenset[str]) -> frozenset[str]:
    return frozenset(region[:n] for n in range(1, len(region) + 1) if region[:n] in prefixes)


def _classes(regions: Sequence[str], extra: Extra) -> dict[frozenset[str], int]:
    """Map each set of matching local prefixes to its class number; the empty set is class 0."""
    prefixes = _prefixes(extra)
    sets = {_matching(region, prefixes) for region in regions} - {frozenset()}
    return {frozenset(): 0} | {found: n for n, found in enumerate(sorted(sets, key=sorted), start=1)}


def _for_items(found: KnowledgeList, rows: Sequence[Row], items: Sequence[str]) -> list[Row]:
    """Keep the rows of these items; turn a prefix row into one row per item, keeping the prefix's length."""
    known = set(items)
    first, rest = found.codes[0], found.codes[1:]
    kept: list[Row] = []
    for row in rows:
        if any(row[code] is not None and row[code] not in known for code in rest):
            continue
        if row["match"] != "^":
            if row[first] in known or row[first] is None:
                kept.append(row)
            continue
        prefix = row[first]
        position = bisect_left(items, prefix)
        while position < len(items) and items[position].startswith(prefix):
            kept.append(row | {first: items[position], "match": "=", "_length": len(prefix)})
            position += 1
    return kept


def basis(found: KnowledgeList, row: Row) -> str:
    """Say in one phrase which row decided: the national knowledge point, our own list, or a place's row.

    A place's row is named with its division, its first day and where it comes from.
    """
    if row["admdvs"] is None and row["source"] == found.source:
        return row["kp_ref"] or f"内置知识表《{found.title}》"
    since = f"{row['begndate']} 起" if row["begndate"] else ""
    origin = " ".join(filter(None, (row["kp_ref"], row["source"])))
    return " ".join(filter(None, ("本地", row["admdvs"] or "全部地区", since, origin)))


def _claim(index: int, row: Row) -> Claim:
    region = row["admdvs"]
    published = row["kp_ref"] is not None and region is None
    rank = (len(region or ""), row.get("_length", EXACT))
    return Claim(index, rank, row["begndate"], row["enddate"], published)


Facts = dict[tuple[Any, ...], list[Claim]]


def _facts(found: KnowledgeList, rows: Sequence[Row]) -> tuple[Facts, dict[str, Facts]]:
    """Group the rows by the fact they state: those without a region, and those of each region."""
    national: Facts = {}
    local: dict[str, Facts] = {}
    for index, row in enumerate(rows):
        facts = national if row["admdvs"] is None else local.setdefault(row["admdvs"], {})
        key = tuple(row[column] for column in found.key)
        facts.setdefault(key, []).append(_claim(index, row))
    return national, local


def _changed(national: Facts, local: dict[str, Facts], matched: frozenset[str]) -> dict[Any, list[Segment]]:
    """Return the timelines of the facts that local rows of the matching regions touch."""
    claims: Facts = {}
    for prefix in sorted(matched):
        for key, own in local.get(prefix, {}).items():
            claims.setdefault(key, list(national.get(key, ()))).extend(own)
    return {key: timeline(all_claims) for key, all_claims in claims.items()}


def _table(found: KnowledgeList, rows: Sequence[Row], parts: Sequence[tuple[int, list[Segment]]]) -> pa.Table:
    segments = [segment for _, part in parts for segment in part]
    kregs = [kreg for kreg, part in parts for _ in part]
    picked = pa.array([segment.index for segment in segments], pa.int64())
    columns = list(found.columns.values()) + [column for column in COMMON if column.name in KEPT]
    if found.prefix:
        columns += [column for column in COMMON if column.name == "match"]
    values = {
        column.name: pa.array([row[column.name] for row in rows], column.arrow).take(picked)
        for column in columns
    }
    values["kp_ref"] = pa.array([basis(found, row) for row in rows], pa.string()).take(picked)
    return pa.table(
        values
        | {
            "kreg": pa.array(kregs, pa.int64()),
            "k_from": pa.array([segment.since for segment in segments], pa.date32()),
            "k_to": pa.array([segment.until for segment in segments], pa.date32()),
            "edition": pa.array(["unverified" if s.unverified else "ok" for s in segments], pa.string()),
        }
    )
