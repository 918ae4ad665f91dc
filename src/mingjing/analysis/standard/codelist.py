"""Code lists: what a coded column may hold, nationally and in one 统筹区."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, UsageError


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list.

    `group` is the class the value counts as (hosp_lv: 三级, 二级, 一级及以下; med_type: inpatient,
    outpatient, chronic, pharmacy), empty where the list has none. `admdvs` is the division the row holds
    for, empty when everywhere.
    """

    code: str
    zh: str
    group: str
    admdvs: str


@cache
def _built_in() -> dict[str, Path]:
    return Catalog("code list", "mingjing.analysis.standard.codes", ".csv").paths()


def _stem(admdvs: str) -> str:
    """Return the division's significant digits: 430100 (a city) is 4301, 430000 (a province) is 43."""
    while admdvs.endswith("00"):
        admdvs = admdvs[:-2]
    return admdvs


def _code(row: dict[str, str | None], where: str) -> Code:
    code, zh = (row.get("code") or "").strip(), (row.get("name_zh") or "").strip()
    if not code or not zh:
        raise DocumentError(
            "缺少代码或名称", where=where, do="每行都要填写 code 和 name_zh 两列，首行为列名，编码为 UTF-8"
        )
    return Code(code, zh, (row.get("group") or "").strip(), (row.get("admdvs") or "").strip())


def _rows(path: Path) -> tuple[Code, ...]:
    """Read one CSV. Raises DocumentError for a row without code or name and for a repeated code."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        codes = tuple(_code(row, f"{path} 第 {n} 行") for n, row in enumerate(csv.DictReader(file), start=2))
    seen: set[tuple[str, str]] = set()
    for code in codes:
        if (code.code, code.admdvs) in seen:
            raise DocumentError(
                f"代码 {code.code} 重复", where=str(path), do="同一统筹区的同一代码只保留一行"
            )
        seen.add((code.code, code.admdvs))
    return codes


def _in_force(rows: Iterable[Code], region: str) -> list[Code]:
    """Return the rows that hold in `region`, the most local last."""
    hold = [row for row in rows if region.startswith(_stem(row.admdvs))]
    return sorted(hold, key=lambda row: len(_stem(row.admdvs)))


def code_list(name: str, admdvs: str | None = None, extra: Path | None = None) -> dict[str, Code]:
    """Return the code list `name` by code, as it holds in the division `admdvs` (None: nationally).

    `extra` is a bureau's folder with CSV files of the same names and columns (code, name_zh, and as needed
    group, admdvs): its rows add to the built-in ones and replace those of the same code. Among rows of one
    file the most local wins. Raises UsageError when neither place knows the list.
    """
    paths = [_built_in().get(name), extra / f"{name}.csv" if extra else None]
    files = [path for path in paths if path and path.is_file()]
    if not files:
        raise UsageError(f"没有代码表 {name}", do=f"可用的代码表：{'、'.join(_built_in())}")
    return {row.code: row for path in files for row in _in_force(_rows(path), admdvs or "")}


def code_lists() -> list[str]:
    """Return the names of the built-in code lists."""
    return list(_built_in())
