"""A small city, a site over it served as users serve it, and a browser: gone with the story, whose event loop no database bears."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.e2e.visitor import Visitor
from tests.office import migrated, province

PERSONS, SEED = 1500, 7
"""A city in which, by the rules of the story, only 澜城区 and a county of another city have leads."""
START_SECONDS = 300


def _mingjing(*words: str, **more: str) -> None:
    command = [sys.executable, "-m", "mingjing.cli.main", *words]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **more})


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of a synthetic city with every scheme planted."""
    folder = tmp_path_factory.mktemp("city")
    people = ("--persons", str(PERSONS), "--seed", str(SEED))
    _mingjing("synth", "--out", str(folder / "city"), *people, "--memory", "1GB", "--json")
    _mingjing("ingest", str(folder / "city"), "--lake", str(folder / "lake"), "--memory", "1GB", "--json")
    return folder / "lake"


@pytest.fixture(scope="module")
def base(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of its own, page and worker running."""
    data = tmp_path_factory.mktemp("site")
    migrated.lay(data)
    environment = _environment(data, MINGJING_SCREEN_MEMORY="1GB")
    subprocess.run([sys.executable, "-m", "tests.e2e.site", str(lake)], check=True, env=environment)
    serve = [sys.executable, "-m", "mingjing.cli.main", "serve", "--port"]
    yield from _served(serve, environment, data)


@pytest.fixture(scope="module")
def day_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that says which day it is at `case_base`."""
    return tmp_path_factory.mktemp("day") / "day"


@pytest.fixture(scope="module")
def case_base(day_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with confirmed suspicions, whose day the test sets."""
    data = tmp_path_factory.mktemp("case-site")
    day_file.write_text("2026-04-07", encoding="utf-8")
    migrated.lay(data)
    environment = _environment(data, MINGJING_TEST_DAY=str(day_file))
    subprocess.run([sys.executable, "-m", "tests.e2e.case_site"], check=True, env=environment)
    serve = [sys.executable, "-m", "uvicorn", "tests.e2e.dated:application", "--port"]
    yield from _served(serve, environment, data)


def _environment(data: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "MINGJING_DATA": str(data), **more}


def _served(serve: list[str], environment: dict[str, str], data: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (data / "serve.log").open("wb") as log:
        server = subprocess.Popen([*serve, str(port)], env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, server, data / "serve.log")
        yield address
    finally:
        server.terminate()
        server.wait(120)


def _await(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    with httpx.Client(timeout=20) as client:
        while time.monotonic() < until and server.poll() is None:
            try:
                client.get(f"{address}/healthz").raise_for_status()
            except httpx.HTTPError:
                time.sleep(0.2)
            else:
                return
    raise AssertionError(f"the site did not start:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, the one of the system."""
    if not chromium.FOUND:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium.FOUND, args=list(chromium.ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def visit(base: str, browser: Browser) -> Iterator[Callable[[str], Visitor]]:
    """visit("sheng.fenxi"): that person at a browser; each stays signed in until the test ends."""
    yield from _visitors(browser, base)


@pytest.fixture
def visit_case(case_base: str, browser: Browser) -> Iterator[Callable[[str], Visitor]]:
    """visit_case("officer-county1"): that person at a browser of the site with cases."""
    yield from _visitors(browser, case_base, province.PASSWORD)


def _visitors(browser: Browser, base: str, *password: str) -> Iterator[Callable[[str], Visitor]]:
    known: dict[str, Visitor] = {}

    def enter(username: str) -> Visitor:
        if username not in known:
            known[username] = Visitor(browser, base, username, *password)
        return known[username]

    yield enter
    for one in known.values():
        one.close()
