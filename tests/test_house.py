"""The house rules that no linter checks: short files, short functions."""

import ast
from pathlib import Path

import pytest

import mingjing

FILES = sorted(f for f in Path(mingjing.__file__).parent.rglob("*.py") if f.parent.name != "migrations")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_files_and_functions_are_short(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    long = {f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 40}
    assert text.count("\n") <= 400
    assert not long
