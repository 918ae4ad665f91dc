"""Turns a rule's hit rows into findings: grouped, priced, dated, explained, with stable ids.

Runs on DuckDB over Parquet, whichever engine found the hits, so that ids and fen cannot differ.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.publish import whole_file
from mingjing.analysis.rules.compile import APPLIED
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.screening import pricing
from mingjing.analysis.standard import schema as standard

_PLACEHOLDER = re.compile(r"\{(\w+)\}")

# Words a message may use beyond the rule's own columns; they are the finding's.
MESSAGE_FIELDS: Mapping[str, str] = {
    "checkout_amt": "DECIMAL(16,2)",
    "checkout_cnt": "DECIMAL(16,4)",
    "fund_amt": "DECIMAL(16,2)",
    "occurred_on": "DATE",
    "line_cnt": "BIGINT",
}


@dataclass(frozen=True, slots=True)
class Hits:
    """The hit rows of one rule: a Parquet file and its columns with DuckDB types.

    `applied` gives, by parameter that has regional or dated values, the SQL of the value a hit was judged by.
    `part` names the files of its findings, by default the rule's code: a model has one part per kind of unit.
    """

    rule: Rule
    file: Path
    columns: Mapping[str, str]
    applied: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    @property
    def name(self) -> str:
        """The name of the part."""
        return self.part or self.rule.code


def assemble(engine: DuckDBEngine, hits: Hits, run_id: str, findings: Path, lines: Path) -> None:
    """Write the rule's findings and finding lines (standard.md section 2) to two Parquet files.

    `engine` must know the relations setl_net, stay_enc and priced_lines.
    """
    if not pq.read_metadata(hits.file).num_rows:
        _publish(engine, _union((), "finding_lines"), lines)
        _publish(engine, _union((), "findings"), findings)
        return
    rule, columns = hits.rule, set(hits.columns)
    key = " || '|' || ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in rule.grain)
    _table(engine, "hit", f"SELECT *, {key} AS fkey FROM read_parquet('{hits.file}')")
    _table(engine, "unit", pricing.unit_sql(rule, columns))
    _table(engine, "share", pricing.share_sql())
    _table(engine, "fund", pricing.fund_sql(rule, columns))
    _table(engine, "money", _money_sql(rule, columns))
    _table(engine, "head", _head_sql(hits))
    _table(engine, "finding", _finding_sql(hits, run_id))
    _publish(engine, _line_sql(), lines)
    _publish(engine, "SELECT * EXCLUDE (fkey) FROM finding ORDER BY finding_id", findings)
    for name in ("hit", "unit", "share", "fund", "money", "head", "finding"):
        engine.execute(f"DROP TABLE {name}")


def merge(
    engine: DuckDBEngine,
    parts: Sequence[Path],
    lines: Sequence[Path],
    out: Path,
    condition: str,
    names: tuple[str, str] = ("findings", "finding_lines"),
) -> None:
    """Join the rules' parts into two files of `out`: findings and their lines, called `names`.

    `condition` is native SQL over the finding columns; findings that fail it, and their lines, are left out.
    """
    heads, rest = (out / f"{name}.parquet" for name in names)
    kept = f"SELECT {_cast('findings')} FROM ({_union(parts, 'findings')}) WHERE {condition}"
    _publish(engine, f"{kept} ORDER BY rule_code, finding_id", heads)
    mine = f"SELECT finding_id FROM read_parquet('{heads}')"
    rows = f"SELECT {_cast('finding_lines')} FROM ({_union(lines, 'finding_lines')}) WHERE finding_id IN ({mine})"
    _publish(engine, f"{rows} ORDER BY rule_code, finding_id, bkkp_sn, setl_id", rest)


def _cast(output: str) -> str:
    return ", ".join(
        f"CAST({c.name} AS {c.sql_type}) AS {c.name}" for c in standard.output_columns(output).values()
    )


def _union(parts: Sequence[Path], output: str) -> str:
    if parts:
        listed = ", ".join(f"'{part}'" for part in parts)
        return f"SELECT * FROM read_parquet([{listed}])"
    nulls = ", ".join(
        f"CAST(NULL AS {c.sql_type}) AS {c.name}" for c in standard.output_columns(output).values()
    )
    return f"SELECT {nulls} WHERE false"


def _publish(engine: DuckDBEngine, select: str, file: Path) -> None:
    with whole_file(file) as building:
        engine.execute(f"COPY ({select}) TO '{building}' (FORMAT parquet, COMPRESSION zstd)")


def _table(engine: DuckDBEngine, name: str, select: str) -> None:
    engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")


def _money_sql(rule: Rule, columns: set[str]) -> str:
    """One row per finding: the fen of its units, its fund share, its lines and settlements."""
    if rule.amount == "estimate":
        return (
            # An estimate is one figure per finding; of several branches the largest stands.
            "SELECT fkey, CAST(max(round(hit_amt * 100)) AS HUGEINT) AS fen, CAST(NULL AS HUGEINT) AS fund_fen,"
            " CAST(NULL AS HUGEINT) AS acct_fen, CAST(NULL AS VARCHAR) AS pay_mode, CAST(NULL AS DECIMAL(38,4)) AS cnt,"
            " CAST([] AS VARCHAR[]) AS bkkp_sns, CAST(NULL AS VARCHAR) AS fixmedins_code, CAST(NULL AS VARCHAR) AS setl_id,"
            " CAST(0 AS BIGINT) AS lines, CAST(0 AS BIGINT) AS encounters FROM hit GROUP BY fkey"
        )
    return (
        "WITH place AS (SELECT fkey, fixmedins_code FROM (SELECT fkey, fixmedins_code, sum(hit_fen) AS fen FROM share"
        " GROUP BY fkey, fixmedins_code) QUALIFY row_number() OVER (PARTITION BY fkey ORDER BY fen DESC, fixmedins_code) = 1)"
        " SELECT s.fkey, sum(s.hit_fen) AS fen, min(f.fund_fen) AS fund_fen, min(f.acct_fen) AS acct_fen,"
        " min(f.pay_mode) AS pay_mode, sum(s.cnt) AS cnt,"
        " list_sort(list(s.bkkp_sn) FILTER (s.bkkp_sn IS NOT NULL)) AS bkkp_sns, min(p.fixmedins_code) AS fixmedins_code,"
        " CASE WHEN count(DISTINCT s.setl_id) = 1 THEN min(s.setl_id) END AS setl_id,"
        " count(s.bkkp_sn) AS lines, count(DISTINCT s.mdtrt_id) AS encounters"
        " FROM share AS s LEFT JOIN fund AS f ON f.fkey = s.fkey LEFT JOIN place AS p ON p.fkey = s.fkey GROUP BY s.fkey"
    )


def _one(name: str, columns: set[str], kind: str = "VARCHAR") -> str:
    """The value of a column where the finding has exactly one, else NULL."""
    if name not in columns:
        return f"CAST(NULL AS {kind}) AS {name}"
    return f"CASE WHEN min({name}) = max({name}) THEN min({name}) END AS {name}"


def _head_sql(hits: Hits) -> str:
    """One row per finding: subject, severity, branches, what it rests on, the values it used."""
    rule, columns = hits.rule, set(hits.columns)
    soft = "soft IS NOT NULL" if "soft" in columns else "false"
    degree = "sev_deg" if "sev_deg" in columns else "NULL"
    day = next((name for name in ("occurred_on", "svc_date", "adm_date") if name in columns), None)
    place = "min(fixmedins_code)" if "fixmedins_code" in columns else "CAST(NULL AS VARCHAR)"
    subject = ", ".join(
        _one(name, columns) for name in ("psn_no", "staff_code", "group_id", "mdtrt_id", "setl_id")
    )
    own = [
        name
        for name in dict.fromkeys((*rule.evidence, *_words(rule)))
        if name in columns and name not in MESSAGE_FIELDS
    ]
    values = "".join(f", {_value(name, columns)} AS v_{name}" for name in own)
    applied = "".join(
        f", list_sort(list(DISTINCT {APPLIED}{name})) AS {APPLIED}{name}" for name in hits.applied
    )
    fixed = rule.national_code[0] if len(rule.national_code) == 1 else ""
    national = "min(national_code)" if "national_code" in columns else f"'{fixed}'"
    behaviour = "min(behaviour)" if "behaviour" in columns else "NULL"
    kind = "min(subject)" if "subject" in columns else "NULL"
    return (
        f"SELECT fkey, {subject}, {place} AS any_place,"
        f" min(CASE WHEN {soft} THEN 3 ELSE coalesce({degree}, {rule.severity}) END) AS sev_deg,"
        f" {_sorted('branch', columns)} AS branches, {_sorted('soft', columns)} AS softened,"
        f" {_sorted('related_id', columns)} AS related, coalesce({national}, '') AS national_code,"
        f" coalesce({behaviour}, '{rule.behaviour}') AS behaviour,"
        f" coalesce({kind}, '{rule.subject}') AS subject_type,"
        f" max({day or 'CAST(NULL AS DATE)'}) AS occurred_on,"
        f" {'max(checkout_cnt)' if 'checkout_cnt' in columns else 'CAST(NULL AS DECIMAL(16,4))'} AS own_cnt,"
        f" {'count(DISTINCT member)' if 'member' in columns else 'CAST(NULL AS BIGINT)'} AS members,"
        f" {'min(limit_cnt)' if 'limit_cnt' in columns else 'CAST(NULL AS DECIMAL(16,4))'} AS allowed_cnt,"
        f" {'min(score)' if 'score' in columns else 'CAST(NULL AS DOUBLE)'} AS score,"
        f" {_basis(rule, columns)} AS amount_basis{values}{applied}"
        f" FROM hit GROUP BY fkey"
    )


def _basis(rule: Rule, columns: set[str]) -> str:
    """What a finding's amount rests on: none when no row could be priced, an estimate where the rule says so."""
    if rule.amount == "none":
        return "'none'"
    price = {"share": "hit_amt", "estimate": "hit_amt", "difference": "limit_price"}.get(rule.amount)
    unpriced = f"bool_and({price} IS NULL)" if price else "false"
    if "unpriced" in columns:
        unpriced = f"({unpriced} OR bool_and(coalesce(unpriced, false)))"
    estimated = "bool_or(estimated)" if "estimated" in columns else str(rule.amount == "estimate")
    return f"CASE WHEN {unpriced} THEN 'none' WHEN {estimated} THEN 'estimate' ELSE 'lines' END"


def _value(name: str, columns: set[str]) -> str:
    """A finding's value of a column; of the knowledge rows all that decided, where its lines rest on several."""
    return (
        f"nullif(array_to_string({_sorted(name, columns)}, '；'), '')" if name == "kp_ref" else f"min({name})"
    )


def _sorted(name: str, columns: set[str]) -> str:
    """All distinct words of a column whose values are words or '|'-lists, sorted."""
    if name not in columns:
        return "CAST([] AS VARCHAR[])"
    return f"list_sort(list_distinct(list_filter(flatten(list(string_split(coalesce({name}, ''), '|'))), lambda w: w <> '')))"


def _words(rule: Rule) -> list[str]:
    return _PLACEHOLDER.findall(rule.message)


def _count(rule: Rule) -> str:
    by_subject = {
        "fee": "m.cnt",
        "visit": "1",
        "person": "m.encounters",
        "institution": "m.lines",
        "staff": "m.lines",
        "group": "h.members",
    }
    counted = "m.cnt - h.allowed_cnt" if rule.amount == "excess" else by_subject[rule.subject]
    return f"CAST(coalesce(h.own_cnt, {counted}) AS DECIMAL(16,4))"


def _finding_sql(hits: Hits, run_id: str) -> str:
    rule = hits.rule
    priced = "h.amount_basis <> 'none'"
    core = (
        f"SELECT h.*, CASE WHEN {priced} THEN {_yuan('coalesce(m.fen, 0)')} END AS checkout_amt,"
        f" CASE WHEN {priced} THEN {_yuan('m.fund_fen')} END AS fund_amt, {_count(rule)} AS checkout_cnt,"
        f" {_yuan('m.acct_fen')} AS acct_amt, m.pay_mode, coalesce(m.bkkp_sns, CAST([] AS VARCHAR[])) AS bkkp_sns,"
        f" coalesce(m.fixmedins_code, h.any_place) AS fixmedins_code, coalesce(h.setl_id, m.setl_id) AS one_setl,"
        f" coalesce(m.lines, 0) AS line_cnt FROM head AS h LEFT JOIN money AS m ON m.fkey = h.fkey"
        f" WHERE h.amount_basis <> 'lines' OR coalesce(m.fen, 0) > 0"
    )
    identity = f"'{rule.code}' || '|' || fkey || '|' || coalesce(CAST(occurred_on AS VARCHAR), '') || '|' || array_to_string(bkkp_sns, ',')"
    return (
        f"WITH core AS ({core}) SELECT fkey, md5({identity}) AS finding_id, '{rule.code}' AS rule_code,"
        f" '{rule.version}' AS rule_version, national_code, behaviour, CAST(sev_deg AS BIGINT) AS sev_deg,"
        f" subject_type, fixmedins_code, psn_no, staff_code, group_id, mdtrt_id, one_setl AS setl_id,"
        f" bkkp_sns, related AS related_ids, occurred_on, checkout_cnt, checkout_amt, fund_amt, amount_basis,"
        f" score, {_message(hits)} AS message, {_evidence(hits)} AS evidence, '{run_id}' AS run_id FROM core"
    )


def _yuan(fen: str) -> str:
    """Integer fen to N16,2 yuan without passing through floating point."""
    return f"CAST(CAST({fen} AS DECIMAL(30,0)) * CAST(0.01 AS DECIMAL(4,2)) AS DECIMAL(16,2))"


def _column_type(hits: Hits, name: str) -> str:
    return MESSAGE_FIELDS.get(name) or hits.columns.get(name, "VARCHAR")


def _column(name: str) -> str:
    return name if name in MESSAGE_FIELDS else f"v_{name}"


def _text(hits: Hits, name: str) -> str:
    """A column as a person reads it: no trailing zeros but on money, at most four decimals."""
    column, kind = _column(name), _column_type(hits, name)
    if kind == "DOUBLE":
        column, kind = f"CAST({column} AS DECIMAL(18,4))", "DECIMAL(18,4)"
    if kind.startswith("DECIMAL") and not kind.endswith((",2)", ",0)")):
        return f"regexp_replace(CAST({column} AS VARCHAR), '\\.?0+$', '')"
    if kind == "TIMESTAMP":
        return f"strftime({column}, '%Y-%m-%d %H:%M')"
    return f"CAST({column} AS VARCHAR)"


def _message(hits: Hits) -> str:
    """The rule's message template as one SQL expression."""
    parts: list[str] = []
    last = 0
    for found in _PLACEHOLDER.finditer(hits.rule.message):
        parts += [
            _quoted(hits.rule.message[last : found.start()]),
            f"coalesce({_text(hits, found.group(1))}, '—')",
        ]
        last = found.end()
    parts.append(_quoted(hits.rule.message[last:]))
    return " || ".join(part for part in parts if part != "''") or "''"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _evidence(hits: Hits) -> str:
    """A JSON object of every value the decision used; values that are not there are left out."""
    rule = hits.rule
    pairs = [
        (name, _column(name), _column_type(hits, name)) for name in rule.evidence if name in hits.columns
    ]
    entries = [
        "CASE WHEN len(branches) > 0 THEN '\"branch\":' || to_json(branches) END",
        "CASE WHEN len(softened) > 0 THEN '\"soft\":' || to_json(softened) END",
        "CASE WHEN acct_amt > 0 THEN '\"acct_amt\":' || acct_amt END",
        "CASE WHEN fund_amt IS NOT NULL THEN '\"patient_amt\":' || greatest(0, checkout_amt - fund_amt - coalesce(acct_amt, 0)) END",
        "CASE WHEN pay_mode IS NOT NULL THEN '\"pay_mode\":' || to_json(pay_mode) END",
    ]
    for name, column, kind in pairs:
        bare = kind.startswith(("DECIMAL", "BIGINT", "INTEGER", "HUGEINT", "DOUBLE"))
        value = _text(hits, name) if bare else f"to_json({_text(hits, name)})"
        value = column if kind == "JSON" else value
        value = f"CAST({column} AS VARCHAR)" if kind == "BOOLEAN" else value
        entries.append(f"CASE WHEN {column} IS NOT NULL THEN '\"{name}\":' || {value} END")
    entries += [_applied(hits)] if hits.applied else []
    return f"'{{' || concat_ws(',', {', '.join(entries)}) || '}}'"


def _applied(hits: Hits) -> str:
    """The regional or dated parameter values the finding was judged by; several when its rows differ in them."""
    pairs = []
    for name in hits.applied:
        column = f"{APPLIED}{name}"
        bare = hits.columns[column] in ("BIGINT", "BOOLEAN") or hits.columns[column].startswith("DECIMAL")
        text = "CAST(v AS VARCHAR)"
        if hits.columns[column].startswith("DECIMAL"):
            text = f"regexp_replace({text}, '\\.?0+$', '')"
        shown = f"list_transform({column}, lambda v: {text if bare else f'CAST(to_json({text}) AS VARCHAR)'})"
        pairs.append(
            f"CASE len({column}) WHEN 0 THEN NULL WHEN 1 THEN '\"{name}\":' || {shown}[1]"
            f" ELSE '\"{name}\":[' || array_to_string({shown}, ',') || ']' END"
        )
    return f"'\"params\":{{' || concat_ws(',', {', '.join(pairs)}) || '}}'"


def _line_sql() -> str:
    """The lines (else settlements) behind each finding; hit_amt adds up to checkout_amt, hit_fund to fund_amt."""
    order = "PARTITION BY s.fkey ORDER BY s.bkkp_sn NULLS LAST, s.setl_id ROWS UNBOUNDED PRECEDING"
    upto, whole = f"sum(s.hit_fen) OVER ({order})", "sum(s.hit_fen) OVER (PARTITION BY s.fkey)"
    fund = (
        f"CASE WHEN d.fund_fen IS NOT NULL AND {whole} > 0 THEN {pricing.half_up(f'd.fund_fen * ({upto})', whole)}"
        f" - {pricing.half_up(f'd.fund_fen * (({upto}) - s.hit_fen)', whole)} END"
    )
    return (
        f"SELECT f.finding_id, f.rule_code, f.sev_deg, s.fixmedins_code, s.mdtrt_id, s.setl_id, s.bkkp_sn, s.svc_date,"
        f" s.item, s.item_name, s.cnt, s.pric, s.gross, s.amt, {_yuan('s.hit_fen')} AS hit_amt, {_yuan(fund)} AS hit_fund"
        f" FROM share AS s JOIN finding AS f ON f.fkey = s.fkey LEFT JOIN fund AS d ON d.fkey = s.fkey"
        f" ORDER BY f.finding_id, s.bkkp_sn, s.setl_id"
    )
