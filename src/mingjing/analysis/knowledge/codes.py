"""Which item codes, divisions and rule codes are known: what a row from outside may speak of."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from mingjing.analysis.knowledge.document import KnowledgeList, Row, lists

FORMS = re.compile(r"X[A-Z0-9]{22}|Z[A-Z0-9]{19}|T\d{9}|00\d{13}|C\d{14,26}")
PREFIXES = re.compile(r"X[A-Z0-9]{1,22}|Z[A-Z0-9]{1,19}|T\d{1,9}|00\d{1,13}|C\d{2,26}")
FORM_WORDS = "西药 X+22 位，中成药 Z+19 位，饮片 T+9 位数字，服务项目 00 开头共 15 位数字，耗材 C+数字"
NAMES, DIVISIONS = "item_name", "division"
NATIONAL = "nat_code"


def item_columns(found: KnowledgeList) -> frozenset[str]:
    """Return the columns of a list that hold national item codes."""
    return frozenset(found.codes) | ({NATIONAL} & found.columns.keys())


class Known:
    """What is known: the built-in lists and `added`, rows of a bureau or of the workbook at hand, by list."""

    def __init__(self, added: Mapping[str, Sequence[Row]]) -> None:
        own = set(_codes(NAMES, added.get(NAMES, ())))
        self._items = _built_in_items() | {code for code, _ in own}
        self._prefixes = _built_in_prefixes() | {code for code, is_prefix in own if is_prefix}
        places = (*lists()[DIVISIONS].rows, *added.get(DIVISIONS, ()))
        self._places = {row[DIVISIONS][:n] for row in places if row[DIVISIONS] for n in (2, 4, 6)}

    def judged(self, found: KnowledgeList, row: Row) -> Iterator[tuple[str, str, str]]:
        """Yield (column, value, what is wrong with it: empty when known) for each code of a row."""
        for column in sorted(item_columns(found)) if found.name != NAMES else ():
            if row[column]:
                is_prefix = row["match"] == "^" and found.codes[:1] == (column,)
                yield column, row[column], (self.prefix if is_prefix else self.item)(row[column])
        if found.name == DIVISIONS and row[DIVISIONS]:
            form = "" if re.fullmatch(r"\d{6}", row[DIVISIONS]) else "区划代码应为 6 位数字"
            yield DIVISIONS, row[DIVISIONS], form
        if row["admdvs"]:
            yield "admdvs", row["admdvs"], self.division(row["admdvs"])
        if row["rule_code"]:
            yield "rule_code", row["rule_code"], self.rule(row["rule_code"])

    def item(self, code: str) -> str:
        """Return what is wrong with an item code, empty when it is known. Consumables are judged by form alone."""
        if self._is_known(code):
            return ""
        if not FORMS.fullmatch(code):
            return f"编码格式不对（{FORM_WORDS}）"
        return "" if code.startswith("C") else "目录中没有这个编码"

    def prefix(self, code: str) -> str:
        """Return what is wrong with a code prefix; the catalogue is not complete enough to tell more than its form."""
        return "" if PREFIXES.fullmatch(code) else f"编码前缀格式不对（{FORM_WORDS}）"

    def division(self, code: str) -> str:
        """Return what is wrong with a division or its prefix, empty when it is known."""
        if not re.fullmatch(r"\d{2}|\d{4}|\d{6}", code):
            return "区划代码应为 6 位数字（或省 2 位、市 4 位前缀）"
        return "" if code in self._places else "没有这个行政区划"

    def rule(self, code: str) -> str:
        """Return what is wrong with a national rule code, empty when it is known."""
        return "" if code in _rule_codes() else "不是国家规则编码，没有规则会读这一行"

    def _is_known(self, code: str) -> bool:
        return code in self._items or any(code[:n] in self._prefixes for n in range(2, len(code) + 1))


def _codes(name: str, rows: Iterable[Row]) -> Iterator[tuple[str, bool]]:
    """Yield the item codes of a list's rows, and whether each is a prefix."""
    found = lists()[name]
    for row in rows:
        for column in item_columns(found):
            if row[column]:
                yield row[column], row["match"] == "^" and column == found.codes[0]


@cache
def _built_in_items() -> frozenset[str]:
    return frozenset(
        code
        for name, found in lists().items()
        for code, is_prefix in _codes(name, found.rows)
        if not is_prefix
    )


@cache
def _built_in_prefixes() -> frozenset[str]:
    return frozenset(code for code, is_prefix in _codes(NAMES, lists()[NAMES].rows) if is_prefix)


@cache
def _rule_codes() -> frozenset[str]:
    named = {row["rule_code"] for found in lists().values() for row in found.rows}
    return frozenset(named - {None})
