"""Pages in notebooks: as a widget whose script runs in a browser, and in a frame where there are no widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from attention_scenes.film.products.notebook import show as notebook
from attention_scenes.film.products.notebook.live_display import PageDisplay
from attention_scenes.model.errors import UserError
from tests.helpers.pages.watched import until
from tests.helpers.tiny_scene import Tiny

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# A widget's model as a notebook has it: values, and whoever listens to their changes.
HARNESS = """async ([esm, values]) => {
    const heard = {};
    globalThis.model = {
        values, saved: 0,
        get: name => values[name],
        set: (name, value) => {
            if (values[name] === value) return;
            values[name] = value;
            for (const act of heard[`change:${name}`] ?? []) act();
        },
        save_changes: () => { model.saved += 1; },
        on: (name, act) => (heard[name] ??= []).push(act),
        off: (name, act) => { heard[name] = heard[name].filter(other => other !== act); },
        listening: () => Object.values(heard).flat().length,
    };
    const { default: widget } = await import(URL.createObjectURL(new Blob([esm], { type: "text/javascript" })));
    globalThis.end = widget.render({ model, el: document.body });
}"""


def shown(**given: Any) -> Any:
    return Tiny.show(**{"text": "a green bird", "resolution": (320, 180), "fps": 4, "live": True} | given)


def opened(browser: Browser, values: dict[str, Any], esm: str) -> tuple[Page, Any]:
    """A page with the widget, and the film's own frame in it."""
    page = browser.new_context(offline=True).new_page()
    page.evaluate(HARNESS, [esm, values])
    page.frame_locator("iframe").locator("html[data-ready]").wait_for(state="attached")
    return page, page.frames[1]


def test_python_steers_the_page_and_hears_of_it(browser: Browser) -> None:
    widgets = pytest.importorskip("anywidget", reason="no anywidget here: pip install attention-scenes[notebook]")
    clip = shown()
    assert isinstance(clip, widgets.AnyWidget) and clip.path.suffix == ".html"
    assert clip.sidecar.params["text"] == "a green bird" and clip.clip.summary == "A square walks."
    assert "application/vnd.jupyter.widget-view+json" in clip._repr_mimebundle_()[0]
    names = ("page", "title", "aspect", "time", "playing", "beat", "theme", "speed")
    values = {name: getattr(clip, name) for name in names} | {"theme": "light", "speed": 0.5}
    page, frame = opened(browser, values, clip._esm)
    until(frame, "film.look.theme === 'light' && film.clock.speed === 0.5")
    page.evaluate("model.set('time', 0.5)")
    until(frame, "film.clock.time === 0.5 && !film.clock.playing")
    until(page, "model.values.time === 0.5 && model.saved > 0")
    page.evaluate("model.set('playing', true)")
    until(frame, "film.clock.time > 0.6")
    until(page, "model.values.time > 0.5")
    page.evaluate("model.set('playing', false)")
    until(frame, "!film.clock.playing")
    until(page, "model.values.playing === false")
    assert page.locator("iframe").get_attribute("sandbox") == "allow-scripts"
    page.evaluate("end()")
    assert page.evaluate("model.listening()") == 0


def test_without_widgets_the_page_stands_in_a_frame(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebook, "find_spec", lambda name: None)
    display = shown()
    assert isinstance(display, PageDisplay) and display == shown()
    page = browser.new_context(offline=True).new_page()
    page.set_content(display._repr_html_())
    page.frame_locator("iframe").locator("html[data-ready]").wait_for(state="attached")
    assert page.locator("iframe").get_attribute("title") == "A square walks."
    box = page.locator("iframe").bounding_box()
    assert box and box["width"] / box["height"] == pytest.approx(display.aspect, rel=0.01)


@pytest.mark.parametrize("given", [{"still": True}, {"at": 0.5}])
def test_a_picture_does_not_play(given: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="live=True is a page that plays"):
        shown(**given)
