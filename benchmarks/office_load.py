"""Fifty people at work on a filled office (see office_fill.py), over loopback: milliseconds per page, p50, p95, errors.

    MINGJING_DATA=/tmp/office python benchmarks/office_load.py --users 50 --seconds 60

The server runs as `mingjing serve` runs it, in a process of its own; the load comes from this one.
"""

import argparse
import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict

import django
import httpx

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from mingjing.office.accounts.models import User  # noqa: E402
from mingjing.office.leads import policy  # noqa: E402

PORT = 8765
draw = random.Random(1)  # noqa: S311 - a load pattern, not a secret


def main() -> None:
    """Serve, load, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument(
        "--think", type=float, default=5.0, help="seconds somebody looks at a page, on average"
    )
    parser.add_argument("--processes", type=int, default=3)
    wanted = parser.parse_args()
    roles = ("officer", "reviewer", "leader")
    people = [
        (_cookie(user), _pages(user)) for user in User.objects.filter(grants__role__in=roles).distinct()
    ]
    command = [sys.executable, "-m", "uvicorn", "mingjing.config.asgi:application", "--port", str(PORT)]
    command += ["--workers", str(wanted.processes), "--log-level", "error", "--no-access-log"]
    server = subprocess.Popen(command)  # noqa: S603
    try:
        _await_server()
        took, failed = asyncio.run(_load(wanted.users, wanted.seconds, wanted.think, people))
    finally:
        server.terminate()
        server.wait()
    _report(took, failed, wanted.users)


def _cookie(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _pages(user: User) -> dict[str, list[str]]:
    """Return the addresses that somebody opens; the leads are those that they may see."""
    numbers = policy.visible(user).order_by("id").values_list("number", flat=True)[:500:5]
    return {
        "my work": ["/"],
        "lead list": [
            "/leads/",
            "/leads/?sort=-checkout_amt&page=20",
            "/leads/?behaviour=over_price&state=checking",
        ],
        "lead detail": [f"/leads/{number}/" for number in numbers],
        "dashboard": ["/dashboard/"],
        "tasks": ["/tasks/"],
    }


def _await_server() -> None:
    for _ in range(100):
        try:
            httpx.get(f"http://127.0.0.1:{PORT}/sign-in", timeout=1)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


async def _load(
    users: int, seconds: int, think: float, people: list[tuple[str, dict[str, list[str]]]]
) -> tuple[dict[str, list[float]], dict[str, int]]:
    took: dict[str, list[float]] = defaultdict(list)
    failed: dict[str, int] = defaultdict(int)
    until = time.monotonic() + seconds

    async def one(cookie: str, pages: dict[str, list[str]]) -> None:
        jar = {settings.SESSION_COOKIE_NAME: cookie}
        # The server closes what is idle for five seconds; a browser opens a new connection then.
        limits = httpx.Limits(keepalive_expiry=3)
        address = f"http://127.0.0.1:{PORT}"
        async with httpx.AsyncClient(base_url=address, cookies=jar, timeout=30, limits=limits) as client:
            await asyncio.sleep(draw.random() * think)
            while time.monotonic() < until:
                page = draw.choice(list(pages))
                began = time.perf_counter()
                answer = await client.get(draw.choice(pages[page]))
                took[page].append(time.perf_counter() - began)
                failed[f"{page} {answer.status_code}"] += answer.status_code != 200
                await asyncio.sleep(think * (0.5 + draw.random()))

    await asyncio.gather(*(one(*people[n % len(people)]) for n in range(users)))
    return took, failed


def _report(took: dict[str, list[float]], failed: dict[str, int], users: int) -> None:
    print(f"{users} users, {sum(map(len, took.values()))} pages")
    print(f"{'page':<12} {'n':>6} {'p50 ms':>8} {'p95 ms':>8} {'max ms':>8}")
    for page, times in sorted(took.items()):
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        print(
            f"{page:<12} {len(times):>6} {statistics.median(times) * 1000:>8.0f} {p95 * 1000:>8.0f}"
            f" {max(times) * 1000:>8.0f}"
        )
    for what, count in sorted(failed.items()):
        if count:
            print(f"FAILED {what}: {count}")


if __name__ == "__main__":
    main()
