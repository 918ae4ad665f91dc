"""All pages of the manual, by id; a link that leads nowhere is an error."""

from collections.abc import Iterable, Mapping

from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.manual import data_page, knowledge_page, rule_page, selection_page
from mingjing.analysis.rules.manual.library import Library
from mingjing.analysis.rules.manual.page import Page
from mingjing.analysis.rules.workbench import Schema
from mingjing.kernel.errors import DocumentError, Problem


def pages(rules: Mapping[str, Rule], schema: Schema, others: Iterable[Page] = ()) -> dict[str, Page]:
    """Return every page by id, the index first. `schema` names what rules may read, `others` are further pages.

    Raises DocumentError naming every link that leads nowhere.
    """
    library = Library(rules, schema)
    found = {
        page.id: page
        for page in (
            *selection_page.coverage_pages(library),
            *selection_page.pack_pages(library),
            *rule_page.pages(library),
            *others,
            data_page.behaviours_page(library),
            *knowledge_page.law_pages(library),
            *knowledge_page.list_pages(library),
            *data_page.mart_pages(library),
            *data_page.table_pages(library),
            data_page.codes_page(),
        )
    }
    first = selection_page.index(library, found)
    found = {first.id: first} | found
    check(found)
    return found


def check(pages: Mapping[str, Page]) -> None:
    """Raise DocumentError naming every link to a page, or a place on one, that does not exist."""
    problems = [
        Problem(f"链接 {target}{'#' + anchor if anchor else ''} 没有目标", page.id)
        for page in pages.values()
        for target, anchor in page.links()
        if target not in pages or (anchor and anchor not in pages[target].anchors)
    ]
    if problems:
        raise DocumentError.from_problems(problems)
