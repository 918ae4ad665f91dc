"""The chain of custody: each link's digest covers the link before and the hash of the evidence."""

from hashlib import sha256
from typing import Any

from mingjing.kernel.chain import canonical
from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.audit import moment
from mingjing.office.cases.models import Custody, EvidenceItem

START = "0" * 64


def digest(link: Custody) -> str:
    """Return the digest that a link must have."""
    shown: dict[str, Any] = {
        name: getattr(link, name)
        for name in ("seq", "action", "holder", "place", "text", "sha256", "previous")
    }
    whole = shown | {"at": moment(link.at), "actor": link.actor_id, "item": link.item_id}
    return sha256(canonical(whole).encode()).hexdigest()


def check(item: EvidenceItem) -> None:
    """Walk the chain of one piece of evidence. Raises ConflictError at the first break."""
    previous = START
    links = list(item.custody.all())
    for seq, link in enumerate(links, start=1):
        whole = link.seq == seq and link.previous == previous and link.digest == digest(link)
        if not whole or link.sha256 != item.sha256:
            raise ConflictError(
                f"证据“{item.name}”的保管记录第 {seq} 条不完整或者被改动", do="停止使用该证据并查明原因"
            )
        previous = link.digest
    if not links:
        raise ConflictError(f"证据“{item.name}”没有保管记录")
