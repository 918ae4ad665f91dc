"""Writes documents as officers do: asks answered, gaps filled, handed to the head, issued."""

from mingjing.office.accounts.models import User
from mingjing.office.documents import rendering
from mingjing.office.documents.kinds import Ask, is_gap, kind
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import drafting, issuing
from tests.office.cases.story import Story


def answer(document: Document, ask: Ask) -> str:
    """Return something that fits."""
    options = drafting.options(document, ask)
    said = {"day": "2026-07-01", "moment": "2026年6月1日9时30分", "text": f"一、{ask.label}；\n二、其他。"}
    return options[0][0] if options else said.get(ask.kind, f"某{ask.label}")


def writer(story: Story, key: str) -> User:
    """Return who writes a kind of document."""
    return story.reviewer if kind(key).signer == "reviewer" else story.officer


def draft(story: Story, key: str) -> Document:
    """Draft a document and fill it in wholly."""
    who = writer(story, key)
    document = drafting.start(who, story.fresh(), key)
    fields = {ask.name: document.fields.get(ask.name) or answer(document, ask) for ask in kind(key).asks}
    drafting.change(who, document, fields)
    document.refresh_from_db()
    gaps = {path: f"某{path.split('.')[-1]}" for path in rendering.blanks(document) if is_gap(path)}
    return drafting.change(who, document, {}, gaps=gaps) if gaps else document


def issued(story: Story, key: str) -> Document:
    """Draft a document and have it issued."""
    document, who = draft(story, key), writer(story, key)
    if kind(key).signer != "leader":
        return issuing.issue(who, document)
    return issuing.issue(story.leader, drafting.submit(who, document))
