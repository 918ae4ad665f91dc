"""Click's own words reach the officer in Chinese, whatever the machine's language."""

import ast
import gettext
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import mingjing.cli

FOLDER = Path(mingjing.cli.__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES"


def said(*arguments: str) -> str:
    """What the program prints on a machine that speaks English."""
    done = subprocess.run(
        [sys.executable, "-m", "mingjing.cli.main", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("screen",), "错误：缺少选项 '--lake'"),
        (("screen", "--lake"), "选项“--lake”后面要写取值"),
        (("screen", "--lakes", "x"), "没有“--lakes”这个选项。 是否要写 '--lake'"),
        (("demo", "--persons", "many"), "'--persons' 的取值有误：“many”不是有效的数值"),
        (("demo", "--persons", "3"), "3 超出范围 x>=500"),
        (("screen", "--lake", "a", "--out", "b", "--engine", "c"), "“c”不在可选的 'duckdb', 'spark' 之中"),
        (("screen", "--lake", "a", "--out", "b", "--since", "1.1.26"), "“1.1.26”的写法不对"),
        (("doctor", "a"), "多写了参数（a）"),
        (("check",), "没有“check”这个命令"),
        (("screen", "--help"), "显示本说明"),
    ],
)
def test_a_wrong_command_line_is_answered_in_chinese(arguments: tuple[str, ...], expected: str) -> None:
    answer = said(*arguments)
    assert expected in answer
    assert not re.search(r"\b(Usage|Try|Error|Missing|Invalid|Options|Commands|Show|default)\b", answer)


def entries() -> Iterator[tuple[str, str, str]]:
    """Yield msgid, msgid_plural (or "") and msgstr of every entry of the catalogue but its header."""
    text = (FOLDER / "messages.po").read_text(encoding="utf-8")
    for block in text.split("\n\n")[1:]:
        parts = {"msgid": "", "msgid_plural": "", "msgstr": ""}
        name = ""
        for line in block.splitlines():
            keyword, _, rest = line.partition('"')
            name = keyword.strip().removesuffix("[0]") or name
            parts[name] += ast.literal_eval(f'"{rest}')
        yield parts["msgid"], parts["msgid_plural"], parts["msgstr"]


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    """When this fails: msgfmt -o messages.mo messages.po in the catalogue's folder."""
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for one, many, chinese in entries():
        assert (compiled.ngettext(one, many, 2) if many else compiled.gettext(one)) == chinese


def test_click_still_says_what_the_catalogue_translates() -> None:
    """A new version of click may word its messages anew; then they would be English again."""
    folder = Path(click.__file__).parent
    known = {
        node.value
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert [one for one, _, _ in entries() if one not in known] == []
