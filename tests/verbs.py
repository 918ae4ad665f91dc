"""Verbs of the command line, called within the test's own process: what was read once is read once.

Where the process itself is what is tested (it is killed, it starts Spark, it names local folders for good), start one.
"""

import json
from typing import Any

from click.testing import CliRunner, Result

from mingjing.cli.main import cli


def said(*arguments: object) -> Result:
    """Call a verb; return what it printed. Its errors are raised."""
    result = CliRunner().invoke(cli, [str(word) for word in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def done(*arguments: object) -> Any:
    """Call a verb with --json; return its answer."""
    return json.loads(said(*arguments, "--json").stdout)
