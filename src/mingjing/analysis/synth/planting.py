"""Hands what the schemes wrote to the engine, in the tables that the honest city's steps read."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.synth.script import Encounter, Line
from mingjing.analysis.synth.stage import Stage

_ENC = {
    "key": "BIGINT",
    "idx": "BIGINT",
    "seq": "BIGINT",
    "mdtrt_id": "VARCHAR",
    "psn_no": "VARCHAR",
    "hh": "BIGINT",
    "care": "VARCHAR",
    "inst_no": "BIGINT",
    "grp": "INTEGER",
    "begntime": "TIMESTAMP",
    "endtime": "TIMESTAMP",
    "nights": "INTEGER",
    "med_type": "VARCHAR",
    "dise_no": "VARCHAR",
    "dept": "VARCHAR",
    "diag": "VARCHAR",
    "diag2": "VARCHAR",
    "insutype": "VARCHAR",
    "insu_admdvs": "VARCHAR",
    "cert": "VARCHAR",
    "pay_loc": "VARCHAR",
    "ipt_type": "VARCHAR",
    "dscg_way": "VARCHAR",
    "days_rinp": "VARCHAR",
    "op_day": "INTEGER",
    "icu_from": "INTEGER",
    "icu_to": "INTEGER",
    "clr_way": "VARCHAR",
    "drg": "VARCHAR",
    "drg_wt": "DECIMAL(16,4)",
    "cash": "BOOLEAN",
    "no_fund": "BOOLEAN",
    "invono": "VARCHAR",
    "bed": "VARCHAR",
    "tel": "VARCHAR",
    "refl_old": "VARCHAR",
    "quiet_from": "INTEGER",
    "quiet_to": "INTEGER",
    "pays_at": "TIMESTAMP",
    "undo": "VARCHAR",
}
_LINE = {
    "key": "BIGINT",
    "line_no": "INTEGER",
    "item": "VARCHAR",
    "ts": "TIMESTAMP",
    "cnt": "DECIMAL(16,4)",
    "pric": "DECIMAL(16,6)",
    "lv": "VARCHAR",
    "name": "VARCHAR",
    "doctor": "VARCHAR",
    "take": "BOOLEAN",
    "of_line": "INTEGER",
}
_TABLES = {
    "extra_line": _LINE,
    "extra_code": {
        "key": "BIGINT",
        "line_no": "INTEGER",
        "code": "VARCHAR",
        "box_key": "BIGINT",
        "box_line": "INTEGER",
        "trdn": "VARCHAR",
        "hery": "VARCHAR",
    },
    "unsold": {"key": "BIGINT", "line_no": "INTEGER"},
    "unsupplied": {"key": "BIGINT", "line_no": "INTEGER"},
    "late_line": {"key": "BIGINT", "line_no": "INTEGER", "uploaded": "TIMESTAMP"},
    "blocked": {"idx": "BIGINT", "since": "DATE", "till": "DATE"},
    "stock_gap": {"inst_no": "BIGINT", "item": "VARCHAR", "gap": "DECIMAL(16,4)"},
    "extra_inst": {
        "inst_no": "BIGINT",
        "model": "BIGINT",
        "fixmedins_code": "VARCHAR",
        "own_contract": "BOOLEAN",
    },
    "fate": {
        "idx": "BIGINT",
        "die_date": "DATE",
        "paus_insu_date": "DATE",
        "psn_insu_date": "DATE",
        "psn_insu_stas": "VARCHAR",
        "insu_admdvs": "VARCHAR",
        "addr": "VARCHAR",
    },
}


def table_of(
    engine: DuckDBEngine, name: str, columns: dict[str, str], rows: Sequence[dict[str, Any]]
) -> None:
    """Create table `name` with exactly these columns and types; what a row lacks is null."""
    engine.execute(f"DROP TABLE IF EXISTS {name}")
    engine.execute(
        f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})"
    )
    if not rows:
        return
    filled = {column: [row.get(column) for row in rows] for column in columns}
    known = {
        column: values for column, values in filled.items() if any(value is not None for value in values)
    }
    engine.attach_arrow(
        f"{name}_rows", pa.table({column: pa.array(values) for column, values in known.items()})
    )
    casts = ", ".join(f"CAST({column} AS {columns[column]}) AS {column}" for column in known)
    engine.execute(f"INSERT INTO {name} BY NAME SELECT {casts} FROM {name}_rows")
    engine.execute(f"DROP TABLE {name}_rows")


def set_the_scene(engine: DuckDBEngine, stage: Stage) -> None:
    """Create what honest life must know about the schemes: blocked days, changed fates, new institutions."""
    for name, rows in _scene(stage).items():
        table_of(engine, name, _TABLES[name], rows)
    engine.execute(
        "INSERT INTO inst BY NAME SELECT e.inst_no, 'planted' AS kind, i.nth, i.place, i.admdvs,"
        " i.name || '（' || e.inst_no || '分部）' AS name, i.type, i.hosp_lv, i.medins_type, i.natu, i.chain, i.beds,"
        " i.doctors, i.nurses, i.hours, i.depts, i.grp, i.lat, i.lnt, e.fixmedins_code"
        " FROM extra_inst AS e JOIN inst AS i ON i.inst_no = e.model"
    )


def _scene(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    spans = [{"idx": idx, "since": since, "till": till} for idx, since, till in stage.blocked()]
    gaps = [{"inst_no": inst_no, "item": item, "gap": gap} for inst_no, item, gap in stage.gaps]
    fates = [{"idx": idx, **columns} for idx, columns in stage.fates.items()]
    return {
        "blocked": spans,
        "stock_gap": gaps,
        "extra_inst": stage.founded,
        "fate": fates,
        "extra_line": [],
        "extra_code": [],
        "unsold": [],
        "unsupplied": [],
        "late_line": [],
    }


def raise_the_curtain(engine: DuckDBEngine, stage: Stage) -> None:
    """Create `enc`, `extra_line` and their companions from what the schemes wrote."""
    lines = [line for encounter in stage.encounters for line in encounter.lines]
    table_of(engine, "enc", _ENC, [_encounter(one) for one in stage.encounters])
    table_of(engine, "extra_line", _LINE, [_line(line) for line in lines])
    table_of(engine, "extra_code", _TABLES["extra_code"], _coded(lines))
    for name, is_out in (("unsold", _is_unsold), ("unsupplied", _is_unsupplied)):
        table_of(engine, name, _TABLES[name], [_place(line) for line in lines if is_out(line)])
    table_of(engine, "late_line", _TABLES["late_line"], _late(lines))


def _encounter(one: Encounter) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in (*_ENC,) if name in Encounter.__dataclass_fields__}
    icu, quiet = one.icu or (None, None), one.quiet or (None, None)
    return row | {
        "key": one.key,
        "idx": one.person.idx,
        "mdtrt_id": one.mdtrt_id,
        "psn_no": one.person.psn_no,
        "hh": one.person.idx // 3,
        "care": one.care.key if one.care and one.auto else None,
        "inst_no": one.inst.inst_no,
        "grp": one.inst.grp,
        "insutype": one.insutype or one.person.insutype,
        "insu_admdvs": one.person.insu_admdvs,
        "cash": False,
        "icu_from": icu[0],
        "icu_to": icu[1],
        "quiet_from": quiet[0],
        "quiet_to": quiet[1],
    }


def _line(line: Line) -> dict[str, Any]:
    plain = {
        name: getattr(line, name)
        for name in ("line_no", "ts", "cnt", "lv", "name", "doctor", "take", "of_line")
    }
    pric = None if line.pric is None else Decimal(line.pric)
    return plain | {"key": line.encounter.key, "item": line.item.key, "pric": pric}


def _coded(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [
        _place(line)
        | {
            "code": line.code,
            "box_key": line.box.encounter.key if line.box else None,
            "box_line": line.box.line_no if line.box else None,
            "trdn": "1" if line.pack == "loose" else "0",
            "hery": "2" if line.pack == "case" else "1",
        }
        for line in lines
        if line.code or line.box or line.pack != "box"
    ]


def _place(line: Line) -> dict[str, Any]:
    return {"key": line.encounter.key, "line_no": line.line_no}


def _is_unsold(line: Line) -> bool:
    return not line.sold


def _is_unsupplied(line: Line) -> bool:
    return not line.supplied


def _late(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [_place(line) | {"uploaded": line.uploaded} for line in lines if line.uploaded]
