"""Walking a case through its pages: each step is looked at, filled in, sent; the answer is read."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case, Stage
from tests.office.cases.story import Story


@dataclass
class Pages:
    """The people of a story at their browsers."""

    story: Story
    clients: dict[int, Client] = field(default_factory=dict)

    def client(self, who: User) -> Client:
        if who.pk not in self.clients:
            self.clients[who.pk] = Client()
            self.clients[who.pk].force_login(who)
        return self.clients[who.pk]

    def address(self, name: str) -> str:
        return reverse("cases:step", args=[self.story.case.number, name])

    def look(self, who: User, name: str) -> Any:
        return self.client(who).get(self.address(name))

    def send(self, who: User, name: str, **fields: Any) -> Any:
        """Look at the form, fill it in over what it proposes, send it."""
        page = self.look(who, name)
        assert page.status_code == 200, page.content.decode()
        form = page.context["form"]
        given = {one.name: value for one in form if (value := one.value()) not in (None, "", False)}
        return self.client(who).post(self.address(name), {**given, **fields})

    def do(self, who: User, name: str, stage: str = "", **fields: Any) -> Case:
        """Take a step, which must succeed and may lead to a stage."""
        answer = self.send(who, name, **fields)
        assert answer.status_code == 302, said(answer)
        case = self.story.fresh()
        assert not stage or case.stage == Stage(stage), case.stage
        return case


def said(answer: Any) -> str:
    """Return the errors that a page shows."""
    form = answer.context["form"] if answer.context and "form" in answer.context else None
    return f"{answer.status_code} {form.errors.as_text() if form else answer.content.decode()[:2000]}"
