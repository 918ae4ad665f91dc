"""The small world of test cases: sparse rows become whole tables, every case in its own county.

Ids get a suffix per case (`P` becomes `P~12`), so that cases cannot meet; regions likewise. A value that
starts with `=` is taken as it stands, without suffix. A row with `repeat: {h: 8, d: ["03", "04"]}` stands for
one row per combination; `<h>` in its values is the running number from 1, `<d>` the value listed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pyarrow as pa

from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.standard import schema as standard
from mingjing.kernel.errors import DocumentError

Row = dict[str, Any]
SUFFIX = re.compile(r"~(\d+)")
_NOON = "2026-03-02 10:00:00"


@dataclass(frozen=True, slots=True)
class Scene:
    """One case ready to be put into the world; `owner` is the rule or mart it belongs to."""

    number: int
    owner: str
    name: str
    given: Mapping[str, Sequence[Mapping[str, Any]]]
    knowledge: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def suffix(self) -> str:
        """What tells this case's ids from those of the others."""
        return f"~{self.number}"

    @property
    def county(self) -> str:
        """The six-digit division that is this case's own; its city (four digits) is its own too."""
        return f"{9000 + self.number}01"


def world(scenes: Sequence[Scene]) -> dict[str, pa.Table]:
    """Return every standard table, filled with the cases' rows and the parents they leave out.

    All columns are text here; the engines cast them to the standard's types.
    """
    rows: dict[str, list[Row]] = {name: [] for name in standard.tables()}
    for scene in scenes:
        for name, found in _fill(scene).items():
            rows[name] += [_suffixed(scene, name, row) for row in found]
    return {name: _text_table(name, found) for name, found in rows.items()}


def knowledge(scenes: Sequence[Scene]) -> dict[str, list[Row]]:
    """Return the local knowledge rows of all cases by list, each bound to its case's county."""
    found: dict[str, list[Row]] = {}
    for scene in scenes:
        for name, rows in scene.knowledge.items():
            if name not in knowledge_lists():
                raise DocumentError(f"没有知识清单 {name}", where=f"{scene.owner} 案例“{scene.name}”")
            found.setdefault(name, []).extend({"admdvs": scene.county, **row} for row in rows)
    return found


def _fill(scene: Scene) -> dict[str, list[Row]]:
    """Add the persons, institutions, encounters and settlements that a case does not spell out."""
    rows = {name: [copy for row in found for copy in _copies(row)] for name, found in scene.given.items()}
    encounters = {row.setdefault("mdtrt_id", "E"): row for row in rows.setdefault("mdtrt_d", [])}
    for name in (
        "fee_list_d",
        "setl_d",
        "setl_list_diag_d",
        "setl_list_oprn_d",
        "icuinfo_d",
        "wardcheck_d",
        "leave_d",
    ):
        for row in rows.setdefault(name, []):
            lone = next(iter(encounters)) if len(encounters) == 1 else "E"
            key = row.setdefault("mdtrt_id", lone)
            if name in ("fee_list_d", "setl_d") and key not in encounters:
                encounters[key] = {
                    "mdtrt_id": key,
                    **{k: row[k] for k in ("psn_no", "fixmedins_code") if k in row},
                }
    rows["mdtrt_d"] = list(encounters.values())
    lines: dict[str, list[Row]] = {key: [] for key in encounters}
    for line in rows["fee_list_d"]:
        lines[line["mdtrt_id"]].append(line)
    for key, encounter in encounters.items():
        _fill_encounter(encounter, lines[key])
    for number, line in enumerate(rows["fee_list_d"], start=1):
        _fill_line(line, number, encounters[line["mdtrt_id"]])
    if "setl_d" not in scene.given:
        rows["setl_d"] = [_settlement(e, lines[key]) for key, e in encounters.items() if lines[key]]
    for settlement in rows["setl_d"]:
        key = settlement["mdtrt_id"]
        _fill_settlement(settlement, encounters[key], lines[key])
    _fill_registers(scene, rows)
    return rows


def _copies(row: Mapping[str, Any]) -> Iterator[Row]:
    if "repeat" not in row:
        yield dict(row)
        return
    counters = {key: range(1, n + 1) if isinstance(n, int) else n for key, n in row["repeat"].items()}
    for values in product(*counters.values()):
        copy = {key: value for key, value in row.items() if key != "repeat"}
        for name, value in zip(counters, values, strict=True):
            copy = {
                k: v.replace(f"<{name}>", str(value)) if isinstance(v, str) else v for k, v in copy.items()
            }
        yield copy


def _fill_encounter(row: Row, lines: list[Row]) -> None:
    row.setdefault("psn_no", next((line["psn_no"] for line in lines if "psn_no" in line), "P"))
    row.setdefault(
        "fixmedins_code", next((line["fixmedins_code"] for line in lines if "fixmedins_code" in line), "H")
    )
    is_stay = str(row["mdtrt_id"]).startswith("I")
    is_shop = str(row["fixmedins_code"]).startswith("D")
    row.setdefault("med_type", "21" if is_stay else "41" if is_shop else "11")
    times = sorted(str(line.get("fee_ocur_time", _NOON)) for line in lines) or [_NOON]
    row.setdefault("begntime", times[0])
    if "endtime" not in row:
        row["endtime"] = times[-1]
    row.setdefault("insutype", "310")


def _fill_line(row: Row, number: int, encounter: Row) -> None:
    row.setdefault("bkkp_sn", f"L{number}")
    row.setdefault("psn_no", encounter["psn_no"])
    row.setdefault("fixmedins_code", encounter["fixmedins_code"])
    row.setdefault("fee_ocur_time", encounter["begntime"])
    row.setdefault("med_list_codg", "001101000010000")
    row.setdefault("medins_list_name", str(row["med_list_codg"]))
    row.setdefault("cnt", 1)
    row.setdefault("pric", 10)
    amount = (Decimal(str(row["cnt"])) * Decimal(str(row["pric"]))).quantize(Decimal("0.01"))
    row.setdefault("det_item_fee_sumamt", amount)
    if not {"inscp_amt", "fulamt_ownpay_amt"} & set(row):
        row["inscp_amt"] = row["det_item_fee_sumamt"]
    shape = {"X": "101", "Z": "101", "T": "102", "C": "301"}.get(str(row["med_list_codg"])[:1], "201")
    row.setdefault("list_type", shape)


def _settlement(encounter: Row, lines: list[Row]) -> Row:
    named = next((line["setl_id"] for line in lines if "setl_id" in line), f"S{encounter['mdtrt_id']}")
    return {"setl_id": named, "mdtrt_id": encounter["mdtrt_id"]}


def _fill_settlement(row: Row, encounter: Row, lines: list[Row]) -> None:
    row.setdefault("setl_id", f"S{row['mdtrt_id']}")
    own = [line for line in lines if line.get("setl_id", row["setl_id"]) == row["setl_id"]]
    for key in ("psn_no", "fixmedins_code", "med_type", "insutype"):
        row.setdefault(key, encounter.get(key))
    row.setdefault("setl_time", encounter.get("endtime") or encounter["begntime"])
    row.setdefault("medfee_sumamt", _sum(own, "det_item_fee_sumamt"))
    row.setdefault("inscp_amt", _sum(own, "inscp_amt"))
    share = (Decimal(str(row["inscp_amt"])) * Decimal("0.8")).quantize(Decimal("0.01"))
    row.setdefault("fund_pay_sumamt", share)
    row.setdefault("acct_pay", 0)


def _sum(lines: list[Row], column: str) -> Decimal:
    return sum((Decimal(str(line.get(column) or 0)) for line in lines), Decimal(0))


def _fill_registers(scene: Scene, rows: dict[str, list[Row]]) -> None:
    people = {row.setdefault("psn_no", "P"): row for row in rows.setdefault("psn_info_b", [])}
    places = {row.setdefault("fixmedins_code", "H"): row for row in rows.setdefault("fixmedins_b", [])}
    for name, found in rows.items():
        parents = standard.tables()[name].parents if name in standard.tables() else {}
        for row in found:
            for column, default, register in (("psn_no", "P", people), ("fixmedins_code", "H", places)):
                if column in standard.tables()[name].columns and (
                    column in parents or column in standard.tables()[name].key
                ):
                    if (
                        standard.tables()[name].columns[column].required
                        or column in standard.tables()[name].key
                    ):
                        row.setdefault(column, default)
                    if row.get(column) and not str(row[column]).startswith("="):
                        register.setdefault(row[column], {column: row[column]})
    for row in people.values():
        for key, value in {
            "gend": "1",
            "brdy": "1970-01-01",
            "insutype": "310",
            "insu_admdvs": scene.county,
            "psn_insu_stas": "1",
        }.items():
            row.setdefault(key, value)
    for key, row in places.items():
        shop = str(key).startswith("D")
        row.setdefault("fixmedins_name", str(key))
        row.setdefault("fixmedins_type", "2" if shop else "1")
        row.setdefault("fix_blng_admdvs", scene.county)
        if not shop:
            row.setdefault("hosp_lv", "3")
            row.setdefault("medins_type", "A1")
    rows["psn_info_b"], rows["fixmedins_b"] = list(people.values()), list(places.values())
    for row in rows.get("hilist_lmtpric_d", ()):
        row.setdefault("insu_admdvs", scene.county)  # else the price would hold in every other case


def _suffixed(scene: Scene, name: str, row: Row) -> Row:
    columns = standard.tables()[name].columns
    unknown = set(row) - set(columns)
    if unknown:
        raise DocumentError(
            f"案例“{scene.name}”的表 {name} 没有字段 {'、'.join(sorted(unknown))}",
            where=scene.owner,
            do="核对数据标准的字段名",
        )
    out: Row = {}
    for key, value in row.items():
        text = None if value is None else value.isoformat(" ") if isinstance(value, datetime) else str(value)
        if text and text.startswith("="):
            text = text[1:]
        elif text and columns[key].identity:
            text += scene.suffix
        out[key] = text
    return out


def _text_table(name: str, rows: list[Row]) -> pa.Table:
    columns = standard.tables()[name].columns
    return pa.table({key: pa.array([row.get(key) for row in rows], pa.string()) for key in columns})
