"""A client of the API in one file: lists leads, answers one, attaches and saves files, checks a call-back's signature.

    export MINGJING_URL=http://127.0.0.1:8000 MINGJING_TOKEN=mj_...
    python examples/client.py leads --state checking
    python examples/client.py show XS20261122000001
    python examples/client.py answer 12 appealed 120.50 "急诊抢救，病历第 3 页有记录"
    python examples/client.py work
    python examples/client.py attach 12 病历.pdf
    python examples/client.py save audit audit.jsonl

Needs only httpx. Errors come as application/problem+json and are shown as what, why, what to do.
"""

import argparse
import hashlib
import hmac
import os
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx


class RefusedError(Exception):
    """The office said no; `problem` is its problem document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        text = "；".join(problem[name] for name in ("detail", "why", "do") if problem.get(name))
        super().__init__(f"{problem['status']} {text}")


class Office:
    """One office, by its address and a token."""

    def __init__(self, url: str, token: str, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1", headers=headers, timeout=30, transport=transport
        )

    def leads(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """Every lead that fits, page after page."""
        cursor = ""
        while True:
            page = self._call("GET", "/leads", params={**filters, "cursor": cursor})
            yield from page["items"]
            cursor = page["next"]
            if not cursor:
                return

    def lead(self, number: str) -> dict[str, Any]:
        """One lead with its suspicions."""
        found: dict[str, Any] = self._call("GET", f"/leads/{number}")
        return found

    def answer(
        self, suspicion: int, kind: str, amount: str | None = None, reason: str = ""
    ) -> dict[str, Any]:
        """Accept or appeal. The version read is sent along, so nobody's later change is overwritten.

        The key makes the call safe to repeat when the network fails: it happens once.
        """
        version = self._call("GET", f"/suspicions/{suspicion}")["version"]
        body = {"kind": kind, "amount": amount, "reason": reason}
        headers = {"If-Match": f'"{version}"', "Idempotency-Key": str(uuid.uuid4())}
        found: dict[str, Any] = self._call(
            "POST", f"/suspicions/{suspicion}/answer", json=body, headers=headers
        )
        return found

    def work(self) -> list[dict[str, Any]]:
        """What waits for whoever the token belongs to."""
        found: list[dict[str, Any]] = self._call("GET", "/work")
        return found

    def attach(self, suspicion: int, path: str) -> dict[str, Any]:
        """Upload a file; the key makes it safe to repeat."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        upload = {"file": (Path(path).name, Path(path).read_bytes())}
        found: dict[str, Any] = self._call(
            "POST", f"/suspicions/{suspicion}/files", files=upload, headers=headers
        )
        return found

    def save(self, path: str, to: str) -> int:
        """Write a file of the office (evidence, a workbook, the audit log) piece by piece; return its bytes."""
        with self._http.stream("GET", path) as answer:
            if answer.status_code >= 400:
                answer.read()
                raise RefusedError(answer.json())
            with Path(to).open("wb") as file:
                return sum(file.write(piece) for piece in answer.iter_bytes())

    def _call(self, method: str, path: str, **given: Any) -> Any:
        for pause in (0.5, 2.0, None):
            try:
                answer = self._http.request(method, path, **given)
                break
            except httpx.TransportError:
                if pause is None:
                    raise
                time.sleep(pause)
        if answer.status_code >= 400:
            raise RefusedError(answer.json())
        return answer.json()


def genuine(secret: str, header: str, body: bytes, now: float, tolerance: float = 300) -> bool:
    """Whether a call-back came from the office: its `Mingjing-Signature` fits and it is not an old one replayed."""
    fields = dict(part.partition("=")[::2] for part in header.split(","))
    if not fields.get("t", "").isdigit() or abs(now - int(fields["t"])) > tolerance:
        return False
    wanted = hmac.new(secret.encode(), f"{fields['t']}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, fields.get("v1", ""))


def main() -> int:
    """Run one of the commands."""
    given = _asked()
    office = Office(os.environ["MINGJING_URL"], os.environ["MINGJING_TOKEN"])
    try:
        _do(office, given)
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="明镜接口示例")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("work")
    verbs.add_parser("leads").add_argument("--state")
    verbs.add_parser("show").add_argument("number")
    answer = verbs.add_parser("answer")
    answer.add_argument("suspicion", type=int)
    answer.add_argument("kind", choices=["accepted", "appealed"])
    answer.add_argument("amount", nargs="?")
    answer.add_argument("reason", nargs="?", default="")
    attach = verbs.add_parser("attach")
    attach.add_argument("suspicion", type=int)
    attach.add_argument("path")
    save = verbs.add_parser("save")
    save.add_argument("what", help="audit，或附件编号")
    save.add_argument("to")
    return parser.parse_args()


def _do(office: Office, given: argparse.Namespace) -> None:
    if given.verb == "work":
        for duty in office.work():
            print(duty["label"], duty["count"], f"急 {duty['urgent']}")
    elif given.verb == "leads":
        for lead in office.leads(**({"state": given.state} if given.state else {})):
            print(lead["number"], lead["institution_name"], lead["checkout_amt"], lead["state"])
    elif given.verb == "show":
        for one in office.lead(given.number)["suspicions"]:
            print(one["id"], one["rule_code"], one["state"], one["checkout_amt"], one["message"])
    elif given.verb == "attach":
        print(office.attach(given.suspicion, given.path)["sha256"])
    elif given.verb == "save":
        print(office.save("/audit/export" if given.what == "audit" else f"/files/{given.what}", given.to))
    else:
        print(office.answer(given.suspicion, given.kind, given.amount, given.reason)["state"])


if __name__ == "__main__":
    sys.exit(main())
