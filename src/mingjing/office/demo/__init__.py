"""A demonstration province: bureaus, institutions, people of every role, leads in every state. Nothing in it is real."""

PASSWORD = "Mingjing-demo-1"  # noqa: S105 - printed for whoever tries the demonstration
