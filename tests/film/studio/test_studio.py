"""The studio end to end, in a browser: what a lecturer does with it, and what must not stop them."""

from __future__ import annotations

import json
import os
import re
import signal
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.command_line import Run
from tests.helpers.processes import alive, eventually
from tests.helpers.studio import REAL, Running, studio

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("nicegui")
pytestmark = pytest.mark.xdist_group("studio")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Path]]:
    """A studio with the tiny scenes, and where its clips go."""
    out = tmp_path_factory.mktemp("it's here")
    with studio(out) as running:
        yield running, out


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    """A studio in which no other test has rendered."""
    with studio(tmp_path) as running:
        yield running


def opened(browser: Browser, running: Running) -> Page:
    """A page of the studio with a scene before it."""
    page = browser.new_page()
    page.goto(running.address)
    ready(page)
    return page


def tiny_scene(page: Page) -> Page:
    """The same page with the scene that has parameters."""
    page.get_by_role("button", name="Tiny").click()
    page.wait_for_selector(".field-steps")
    ready(page)
    return page


def ready(page: Page) -> None:
    page.wait_for_selector("img.frame[src]")  # the model may have much to measure first
    page.wait_for_selector(".beats button")
    settled(page)


def settled(page: Page) -> None:
    """Wait until nothing is being drawn."""
    page.wait_for_function("document.querySelector('.status').innerText === ''")


def frame(page: Page) -> str:
    return page.locator("img.frame").get_attribute("src") or ""


def another_frame(page: Page, before: str) -> str:
    page.wait_for_function("before => document.querySelector('img.frame').getAttribute('src') !== before", arg=before)
    return frame(page)


def small(page: Page) -> None:
    page.get_by_label("Width,height").fill("96,64")
    page.get_by_label("Frames a second").fill("4")


def test_a_lecturer_types_picks_scrubs_renders_and_downloads(browser: Browser, tmp_path: Path) -> None:
    """With the real model and a real scene."""
    with studio(tmp_path / "my clips", REAL) as running:
        page = opened(browser, running)
        before = frame(page)
        page.get_by_label("Sentence", exact=True).fill("the old wooden door creaked")
        before = another_frame(page, before)
        settled(page)

        heads = page.locator(".map img").first
        page.wait_for_function("document.querySelector('.map img').naturalWidth > 30")
        box = heads.bounding_box()
        assert box
        heads.click(position={"x": box["width"] * 12.5 / 30, "y": box["height"] * 4.5 / 9})
        page.wait_for_function("document.querySelector('.field-head input').value === '12.4'")
        before = another_frame(page, before)
        page.locator(".map").first.press("ArrowDown")
        page.wait_for_function("document.querySelector('.field-head input').value === '12.5'")
        before = another_frame(page, before)
        settled(page)

        page.get_by_role("slider", name="Time").fill("90")  # a slider's value: 3 s
        another_frame(page, before)
        assert page.locator(".clock").inner_text().startswith("3.0")

        page.get_by_label("Pace", exact=True).fill("4")
        small(page)
        page.get_by_role("button", name="Render").click()
        with page.expect_download() as told:
            page.get_by_text("Download", exact=True).click()
        assert told.value.suggested_filename == "attention-pattern.mp4"
        [sidecar] = tmp_path.rglob("attention-pattern.json")
        facts = json.loads(sidecar.read_text())
        assert facts["params"]["text"] == "the old wooden door creaked" and facts["head"] == [12, 5]
        assert facts["clip"]["bytes"] == told.value.path().stat().st_size


def test_what_will_not_do_stands_at_its_field_in_the_words_of_the_command_line(
    browser: Browser, tiny: tuple[Running, Path], run: Run
) -> None:
    page = tiny_scene(opened(browser, tiny[0]))
    before = frame(page)
    page.get_by_label("Steps").fill("many")
    fault = page.locator(".field-steps .q-field__messages")
    fault.get_by_text("whole number").wait_for()
    _, _, told = run("tiny", "-s", "--set", "steps=many")
    assert fault.first.inner_text().strip() in told
    page.get_by_label("Steps").fill("2")
    another_frame(page, before)
    page.get_by_label("Sentence", exact=True).fill("a b c d e f g h i j k l m")  # the model must be asked to know
    page.locator(".sentence").get_by_text("text has more than 8 tokens: shorten it.").wait_for()
    page.get_by_label("Width,height").fill("9")
    page.get_by_role("button", name="Render").click()
    page.get_by_text("-r needs WIDTH,HEIGHT in pixels").wait_for()


def test_a_reload_and_a_second_tab(browser: Browser, own: Running) -> None:
    context = browser.new_context()
    one, two = context.new_page(), context.new_page()
    for page in (one, two):
        page.goto(own.address)
        ready(tiny_scene(page))
        assert "key=" not in page.url
    before = frame(one)
    one.get_by_label("Sentence", exact=True).fill("one red cat")
    two.get_by_label("Sentence", exact=True).fill("two red cats")
    another_frame(one, before)
    one.reload()
    ready(one)
    assert one.get_by_label("Sentence", exact=True).input_value() == "one red cat"
    assert two.get_by_label("Sentence", exact=True).input_value() == "two red cats"
    small(one)
    one.get_by_role("button", name="Render").click()
    two.get_by_text(re.compile(r"done: \d+ frames")).wait_for()
    one.reload()
    one.get_by_text(re.compile(r"done: \d+ frames")).wait_for()


def test_a_clip_whose_process_is_killed_is_said_to_have_failed_and_can_be_tried_again(
    browser: Browser, tiny: tuple[Running, Path]
) -> None:
    running, out = tiny
    page = tiny_scene(opened(browser, running))
    page.get_by_label("Steps").fill("300")
    settled(page)
    small(page)
    page.get_by_role("button", name="Render").click()
    row = page.locator(".render-row").first
    row.get_by_text(re.compile(r"step \d+, frame \d+")).wait_for()
    [child] = running.children("one-clip")
    there = {path for path in out.rglob("*") if path.is_file() and not path.name.startswith(".")}
    os.kill(child, signal.SIGKILL)
    row.get_by_text("ended by SIGKILL").wait_for()
    assert {path for path in out.rglob("*") if path.is_file()} == there, "nothing half-written is left"
    large = out / "studio" / "large.mp4"
    large.touch()
    os.truncate(large, 10**10)  # a file of zeros that takes no room
    row.get_by_role("button", name="Retry").click()
    page.get_by_text("with a larger --max-disk").wait_for()
    row.get_by_text("ended by SIGKILL").wait_for()
    large.unlink()
    row.get_by_role("button", name="Retry").click()
    page.locator(".render-row").first.get_by_text("drawing").wait_for()
    page.locator(".render-row").first.get_by_role("button", name="Cancel").click()
    page.get_by_text("cancelled").wait_for()
    assert running.children("one-clip") == []


@pytest.mark.parametrize("role", ["scene_worker", "model_worker"])
def test_a_worker_that_dies_is_started_again(browser: Browser, tiny: tuple[Running, Path], role: str) -> None:
    running, _ = tiny
    page = tiny_scene(opened(browser, running))
    before = frame(page)
    [worker] = running.children(role)
    os.kill(worker, signal.SIGKILL)
    page.get_by_label("Sentence", exact=True).fill(f"a bird the {role.partition('_')[0]} never saw")
    page.get_by_text("was started again").first.wait_for()
    another_frame(page, before)
    assert running.children(role) not in ([], [worker])


def test_parameters_are_saved_and_loaded(browser: Browser, tiny: tuple[Running, Path], tmp_path: Path) -> None:
    page = tiny_scene(opened(browser, tiny[0]))
    page.get_by_label("Words").fill('"one"\n$(two)')
    page.locator(".field-side").click()
    page.get_by_role("option", name="left").click()
    with page.expect_download() as told:
        page.get_by_text("Save TOML").click()
    saved = Path(told.value.path()).read_text()
    assert tomllib.loads(saved) == {"tiny": {"words": ['"one"', "$(two)"], "side": "left"}}
    page.get_by_role("button", name="Other", exact=True).click()
    page.wait_for_function("!document.querySelector('.field-side')")
    for name, text in {"good": saved, "bad": "[tiny]\nside = 'up'\nsteps = 3", "worse": "[tiny"}.items():
        file = tmp_path / f"{name}.toml"
        file.write_text(text)
        page.locator("input[type=file]").set_input_files(file)
        if name == "good":
            page.wait_for_selector(".field-side")
            assert page.get_by_label("Words").input_value() == '"one"\n$(two)'
        elif name == "bad":
            page.locator(".field-side").get_by_text("must be 'left' or 'right', not 'up'").wait_for()
            assert page.get_by_label("Steps").input_value() == "3"
        else:
            page.get_by_text("is not valid TOML").wait_for()


def test_a_table_that_is_none_stands_in_the_form_with_its_fault(
    browser: Browser, tiny: tuple[Running, Path], tmp_path: Path
) -> None:
    page = tiny_scene(opened(browser, tiny[0]))
    lines = page.locator(".table textarea")
    for text in ("5", "{}", "5"):
        file = tmp_path / "table.toml"
        file.write_text(f"[tiny]\ntable = {text}")
        page.locator("input[type=file]").set_input_files(file)
        page.wait_for_function(
            "value => document.querySelector('.table textarea').value === value", arg=text.strip("{}")
        )
        assert lines.count() == 1
        if text == "5":
            page.locator(".table").get_by_text("each list needs a name").wait_for()
        else:
            settled(page)
            assert page.get_by_text("each list needs a name").count() == 0
    page.locator(".table").get_by_label("name").fill("sense")
    page.locator(".table").get_by_text("each list needs a name").wait_for(state="detached")


def test_frames_and_stills_can_be_had_too(browser: Browser, tiny: tuple[Running, Path]) -> None:
    page = tiny_scene(opened(browser, tiny[0]))
    page.get_by_role("slider", name="Time").fill("12")
    page.wait_for_function("document.querySelector('.clock').innerText.startsWith('0.4')")
    small(page)
    for words, name in {"PNG of every frame": "tiny.zip", "PNG of this moment": "tiny-0.4s.png"}.items():
        page.get_by_label("Format").click()
        page.get_by_role("option", name=words).click()
        page.get_by_role("button", name="Render").click()
        row = page.locator(".render-row").filter(has_text=words)
        with page.expect_download() as told:
            row.get_by_text("Download", exact=True).click()
        assert told.value.suggested_filename == name
        assert told.value.path().stat().st_size > 100


def test_a_studio_that_is_killed_leaves_no_process_behind(browser: Browser, tmp_path: Path) -> None:
    """It is killed: so this one is its own."""
    with studio(tmp_path) as running:
        page = tiny_scene(opened(browser, running))
        small(page)
        page.get_by_label("Steps").fill("300")
        page.get_by_role("button", name="Render").click()
        page.locator(".render-row").first.get_by_text(re.compile(r"step \d+, frame \d+")).wait_for()
        eventually(lambda: len(running.children()) == 3)
        children = running.children()
        running.process.kill()
        running.process.wait()
        eventually(lambda: not any(map(alive, children)))
