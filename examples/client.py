"""A client of the API in one file: lists leads, reads one, answers it, and checks the signature of a call-back.

    export MINGJING_URL=http://127.0.0.1:8000 MINGJING_TOKEN=mj_...
    python examples/client.py leads --state checking
    python examples/client.py show XS20261122000001
    python examples/client.py answer 12 appealed 120.50 "急诊抢救，病历第 3 页有记录"

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
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(description="明镜接口示例")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("leads").add_argument("--state")
    verbs.add_parser("show").add_argument("number")
    answer = verbs.add_parser("answer")
    answer.add_argument("suspicion", type=int)
    answer.add_argument("kind", choices=["accepted", "appealed"])
    answer.add_argument("amount", nargs="?")
    answer.add_argument("reason", nargs="?", default="")
    given = parser.parse_args()
    office = Office(os.environ["MINGJING_URL"], os.environ["MINGJING_TOKEN"])
    try:
        if given.verb == "leads":
            for lead in office.leads(**({"state": given.state} if given.state else {})):
                print(lead["number"], lead["institution_name"], lead["checkout_amt"], lead["state"])
        elif given.verb == "show":
            for one in office.lead(given.number)["suspicions"]:
                print(one["id"], one["rule_code"], one["state"], one["checkout_amt"], one["message"])
        else:
            print(office.answer(given.suspicion, given.kind, given.amount, given.reason)["state"])
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
