"""Starts Django for the verbs of the command line that need the office."""

import getpass
import os
from pathlib import Path

import click

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    expose_value=False,
    is_eager=True,
    callback=lambda ctx, option, path: os.environ.update(MINGJING_DATA=str(path)) if path else None,
    help="数据文件夹；缺省取环境变量 MINGJING_DATA，再缺省为 mingjing-data。",
)


def start() -> None:
    """Set Django up with the office's settings, and note in the audit log who is at the keyboard."""
    import django  # noqa: PLC0415 - the verbs of analysis must not pay for it
    from django.apps import apps  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.config.settings")
    if not apps.ready:
        django.setup()

    from mingjing.office.accounts import audit  # noqa: PLC0415

    audit.at_the_console(getpass.getuser())
