"""List of scenes by chapter: one stop for the Tab key where there is room, else a select box."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from nicegui import ui

from attention_scenes.film.catalog.chapters import OTHERS, Place, in_order
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.studio.page.widgets import give, mark

# The arrow keys go from one scene to the next, and the Tab key past all of them.
WALK = """(e) => {
  const all = [...e.currentTarget.querySelectorAll('button')], here = all.indexOf(document.activeElement);
  const to = {ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1}[e.key];
  if (to === undefined) return;
  e.preventDefault(); e.stopPropagation();
  all[Math.min(Math.max(to, 0), all.length - 1)].focus();
}"""


class SceneList:
    """List or select box to choose a scene from.

    Parameters
    ----------
    known
        The scenes there are.
    choose
        Called with the one that is chosen.
    """

    def __init__(self, known: Iterable[SceneFile], choose: Callable[[str], object]) -> None:
        self._choose = choose
        chapters = groupby(in_order(known), key=lambda place: place.chapter or OTHERS)
        self._chapters = [(chapter, list(places)) for chapter, places in chapters]
        self._buttons = dict[str, ui.element]()
        self._options = dict[str, ui.element]()

    def add_list(self) -> None:
        """Add the list."""
        with ui.element("nav").props('aria-label="Scenes"').on("keydown", js_handler=WALK):
            for chapter, places in self._chapters:
                ui.label(chapter).classes("chapter")
                for place in places:
                    self._buttons[place.scene] = self._button(place)

    def add_box(self) -> None:
        """Add the box."""
        box = ui.element("select").classes("scenes").props('aria-label="Scene"')
        box.on("change", lambda event: self._choose(event.args), js_handler="(e) => emit(e.target.value)")
        with box:
            for chapter, places in self._chapters:
                group = ui.element("optgroup")
                give(group, label=chapter)
                with group:
                    for place in places:
                        self._options[place.scene] = ui.html(place.title, tag="option", sanitize=False)
                        give(self._options[place.scene], value=place.scene)

    def show(self, scene: str) -> None:
        """Show which scene is chosen."""
        for name, button in self._buttons.items():
            mark(button, "chosen", name == scene)
            give(button, aria_current="true" if name == scene else "false", tabindex=0 if name == scene else -1)
        for name, option in self._options.items():
            give(option, selected=name == scene)

    def _button(self, place: Place) -> ui.element:
        button = ui.element("button").on("click", lambda: self._choose(place.scene))
        give(button, type="button", title=place.scene)
        with button:
            ui.label(place.title)
        return button
