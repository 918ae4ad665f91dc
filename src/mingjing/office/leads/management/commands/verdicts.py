"""Writes the verdicts that screenings learn from, as every screening of the office does when it starts."""

from typing import Any

from django.core.management.base import BaseCommand

from mingjing.office.leads.services import outcomes


class Command(BaseCommand):
    """Write them and say where they are."""

    help = "Write the verdicts that screenings learn from."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write a new version when something was decided since the last one."""
        made = outcomes.write()
        if made is None:
            self.stdout.write("还没有终审的疑点，没有可导出的核查结果。")
            return
        self.stdout.write(f"核查结果第 {made.version} 版，{made.rows} 条：{outcomes.archive() / made.name}")
