"""Keeps of the findings those that belong to the packs and the region asked for."""

import re
from collections.abc import Sequence
from pathlib import Path

from mingjing.analysis.rules.pack import Pack


def condition(
    packs: Sequence[Pack], codes: Sequence[str], lines: Sequence[Path], inst: Sequence[Path]
) -> str:
    """Return native SQL over the finding columns: true for what belongs to one of `packs` or to the rules `codes`.

    `lines` are the Parquet files of the findings' lines, `inst` those of the mart of institutions.
    """
    if not packs:
        return "true"
    whole = {*codes, *(code for pack in packs for code in pack.whole)}
    parts = [f"rule_code IN ({_listed(sorted(whole))})"] if whole else []
    parts += [
        f"(rule_code IN ({_listed(pack.rules)}) AND {_belongs(pack, lines, inst)})"
        for pack in packs
        if pack.rules
    ]
    return f"({' OR '.join(parts)})"


def placed(region: str, inst: Sequence[Path]) -> str:
    """Return native SQL over the finding columns: true for findings at institutions of the division prefix `region`.

    Findings that no division can be told of (see `unplaced`) stay: dropped, nobody would ever look at them.
    """
    if not region:
        return "true"
    register = f"SELECT fixmedins_code FROM {_files(inst)} WHERE starts_with(admdvs, '{region}')"
    return f"({unplaced(inst)} OR fixmedins_code IN ({register}))" if inst else "true"


def unplaced(inst: Sequence[Path]) -> str:
    """Return native SQL over the finding columns: true for findings that belong to no division.

    They name no institution (a person's, a group's across institutions), or one that the register does not place.
    """
    if not inst:
        return "true"
    known = f"SELECT fixmedins_code FROM {_files(inst)} WHERE fixmedins_code IS NOT NULL AND admdvs <> ''"
    return f"(fixmedins_code IS NULL OR fixmedins_code NOT IN ({known}))"


def _belongs(pack: Pack, lines: Sequence[Path], inst: Sequence[Path]) -> str:
    conditions = []
    if pack.fixmedins_type:
        register = f"SELECT fixmedins_code FROM {_files(inst)} WHERE fixmedins_type = '{pack.fixmedins_type}'"
        conditions.append(f"fixmedins_code IN ({register})" if inst else "false")
    if pack.items:
        prefix = "|".join(pack.items)
        touched = f"regexp_matches(item, '^(?:{prefix})')"
        alternatives = [
            # What a finding is compared with, or counts without lines, stands in its evidence: item, a_item …
            f'regexp_matches(evidence, \'"[a-z_]*item[a-z_]*":"(?:{prefix})\')',
            _says("kp_ref", pack.problems),
            _says("grp", pack.watched),
        ]
        if lines:
            alternatives.append(f"finding_id IN (SELECT finding_id FROM {_files(lines)} WHERE {touched})")
        conditions.append(f"({' OR '.join(alternatives)})")
    return " AND ".join(conditions) or "true"


def _says(key: str, values: Sequence[str]) -> str:
    """Whether the evidence holds one of the values under the key, where several may stand (；)."""
    said = "|".join(re.escape(value).replace("'", "''") for value in values)
    return f'regexp_matches(evidence, \'"{key}":"([^"]*；)?({said})["；]\')' if values else "false"


def _listed(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _files(paths: Sequence[Path]) -> str:
    return f"read_parquet([{_listed([str(path) for path in paths])}])"
