"""The entry point: finds the verbs, turns expected failures into messages and exit codes."""

import importlib
import json
import pkgutil
import sys

import click

import mingjing
import mingjing.cli
from mingjing.cli.console import speak_chinese
from mingjing.kernel.errors import MingjingError

_NOT_VERBS = {"main", "console"}

speak_chinese()


class _Verbs(click.Group):
    """Loads `mingjing.cli.<verb>` when it is asked for, so that `--help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (module.name for module in pkgutil.iter_modules(mingjing.cli.__path__))
        # A module with an underscore in its name holds a part of a verb: rules_backtest is `rules backtest`.
        return sorted(name for name in set(names) - _NOT_VERBS if "_" not in name)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"mingjing.cli.{cmd_name}").command
        return command


@click.command(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(mingjing.__version__, prog_name="mingjing")
def cli() -> None:
    """明镜：医保基金监管平台。"""


def _report(error: MingjingError) -> None:
    if "--json" in sys.argv:
        problems = [{"what": p.what, "where": p.where, "why": p.why, "do": p.do} for p in error.problems]
        click.echo(json.dumps({"error": problems}, ensure_ascii=False, indent=2))
    else:
        for problem in error.problems:
            click.echo(f"错误：{problem}", err=True)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 the machine failed, 2 wrong use or wrong data."""
    try:
        # Outside standalone mode click returns the code of an Exit instead of raising it.
        code = cli(standalone_mode=False)
    except MingjingError as error:
        _report(error)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中断。已完成的部分都保留，重新运行同一命令即可继续。", err=True)
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
