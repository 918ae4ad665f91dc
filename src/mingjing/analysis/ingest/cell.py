"""One cell, whatever it was delivered as, in the type of the standard: the SQL for it, and what to say when it is not."""

from mingjing.analysis.engine.edge import text
from mingjing.analysis.ingest.dialect import BLANKS
from mingjing.analysis.ingest.encoding import MARK
from mingjing.analysis.ingest.excel import LOST_DIGITS
from mingjing.analysis.standard.schema import Column

_NOTHING = ("", "NULL", "null", "\\N")
_NO_DATE = ("0000-00-00", "0000-00-00 00:00:00", "00000000")
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
_GROUPED = r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?"
_INTEGER = r"[+-]?\d{1,18}(?:\.0*)?"
_MOMENT = (
    r"[1-9]\d{3}(?:\d{4}(?:\d{6})?"
    r"|[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?)"
)
_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y%m%d",
    "%Y-%m-%d %H:%M",
    "%Y%m%d%H%M%S",
    "%Y.%m.%d",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
)
_SERIAL = r"\d{5}(?:\.\d+)?"
_EXACT = 10**15
NOT_OF_TYPE = {
    "text": "不是文字",
    "money": "不是金额",
    "quantity": "不是数量",
    "price": "不是单价",
    "date": "不是有效日期",
    "time": "不是有效时间",
    "integer": "不是整数",
    "decimal": "不是数字",
}


def passes_through(delivered: str, column: Column) -> bool:
    """Tell whether a column delivered in DuckDB type `delivered` needs no conversion at all."""
    return delivered == column.sql_type and delivered != "VARCHAR"


def cleaned(sql: str, delivered: str, column: Column) -> str:
    """Return SQL for the delivered value as trimmed text; NULL when it says nothing.

    A column that needs no conversion stays as it is.
    """
    if passes_through(delivered, column):
        return sql
    return as_text(sql, delivered, _NO_DATE if column.type in ("date", "time") else ())


def as_text(sql: str, delivered: str, nothing: tuple[str, ...] = ()) -> str:
    """Return SQL for a value of any type as trimmed text; NULL when it says nothing.

    Whole floating-point numbers lose their point, times with a zone become Beijing time.
    """
    if delivered in ("DOUBLE", "FLOAT"):
        whole = f"{sql} = trunc({sql}) AND abs({sql}) < {_EXACT}"
        return (
            f"CASE WHEN isnan({sql}) THEN NULL WHEN {whole} THEN CAST(CAST({sql} AS BIGINT) AS VARCHAR)"
            f" ELSE CAST({sql} AS VARCHAR) END"
        )
    if delivered == "TIMESTAMP WITH TIME ZONE":
        return f"CAST(timezone('Asia/Shanghai', {sql}) AS VARCHAR)"
    trimmed = f"trim(CAST({sql} AS VARCHAR), {text(BLANKS)})"
    words = ", ".join(text(word) for word in (*_NOTHING, *nothing))
    return f"CASE WHEN {trimmed} IN ({words}) THEN NULL ELSE {trimmed} END"


def typed(sql: str, delivered: str, column: Column, excel: bool) -> str:
    """Return SQL that turns cleaned text into the column's type; NULL when it is not of that type."""
    if passes_through(delivered, column) or column.type == "text":
        return sql
    if column.type in ("date", "time"):
        moment = _moment(sql, excel)
        return f"CAST({moment} AS DATE)" if column.type == "date" else moment
    if column.type == "integer":
        whole = f"TRY_CAST(split_part({sql}, '.', 1) AS BIGINT)"
        return f"CASE WHEN regexp_full_match({sql}, {text(_INTEGER)}) THEN {whole} END"
    plain = f"TRY_CAST({sql} AS {column.sql_type})"
    grouped = f"TRY_CAST(replace({sql}, ',', '') AS {column.sql_type})"
    return (
        f"CASE WHEN regexp_full_match({sql}, {text(_NUMBER)}) THEN {plain}"
        f" WHEN regexp_full_match({sql}, {text(_GROUPED)}) THEN {grouped} END"
    )


def _moment(sql: str, excel: bool) -> str:
    no_fraction = f"CASE WHEN contains({sql}, '.') THEN regexp_replace({sql}, '(:\\d{{2}})\\.\\d+$', '\\1') ELSE {sql} END"
    formats = ", ".join(text(form) for form in _FORMATS)
    other = f"try_strptime(translate({no_fraction}, '/年月T日', '--- '), [{formats}])"
    # The two common forms first: they take a tenth of the time. Below '1' stand signs and the year 0.
    common = f"{sql} >= '1' AND ({sql} LIKE '____-__-__ __:__:__' OR {sql} LIKE '____-__-__')"
    cases = f"WHEN {common} THEN TRY_CAST({sql} AS TIMESTAMP)"
    cases += f" WHEN regexp_full_match({sql}, {text(_MOMENT)}) THEN {other}"
    if excel:
        serial = f"TIMESTAMP '1899-12-30' + to_seconds(round(CAST({sql} AS DOUBLE) * 86400))"
        cases += f" WHEN regexp_full_match({sql}, {text(_SERIAL)}) THEN {serial}"
    return f"CASE {cases} END"


def shown(sql: str) -> str:
    """Return SQL for a value as a person may read it: bad bytes as \\xNN, our marks gone."""
    bytes_ = f"regexp_replace(CAST({sql} AS VARCHAR), '{MARK}([0-9a-f]{{2}})', '\\\\x\\1', 'g')"
    return f"translate({bytes_}, '{MARK}{LOST_DIGITS}', '')"


def wrong(raw: str, value: str, column: Column, marked: bool, delivered: bool) -> str | None:
    """Return SQL for whether anything is wrong with a cell; None when nothing can be.

    `raw` and `value` are the cleaned and the typed cell, `marked` says that cells may hold marks of bad bytes.
    """
    if not delivered:
        return "true" if column.required else None
    tests = [f"contains({raw}, '{mark}')" for mark in (MARK, LOST_DIGITS) if marked]
    if column.required:
        tests.append(f"{value} IS NULL")
    elif column.type != "text":
        tests.append(f"{raw} IS NOT NULL AND {value} IS NULL")
    return " OR ".join(f"coalesce({test}, false)" for test in tests) or None


def problem(raw: str, value: str, column: Column, marked: bool, delivered: bool) -> str | None:
    """Return SQL for the Chinese sentence that says what is wrong with a cell, NULL when nothing is (see `wrong`)."""
    label = f"{column.zh}（{column.name}）"
    if not delivered:
        return text(f"缺少必填列{label}") if column.required else None
    cases = []
    if marked:
        said = f"{text(f'{label}“')} || {shown(raw)} || "
        cases.append(f"WHEN contains({raw}, '{LOST_DIGITS}') THEN {said}'”已被 Excel 变成数字，末几位丢失'")
        cases.append(f"WHEN contains({raw}, '{MARK}') THEN {said}'”含无法识别的字节或 Excel 错误值'")
    if column.required:
        cases.append(f"WHEN {raw} IS NULL THEN {text(f'{label}为空，此列必填')}")
    if column.type != "text":
        said = f"{text(f'{label}“')} || CAST({raw} AS VARCHAR) || {text(f'”{NOT_OF_TYPE[column.type]}')}"
        cases.append(f"WHEN {raw} IS NOT NULL AND {value} IS NULL THEN {said}")
    return f"CASE {' '.join(cases)} END" if cases else None
