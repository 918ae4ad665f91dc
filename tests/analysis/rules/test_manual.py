"""The manual is generated, is not stale, and every link in it leads somewhere."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from mingjing.analysis.knowledge.document import lists
from mingjing.analysis.marts.catalog import marts
from mingjing.analysis.rules import document
from mingjing.analysis.rules.manual import build, markdown, site
from mingjing.analysis.rules.manual.page import Grid, Heading, Page, Text, grid, link, section
from mingjing.analysis.rules.pack import packs
from mingjing.analysis.standard import schema as standard
from mingjing.cli.manual import generated, manual_pages
from mingjing.kernel.errors import DocumentError

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def pages() -> dict[str, Page]:
    return manual_pages()


@pytest.fixture(scope="module")
def built(pages: dict[str, Page], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("manual")
    assert site.write(pages, folder) == len(pages)
    return folder


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return generated()


def test_every_generated_page_stands_as_it_would_be_written_now(texts: dict[str, str]) -> None:
    stale = [
        name
        for name, text in texts.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != text
    ]
    assert not stale, "run `make docs`"


def test_no_page_is_left_of_what_is_gone(texts: dict[str, str]) -> None:
    written = {
        f"manual/{path.relative_to(DOCS / 'manual').as_posix()}" for path in DOCS.glob("manual/**/*.md")
    }
    assert written == {name for name in texts if name.startswith("manual/")}


def test_everything_has_a_page_of_its_own(pages: dict[str, Page]) -> None:
    wanted = {
        *(f"rules/{code}" for code in document.load_all()),
        *(f"marts/{name}" for name in marts()),
        *(f"lists/{name}" for name in lists()),
        *(f"tables/{name}" for name in standard.tables()),
        *(f"packs/{name}" for name in packs()),
        "laws/735",
        "coverage/national",
        "coverage/notices",
        "coverage/problems",
    }
    assert wanted <= set(pages)


def test_a_rule_leads_to_its_law_its_data_its_requirement_and_its_packs(pages: dict[str, Page]) -> None:
    targets = set(pages["rules/CHG-003"].links())
    assert {
        ("laws/735", "735-38-3"),
        ("marts/fee_net", ""),
        ("lists/exclusive_pair", ""),
        ("coverage/national", "25"),
        ("coverage/problems", "PL16"),
        ("packs/orthopaedics", ""),
        ("tables/fee_list_d", ""),
    } <= targets


def test_lists_laws_and_tables_lead_back_to_the_rules(pages: dict[str, Page]) -> None:
    for name in ("lists/exclusive_pair", "laws/735", "tables/fee_list_d", "packs/orthopaedics"):
        assert ("rules/CHG-003", "") in set(pages[name].links()), name


def test_a_rule_says_which_columns_it_cannot_do_without(pages: dict[str, Page]) -> None:
    text = "\n".join(pages["rules/IDN-001"].texts())
    assert "本规则报告“未评估”并写明缺什么" in text
    assert "ext_death_d" in text


def test_a_knowledge_page_shows_first_rows_not_all(pages: dict[str, Page]) -> None:
    page = pages["lists/gender_limit"]
    assert max(len(block.rows) for block in page.blocks if isinstance(block, Grid)) < 40
    assert re.search(r"共 6\d{3} 行", "\n".join(page.texts()))


def test_a_link_that_leads_nowhere_stops_the_build() -> None:
    faulty = {"a": Page("a", "页", "甲", (Text(link("乙", "b")),))}
    with pytest.raises(DocumentError, match="链接 b 没有目标"):
        build.check(faulty)


def test_a_link_to_a_place_that_a_page_does_not_have_stops_the_build() -> None:
    faulty = {"a": Page("a", "页", "甲", (Heading("一", "one"), Text(link("二", "a#two"))))}
    with pytest.raises(DocumentError, match="链接 a#two 没有目标"):
        build.check(faulty)


def test_markdown_links_are_relative_and_bars_in_cells_are_escaped() -> None:
    page = Page("rules/X", "规则", "题", (grid(("列",), [("a|b",), (link("表", "lists/y#z"),)], ["k", "l"]),))
    text = markdown.render({page.id: page})["rules/X.md"]
    assert '| <a id="k"></a>a\\|b |' in text
    assert "[表](../lists/y.md#z)" in text


def test_an_empty_section_is_left_out() -> None:
    assert section("空", Text("")) == ()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        self.targets += [str(found[name]) for name in ("href", "src", "action") if found.get(name)]


def read(file: Path) -> _Reader:
    reader = _Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    return reader


def test_every_link_of_the_site_leads_to_a_file_and_a_place_in_it(built: Path) -> None:
    found = {file.resolve(): read(file) for file in built.rglob("*.html")}
    broken = []
    for file, reader in found.items():
        for target in reader.targets:
            path, _, anchor = target.partition("#")
            aim = (file.parent / unquote(path)).resolve() if path else file
            if not aim.exists() or (anchor and unquote(anchor) not in found[aim].ids):
                broken.append(f"{file.name}: {target}")
    assert not broken


def test_no_two_places_of_a_page_share_a_name(built: Path) -> None:
    for file in built.rglob("*.html"):
        ids = read(file).ids
        assert len(ids) == len(set(ids)), file


def test_the_site_asks_nothing_of_the_network(built: Path) -> None:
    for file in built.rglob("*"):
        if file.suffix in (".html", ".js", ".css"):
            assert not re.search(
                r"(src|href|url\(|import|fetch).{0,3}(https?:)?//", file.read_text("utf-8")
            ), file


def test_the_search_knows_every_page_by_title_kind_and_text(built: Path, pages: dict[str, Page]) -> None:
    text = (built / "search-index.js").read_text(encoding="utf-8")
    rows = json.loads(text.removeprefix("window.MANUAL = ").rstrip(";\n"))
    assert {row["t"] for row in rows} == {page.title for page in pages.values()} - {"规则手册"}
    rule = next(row for row in rows if row["t"].startswith("CHG-003"))
    assert "血液灌流" in rule["x"]
    assert "SELECT" not in rule["x"]
    assert (built / unquote(rule["u"])).exists()


def test_the_search_knows_which_lists_speak_of_an_item(built: Path) -> None:
    text = (built / "items.js").read_text(encoding="utf-8")
    data = json.loads(text.removeprefix("window.ITEMS = ").rstrip(";\n"))
    rows = {
        code: (prefix, name, {data["lists"][at][0] for at in told})
        for code, prefix, name, told in data["rows"]
    }
    assert rows["003110000100000"] == (0, "血液灌流", {"exclusive_pair"})
    assert rows["00311000010"][:2] == (1, "血液灌流")
    assert "daily_cap" in rows["00311000010"][2]
    assert all((built / "lists" / f"{name}.html").exists() for name, _ in data["lists"])


def test_a_page_that_is_gone_is_removed_and_nothing_that_is_not_the_manual_s(tmp_path: Path) -> None:
    one, two = (Page(name, "页", name, (Text(name),)) for name in ("rules/one", "rules/two"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.html").write_text("")
    site.write({"rules/one": one}, tmp_path)
    assert (tmp_path / "rules" / "mine.html").exists()
    site.write({"rules/two": two}, tmp_path)
    assert sorted(path.name for path in (tmp_path / "rules").iterdir()) == ["mine.html", "two.html"]


def test_what_a_text_says_is_never_read_as_html(tmp_path: Path) -> None:
    site.write({"x": Page("x", "页", "<b>", (Text("<script>1</script> `a<b`"),))}, tmp_path)
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "<script>1" not in text
    assert "<code>a&lt;b</code>" in text
    assert "<h1>&lt;b&gt;</h1>" in text
