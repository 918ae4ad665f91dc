"""Prices hit rows: which lines a finding's amount consists of, and how many fen each of them bears.

All arithmetic is on integers: a line's claim is the fraction num ÷ den of a fen, den being one value per
finding. A finding is rounded half-up once; its lines get cumulative differences, so they add up to it.
"""

from collections.abc import Set

from mingjing.analysis.rules.document import Rule

SCALE = 10**8  # denominators of amounts that are plain money: fen × 10^8
_LINE = "bkkp_sn, setl_id, mdtrt_id, psn_no, fixmedins_code, svc_date, item, item_name, cnt, pric, gross, amt, overlmt"


def fen(column: str) -> str:
    """Return SQL for a money column (N16,2 yuan) as an integer number of fen."""
    return f"CAST(({column}) * 100 AS HUGEINT)"


def half_up(numerator: str, denominator: str) -> str:
    """Return SQL for numerator ÷ denominator rounded half-up; both are integers, the result not negative."""
    return f"((2 * ({numerator}) + ({denominator})) // (2 * ({denominator})))"


def unit_sql(rule: Rule, columns: Set[str]) -> str:
    """Return a SELECT over `hit` with one row per finding and unit (a line, else a settlement).

    Output: fkey, bkkp_sn, setl_id, …line columns, num HUGEINT, den HUGEINT. `columns` are those of `hit`.
    """
    if rule.amount in ("all", "excess", "difference", "share"):
        return _from_lines(rule)
    if rule.amount == "stay":
        return _from_stays(rule, columns)
    if rule.amount == "days":
        return _from_days(rule, columns)
    if rule.amount == "paid":
        return _from_settlements()
    return (
        f"SELECT fkey, {_nulls()}, CAST(0 AS HUGEINT) AS num, CAST(1 AS HUGEINT) AS den FROM hit WHERE false"
    )


def _nulls() -> str:
    types = {"svc_date": "DATE", "cnt": "DECIMAL(16,4)", "pric": "DECIMAL(16,6)"}
    money = {"gross", "amt", "overlmt"}
    return ", ".join(
        f"CAST(NULL AS {types.get(name, 'DECIMAL(16,2)' if name in money else 'VARCHAR')}) AS {name}"
        for name in _LINE.split(", ")
    )


def _from_lines(rule: Rule) -> str:
    overlmt = "min(overlmt)" if rule.amount == "difference" else "CAST(0 AS DECIMAL(16,2))"
    line = ", ".join(
        f"{overlmt} AS overlmt" if name == "overlmt" else f"min({name}) AS {name}"
        for name in _LINE.split(", ")[1:]
    )
    own = {
        "all": f"{fen('min(amt)')} * {SCALE}",
        "difference": (
            f"least(greatest(0, CAST((min(pric) - min(limit_price)) * 1000000 AS HUGEINT))"
            f" * CAST(min(cnt) * 10000 AS HUGEINT), {fen('min(gross)')} * {SCALE})"
        ),
        "share": "greatest(0, CAST(max(hit_amt) * 1000000 AS HUGEINT)) * 10000",
        "excess": fen("min(amt)"),
    }[rule.amount]
    limit = ", min(limit_cnt) AS limit_cnt" if rule.amount == "excess" else ""
    lines = f"SELECT fkey, bkkp_sn, {line}, {own} AS own{limit} FROM hit WHERE bkkp_sn IS NOT NULL GROUP BY fkey, bkkp_sn"
    if rule.amount != "excess":
        return f"SELECT fkey, {_LINE}, own AS num, CAST({SCALE} AS HUGEINT) AS den FROM ({lines})"
    total = "sum(CAST(cnt * 10000 AS HUGEINT)) OVER (PARTITION BY fkey)"
    allowed = "CAST(min(limit_cnt) OVER (PARTITION BY fkey) * 10000 AS HUGEINT)"
    return (
        f"SELECT fkey, {_LINE}, own * greatest(0, CAST({total} AS HUGEINT) - {allowed}) AS num,"
        f" greatest(1, CAST({total} AS HUGEINT)) AS den FROM ({lines})"
    )


def _priced(alias: str) -> str:
    return (
        ", ".join(f"{alias}.{name}" for name in _LINE.split(", ")[:-1])
        + ", CAST(0 AS DECIMAL(16,2)) AS overlmt"
    )


def _from_stays(rule: Rule, columns: Set[str]) -> str:
    """All lines of the stays, encounters or (grain setl_id) settlements, at most `cap_amt` where that is given."""
    stay = "stay_id" if "stay_id" in columns else "CAST(NULL AS VARCHAR)"
    visit = "mdtrt_id" if "mdtrt_id" in columns else "CAST(NULL AS VARCHAR)"
    settlement = "setl_id" if "setl_id" in rule.grain else "CAST(NULL AS VARCHAR)"
    encounters = (
        f"SELECT DISTINCT h.fkey, coalesce(e.mdtrt_id, h.mdtrt_id) AS mdtrt_id, h.setl_id"
        f" FROM (SELECT DISTINCT fkey, {stay} AS stay_id, {visit} AS mdtrt_id, {settlement} AS setl_id FROM hit) AS h"
        f" LEFT JOIN stay_enc AS e ON e.stay_id = h.stay_id"
    )
    mine = "(e.setl_id IS NULL OR e.setl_id = {}.setl_id)"
    units = (
        f"WITH encounter AS ({encounters}), line AS ("
        f" SELECT e.fkey, {_priced('p')} FROM encounter AS e JOIN priced_lines AS p ON p.mdtrt_id = e.mdtrt_id"
        f" AND {mine.format('p')} WHERE p.amt > 0), bare AS ("
        f" SELECT e.fkey, s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, CAST(s.setl_time AS DATE) AS svc_date, s.inscp"
        f" FROM encounter AS e JOIN setl_net AS s ON s.mdtrt_id = e.mdtrt_id AND {mine.format('s')} WHERE s.inscp > 0"
        f" AND e.fkey NOT IN (SELECT fkey FROM line))"
        f" SELECT fkey, {_LINE}, {fen('amt')} AS own FROM line"
        f" UNION ALL SELECT fkey, NULL, setl_id, mdtrt_id, psn_no, fixmedins_code, svc_date, NULL, NULL, NULL, NULL,"
        f" inscp, inscp, CAST(0 AS DECIMAL(16,2)), {fen('inscp')} FROM bare"
    )
    if "cap_amt" not in columns:
        return f"SELECT fkey, {_LINE}, own * {SCALE} AS num, CAST({SCALE} AS HUGEINT) AS den FROM ({units})"
    whole = "CAST(sum(own) OVER (PARTITION BY fkey) AS HUGEINT)"
    return (
        f"SELECT fkey, {_LINE}, own * greatest(0, least({whole}, {fen('cap_amt')})) AS num, {whole} AS den"
        f" FROM ({units}) JOIN (SELECT fkey, min(cap_amt) AS cap_amt FROM hit GROUP BY fkey) USING (fkey)"
    )


def _from_days(rule: Rule, columns: Set[str]) -> str:
    """Lines of the stays on the hit days; a stay without lines bears `bare_days` ÷ `bill_days` of its settlements."""
    tests = " OR ".join(f"contains(p.cls, '|{name}|')" for name in rule.classes) or "true"
    bare = (
        f" UNION ALL SELECT b.fkey, NULL, s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, CAST(s.setl_time AS DATE),"
        f" NULL, NULL, NULL, NULL, s.inscp, s.inscp, CAST(0 AS DECIMAL(16,2)), {fen('s.inscp')} * b.days, b.bill_days"
        f" FROM (SELECT fkey, stay_id, CAST(max(bare_days) AS HUGEINT) AS days, CAST(max(bill_days) AS HUGEINT) AS bill_days"
        f" FROM hit WHERE bare_days IS NOT NULL GROUP BY fkey, stay_id) AS b JOIN stay_enc AS e ON e.stay_id = b.stay_id"
        f" JOIN setl_net AS s ON s.mdtrt_id = e.mdtrt_id WHERE s.inscp > 0"
    )
    return (
        f"SELECT d.fkey, {_priced('p')}, {fen('p.amt')} * {SCALE} AS num, CAST({SCALE} AS HUGEINT) AS den"
        f" FROM (SELECT DISTINCT fkey, stay_id, svc_date FROM hit) AS d"
        f" JOIN stay_enc AS e ON e.stay_id = d.stay_id"
        f" JOIN priced_lines AS p ON p.mdtrt_id = e.mdtrt_id AND p.svc_date = d.svc_date"
        f" WHERE p.amt > 0 AND ({tests})"
    ) + (bare if "bare_days" in columns else "")


def _from_settlements() -> str:
    """A settlement's fund and account money, spread over its lines by their amount."""
    paid = (
        "SELECT DISTINCT h.fkey, s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code,"
        f" CAST(s.setl_time AS DATE) AS setl_date, s.fund + s.acct AS paid, {fen('s.fund + s.acct')} AS paid_fen"
        " FROM hit AS h JOIN setl_net AS s ON s.setl_id = h.setl_id WHERE s.fund + s.acct > 0"
    )
    over = "OVER (PARTITION BY p.fkey, p.setl_id"
    upto = f"sum({fen('l.amt')}) {over} ORDER BY l.bkkp_sn)"
    whole = f"sum({fen('l.amt')}) {over})"
    before = f"({upto} - {fen('l.amt')})"
    spread = f"{half_up(f'paid_fen * {upto}', whole)} - {half_up(f'paid_fen * {before}', whole)}"
    return (
        f"WITH paid AS ({paid}), spread AS (SELECT p.fkey, {_priced('l')}, CAST({spread} AS HUGEINT) AS own"
        f" FROM paid AS p JOIN priced_lines AS l ON l.setl_id = p.setl_id WHERE l.amt > 0)"
        f" SELECT fkey, {_LINE}, own * {SCALE} AS num, CAST({SCALE} AS HUGEINT) AS den FROM spread"
        f" UNION ALL SELECT fkey, NULL, setl_id, mdtrt_id, psn_no, fixmedins_code, setl_date, NULL, NULL, NULL, NULL,"
        f" paid, paid, CAST(0 AS DECIMAL(16,2)), paid_fen * {SCALE}, CAST({SCALE} AS HUGEINT) FROM paid AS p"
        f" WHERE NOT EXISTS (SELECT 1 FROM spread AS l WHERE l.fkey = p.fkey AND l.setl_id = p.setl_id)"
    )


def share_sql() -> str:
    """Return a SELECT over `unit` that gives each unit its fen; per finding they add up to the rounded total."""
    order = "PARTITION BY fkey ORDER BY bkkp_sn NULLS LAST, setl_id ROWS UNBOUNDED PRECEDING"
    upto = f"sum(num) OVER ({order})"
    return (
        f"SELECT * EXCLUDE (num, den), CAST({half_up(upto, 'den')} - {half_up(f'{upto} - num', 'den')} AS HUGEINT) AS hit_fen"
        f" FROM unit"
    )


def fund_sql(rule: Rule, columns: Set[str]) -> str:
    """Return a SELECT over `share`: fkey, fund_fen (null when it cannot be known), acct_fen, pay_mode.

    Line amounts bear fund ÷ inscp of their settlement, held in [0, 1] and at most the fund paid; whole
    stays and settlements, when not capped, bear the fund that was paid (rules.md A.2).
    """
    base = (
        f"greatest(0, sum(hit_fen) - coalesce(sum({fen('overlmt')}), 0))"
        if rule.amount == "difference"
        else "sum(hit_fen)"
    )
    ratio = f"b.base * greatest(0, least({fen('s.fund')}, {fen('s.inscp')})) * {SCALE} // {fen('s.inscp')}"
    if rule.amount in ("stay", "paid") and "cap_amt" not in columns:
        per_settlement = f"greatest(0, {fen('s.fund')}) * {SCALE}"
    else:
        per_settlement = f"least({ratio}, greatest(0, {fen('s.fund')}) * {SCALE})"
    return (
        f"WITH b AS (SELECT fkey, setl_id, CAST({base} AS HUGEINT) AS base, CAST(sum(hit_fen) AS HUGEINT) AS whole"
        f" FROM share GROUP BY fkey, setl_id), s8 AS (SELECT b.fkey, s.clr_way, s.grp_code,"
        f" CASE WHEN s.inscp > 0 THEN {per_settlement} END AS fund8,"
        f" CASE WHEN s.medfee > 0 THEN b.whole * greatest(0, {fen('s.acct')}) * {SCALE} // {fen('s.medfee')} END AS acct8"
        f" FROM b LEFT JOIN setl_net AS s ON s.setl_id = b.setl_id)"
        f" SELECT fkey, CASE WHEN count(fund8) = count(*) THEN {half_up('sum(fund8)', str(SCALE))} END AS fund_fen,"
        f" {half_up('coalesce(sum(acct8), 0)', str(SCALE))} AS acct_fen,"
        f" min(CASE WHEN clr_way IN ('40', '50') OR grp_code IS NOT NULL THEN coalesce(clr_way, grp_code) END) AS pay_mode"
        f" FROM s8 GROUP BY fkey"
    )
