"""The report's page: opened from disk in a browser, with no network; searched, sorted and ticked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.products.batch.report_page import report_page
from attention_scenes.film.products.batch.row_outcomes import ClaimOf, Measured, Outcome, Report
from tests.helpers.pages.watched import watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EVIL = '<script>document.title = "mine"</script>"\'><img src=x onerror=alert(1)>'
SHORT, BIRD = ClaimOf("mole", "it is short"), ClaimOf("mole", f"it has a bird {EVIL}")
OTHER = ClaimOf("masking", "it is long")


def row(number: int, scene: str, text: str, claims: dict[ClaimOf, bool]) -> Outcome:
    found = {claim: Measured(holds, f"{number} of 12") for claim, holds in claims.items()}
    file = f"50% #{number}.png" if found else ""
    state, why = ("done", "") if found else ("failed", f"{EVIL} is too long.")
    return Outcome(number, f"n{number}", scene, {"text": text}, state, file, why, found)


REPORT = Report(
    ["text", "head"],
    [
        row(2, "mole", "a red bird", {SHORT: True, BIRD: True}),
        row(3, "masking", "a dog", {OTHER: False}),
        row(4, "mole", EVIL, {SHORT: True, BIRD: False}),
        row(10, "mole", "a bird, and so on", {SHORT: False, BIRD: True}),
        row(11, "mole", "an owl", {}),
    ],
    [SHORT, BIRD, OTHER],
    Wording(),
)


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    path = tmp_path / "class.report.html"
    path.write_text(report_page(REPORT, f"class {EVIL}"), encoding="utf-8")
    with watched(browser, "file", "data") as pages:
        page = pages.page()
        page.goto(path.as_uri())
        yield page


def seen(page: Page) -> list[str]:
    """Return the names of the rows that are shown, from top to bottom."""
    return page.evaluate("[...document.querySelectorAll('tbody tr:not([hidden]) th')].map(h => h.dataset.key)")


def status(page: Page) -> str:
    return page.locator("[role=status]").inner_text()


def test_each_scene_has_its_claims_and_its_rows(page: Page) -> None:
    assert page.title().startswith("class <script>") and page.locator("img").count() == 0
    assert page.locator("h2").all_inner_texts() == ["mole", "masking"]
    assert page.locator(".count").all_inner_texts() == ["holds on 2 of 3", "holds on 2 of 3", "holds on 0 of 1"]
    assert seen(page) == ["n2", "n4", "n10", "n11", "n3"] and status(page) == "5 rows"
    assert page.locator("thead").first.inner_text().split() == ["row", "clip", "text", "1", "2"], "no empty column"
    assert page.locator("tbody th a").first.get_attribute("href") == "50%25%20%232.png"
    assert "is too long." in page.locator(".why").inner_text()


def test_rows_are_searched_ticked_and_sorted(page: Page) -> None:
    page.locator("[data-claim]").first.check()
    assert seen(page) == ["n2", "n4", "n3"] and status(page) == "3 of 5 rows"
    page.locator("[data-claim]").nth(1).check()
    assert seen(page) == ["n2", "n3"]
    for box in (0, 1):
        page.locator("[data-claim]").nth(box).uncheck()
    page.locator("[type=search]").fill("BIRD a")
    assert seen(page) == ["n2", "n10"]
    page.locator("[type=search]").fill("")
    page.get_by_label("only rows without a clip").check()
    assert seen(page) == ["n11"]
    page.get_by_label("only rows without a clip").uncheck()
    heads = page.locator("thead").first.locator("button")
    heads.first.click()
    assert seen(page)[:4] == ["n11", "n10", "n4", "n2"], "numbers are sorted as numbers"
    heads.nth(4).press("Enter")
    assert seen(page)[:4] == ["n2", "n10", "n4", "n11"], "where the claim holds comes first"
    assert page.locator("[aria-sort]").first.get_attribute("aria-sort") == "ascending"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 900, 1440])
def test_the_page_fits_and_keeps_nobody_out(page: Page, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = axe.run(page).response["violations"]
    assert [violation["id"] for violation in found] == []
