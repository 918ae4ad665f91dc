"""Portable SQL: what is refused, with what words, and how the rest is written for each engine."""

import pytest

from mingjing.analysis.engine.macros import macros
from mingjing.analysis.engine.portable import check, expand, parse
from mingjing.analysis.engine.profile import constructs, functions, instead
from mingjing.kernel.errors import DocumentError

REFUSED = {
    # statements
    "SELECT 1; SELECT 2": "只允许一条 SELECT",
    "DROP TABLE fee_net": "只允许一条 SELECT",
    "COPY fee_net TO 'x.csv'": "只允许一条 SELECT",
    "ATTACH 'x.db'": "只允许一条 SELECT",
    "PRAGMA database_list": "只允许一条 SELECT",
    "SET threads = 1": "只允许一条 SELECT",
    "INSERT INTO t SELECT 1": "只允许一条 SELECT",
    "CREATE TABLE t AS SELECT 1": "只允许一条 SELECT",
    "": "只允许一条 SELECT",
    "SELECT (1 + FROM t": "SQL 写法有误",
    # sources
    "SELECT * FROM 'secret.parquet'": "不能读取",
    'SELECT * FROM "secret.csv"': "不能读取",
    "SELECT * FROM read_parquet('x')": "不能读取",
    "SELECT * FROM range(3)": "不能读取",
    "SELECT * FROM information_schema.tables": "DB",
    "SELECT * FROM duckdb_settings": "不能读取",
    "SELECT * FROM (VALUES (1)) AS v(a)": "VALUES",
    "SELECT * FROM t TABLESAMPLE 10%": "SAMPLE",
    "SELECT * FROM t, unnest(l)": "unnest",
    "SELECT * FROM t, LATERAL (SELECT 1) AS x": "LATERAL",
    # functions whose meaning differs
    "SELECT date_diff('day', a, b) FROM t": "date_diff(.|\n)*days_between",
    "SELECT datediff('hour', a, b) FROM t": "datediff(.|\n)*seconds_between",
    "SELECT avg(a) FROM t": "avg(.|\n)*mean_of",
    "SELECT round(a, 2) FROM t": "round(.|\n)*money",
    "SELECT floor(a) FROM t": "floor(.|\n)*floor_int",
    "SELECT median(a) FROM t": "median(.|\n)*median_of",
    "SELECT quantile_cont(a, 0.5) FROM t": "quantile_cont(.|\n)*quantile_of",
    "SELECT string_agg(a, ',') FROM t": "string_agg(.|\n)*joined",
    "SELECT list(a ORDER BY b) FROM t": "list(.|\n)*joined",
    "SELECT year(a) FROM t": "year(.|\n)*year_of",
    "SELECT extract(month FROM a) FROM t": "month_of",
    "SELECT date_trunc('month', a) FROM t": "date_trunc(.|\n)*month_start",
    "SELECT strftime(a, '%Y') FROM t": "strftime(.|\n)*month_of",
    "SELECT concat(a, b) FROM t": r"concat(.|\n)*\|\|",
    "SELECT if(a, b, c) FROM t": "CASE WHEN",
    "SELECT any_value(a) FROM t": "any_value(.|\n)*min",
    "SELECT arg_max(a, b) FROM t": "arg_max(.|\n)*row_number",
    "SELECT regexp_matches(a, 'x') FROM t": "regexp_matches(.|\n)*matches",
    "SELECT md5(a) FROM t": "md5(.|\n)*md5_of",
    "SELECT current_date FROM t": "运行日期",
    "SELECT random() FROM t": "重现",
    "SELECT monny(a) FROM t": "monny(.|\n)*最接近的允许函数是 money",
    "SELECT getenv('HOME') FROM t": "getenv",
    "SELECT hash(a) FROM t": "hash",
    "SELECT isodow(a) FROM t": "isodow",
    # operators whose meaning differs
    "SELECT a / b FROM t": "a / b(.|\n)*ratio",
    "SELECT a // b FROM t": "int_div",
    "SELECT a % b FROM t": "int_mod",
    "SELECT adm_date - dscg_date FROM t": "日期不能直接加减(.|\n)*days_between",
    "SELECT svc_date + 1 FROM t": "日期不能直接加减(.|\n)*add_days",
    "SELECT as_date(x) - y FROM t": "days_between",
    "SELECT CAST(x AS DATE) - y FROM t": "days_between",
    "SELECT CAST(a + INTERVAL 1 DAY AS DATE) FROM t": "add_days",
    "SELECT a ILIKE 'x' FROM t": "upper",
    "SELECT a LIKE b FROM t": "LIKE(.|\n)*contains",
    r"SELECT a LIKE 'x\%' FROM t": "LIKE(.|\n)*反斜杠",
    "SELECT a LIKE 'x!%' ESCAPE '!' FROM t": "ESCAPE",
    "SELECT a IS b FROM t": "IS 后只能是",
    "SELECT substr(a, 0, 2) FROM t": "substr(.|\n)*起点",
    "SELECT substr(a, -2) FROM t": "substr(.|\n)*起点",
    "SELECT substr(a, n) FROM t": "substr(.|\n)*常数",
    "SELECT left(a, n) FROM t": "left(.|\n)*常数",
    "SELECT TRY_CAST(a AS DATE) FROM t": "date_of",
    "SELECT CAST(ratio(a, b) AS VARCHAR) FROM t": "双精度数不能直接写成文本(.|\n)*DECIMAL",
    "SELECT CAST(CAST(a AS DOUBLE) AS TEXT) FROM t": "双精度数不能直接写成文本",
    "SELECT CAST(a AS INTEGER) FROM t": "不能转换为 INT",
    "SELECT CAST(a AS FLOAT) FROM t": "不能转换为",
    "SELECT CAST(a AS BOOLEAN) FROM t": "比较",
    "SELECT a[1] FROM t": "普通的列",
    "SELECT {'k': a} FROM t": "普通的列",
    "SELECT [a, b] FROM t": "has_cls",
    "SELECT list_transform(a, lambda x: x + 1) FROM t": "list_transform",
    # clauses
    "SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1": "QUALIFY(.|\n)*WITH",
    "SELECT DISTINCT ON (a) a, b FROM t": "ON(.|\n)*row_number",
    "SELECT * EXCLUDE (a) FROM t": "逐列写明",
    "SELECT * REPLACE (1 AS a) FROM t": "逐列写明",
    "SELECT a, count(*) FROM t GROUP BY ALL": "ALL(.|\n)*逐列",
    "SELECT a, count(*) FROM t GROUP BY ROLLUP (a)": "ROLLUP",
    "SELECT a FROM t LIMIT 3": "LIMIT 须与 ORDER BY",
    "SELECT a FROM t ORDER BY a LIMIT 3 OFFSET 2": "OFFSET",
    "SELECT a FROM t ASOF JOIN u ON t.a >= u.a": "METHOD",
    "SELECT a FROM t NATURAL JOIN u": "METHOD",
    "SELECT a FROM t SEMI JOIN u ON t.a = u.a": "EXISTS",
    "WITH RECURSIVE r AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM r) SELECT a FROM r": "RECURSIVE",
    "SELECT 1 AS a UNION ALL BY NAME SELECT 2 AS a": "BY NAME",
    "SELECT 1 AS a EXCEPT SELECT 2": "EXCEPT",
    "SELECT sum(a ORDER BY b) FROM t": "ORDER",
    "SELECT sum(DISTINCT a) FROM t": "DISTINCT",
    "SELECT count(DISTINCT a, b) FROM t": "DISTINCT",
    "SELECT count(DISTINCT a) OVER () FROM t": "DISTINCT",
    "SELECT row_number() OVER (PARTITION BY a) FROM t": "ORDER BY",
    "SELECT lag(a) FROM t": "OVER",
    "SELECT bool_or(a) OVER () FROM t": "不能用于窗口",
    "SELECT joined(a) OVER () FROM t": "不能用于窗口",
    "SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY a)": "OVER",
    "SELECT a FROM t WHERE b = $1": r"\$1",
    # our own functions, used wrongly
    "SELECT money(a, b) FROM t": "money 要 1 个参数",
    "SELECT quantile_of(a, b) FROM t": "常数",
    "SELECT matches(a, b) FROM t": "文字常量",
    r"SELECT matches(a, '(?i)x') FROM t": "断言",
    r"SELECT match_of(a, '(x)\1') FROM t": "反向引用",
    "SELECT k_match(k.a, f) FROM k, f": "表别名",
    "SELECT param('n', d, r) FROM t": "param 尚未代入",
}


@pytest.mark.parametrize("sql", REFUSED)
def test_what_is_not_portable_is_refused_with_a_way_out(sql: str) -> None:
    with pytest.raises(DocumentError, match=REFUSED[sql]) as raised:
        expand(sql, "duckdb")
    assert all(problem.do for problem in raised.value.problems)


def test_every_fault_is_told_with_its_place_in_the_order_of_the_text() -> None:
    problems = check(parse("SELECT a / b,\n  date_diff('day', c, d),\n  monny(e)\nFROM t"))
    assert [(problem.where, problem.what) for problem in problems] == [
        ("第 1 行第 8 列", "不允许的写法：a / b"),
        ("第 2 行第 3 列", "函数 date_diff 不在允许之列"),
        ("第 3 行第 3 列", "函数 monny 不在允许之列"),
    ]


def test_a_parameter_is_allowed_until_it_is_filled_in() -> None:
    assert check(parse("SELECT a FROM t WHERE b > param('limit', d, r)")) == []


@pytest.mark.parametrize("name", [*macros(), *functions()])
def test_every_example_is_portable(name: str) -> None:
    example = (macros().get(name) or functions()[name]).example
    assert check(parse(f"SELECT {example} AS x FROM f AS f CROSS JOIN k AS k")) == []


def test_what_to_write_instead_is_itself_known() -> None:
    for key, advice in instead().items():
        assert key not in functions() and key not in constructs(), key
        for name in ("round_int", "as_list"):
            assert name not in advice


def test_empties_are_placed_explicitly_for_spark() -> None:
    text = expand("SELECT row_number() OVER (ORDER BY a, b DESC) AS n FROM t", "spark")
    assert "ORDER BY `a` NULLS LAST, `b` DESC" in text


def test_a_backslash_stays_one_backslash() -> None:
    assert "'\\\\'" in expand(r"SELECT replace(a, '\', '/') AS b FROM t", "spark")
    assert "'\\'" in expand(r"SELECT replace(a, '\', '/') AS b FROM t", "duckdb")


def test_names_are_quoted_so_that_no_word_is_reserved() -> None:
    assert expand(
        "SELECT t.order_no AS days FROM t", "spark"
    ) == "SELECT `t`.`order_no` AS `days` FROM `t` AS `t`".replace(" AS `t`", "")


def test_macros_may_stand_in_macros() -> None:
    text = expand("SELECT days_between(add_days(a, 1), as_date(b)) AS n FROM t", "duckdb")
    assert "days_between" not in text.lower() and "add_days" not in text.lower()


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_comments_do_not_reach_the_engine(dialect: str) -> None:
    sql = "SELECT /*+ REPARTITION(1) */ a -- x */, secret\n, days_between(b /* , c */, d) AS n FROM t"
    assert not any(word in expand(sql, dialect) for word in ("REPARTITION", "secret", "/*", "--"))


def test_a_quote_in_a_text_argument_stays_in_the_text() -> None:
    assert "'|' || 'x'') OR (1=1'" in expand("SELECT has_icd(a, 'x'') OR (1=1') AS b FROM t", "duckdb")


def test_the_text_is_the_same_when_asked_twice() -> None:
    sql = "SELECT money(a) AS b FROM t AS f JOIN k AS k ON k_match(k, f)"
    assert expand(sql, "spark") == expand(sql + " ", "spark")
