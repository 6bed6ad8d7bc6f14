"""The map of all heads, each as its small real pattern on the sentence: click one, or walk with the arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from nicegui import background_tasks, ui

from film.studio.session import Session
from film.studio.widgets import give
from film.studio.worker import Failed
from model.errors import UserError
from model.needs import BEST, parse_head

KEYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
WHERE = "(e) => emit(e.offsetX / e.target.clientWidth, e.offsetY / e.target.clientHeight)"


class HeadMap:
    """A picture of the heads, layers from left to right and heads from top to bottom, with a frame round one.

    Parameters
    ----------
    clicked
        Called with the share of the picture's width and of its height.
    walked
        Called with the layers and heads that an arrow key goes on.
    """

    def __init__(self, clicked: Callable[[float, float], None], walked: Callable[[int, int], None]) -> None:
        self._box = ui.element("div").classes("map")
        give(self._box, tabindex=0, role="slider", aria_label="Map of the heads: arrow keys choose")
        for key, way in KEYS.items():
            self._box.on(f"keydown.{key}.prevent.stop", lambda _, way=way: walked(*way))
        with self._box:
            self._picture = ui.element("img").on("mousedown", lambda e: clicked(*e.args), js_handler=WHERE)
            give(self._picture, alt="", draggable="false")
            self._frame = ui.element("div").classes("chosen-head")

    def show(self, png: str, layers: int, heads: int, chosen: tuple[int, int] | None) -> None:
        """Show a picture (PNG, base64) of so many layers and heads, and which is chosen."""
        if png:
            give(self._picture, src=f"data:image/png;base64,{png}")
        words = f"layer {chosen[0]}, head {chosen[1]}" if chosen else "no head"
        give(self._box, aria_valuetext=words, aria_valuenow=chosen[0] * heads + chosen[1] if chosen else 0)
        self._frame.set_visibility(bool(png and chosen))
        if png and chosen:
            wide, high = 100 / layers, 100 / heads
            left, top = chosen[0] * wide, chosen[1] * high
            self._frame.style(f"left: {left:.3f}%; top: {top:.3f}%; width: {wide:.3f}%; height: {high:.3f}%")


class HeadPicker:
    """The map, small in the form and large in a dialog, and the model's best heads by name.

    Parameters
    ----------
    session
        Whose sentence is shown.
    name
        The parameter.
    choose
        Called with the head that was picked, such as ``"19.8"``.
    """

    def __init__(self, session: Session, name: str, choose: Callable[[str], object]) -> None:
        self._session, self._name, self._choose = session, name, choose
        self._asked: tuple[str, bool] | None = None
        self._png, self._layers, self._heads = "", 0, 0
        with ui.element("div").classes("heads"):
            with ui.element("div").classes("best"):
                for best in BEST:
                    ui.button(best, on_click=lambda best=best: choose(best)).props('outline dense size="sm" no-caps')
                larger = ui.button(icon="open_in_full")
                give(larger.props("flat dense round"), size="sm", aria_label="Larger map of the heads")
            maps = [HeadMap(self._click, self._walk)]
            self._note = ui.label("layers →, heads ↓; bright is a large weight").classes("note")
        with ui.dialog() as dialog, ui.card().classes("large-map"):
            ui.label("Every head’s pattern on this sentence: layers →, heads ↓").classes("note")
            maps.append(HeadMap(self._click, self._walk))
            self._picked = ui.label().classes("note")
        larger.on_click(dialog.open)
        self._maps = maps

    def refresh(self) -> None:
        """Show the patterns of the session's sentence, and which head is chosen."""
        session, chosen = self._session, self.chosen()
        asked = session.strip.text, session.values.get("convention", "columns") == "columns"
        if session.strip.text and asked != self._asked:
            self._asked = asked
            background_tasks.create(self._draw(*asked))
        self._picked.text = f"chosen: layer {chosen[0]}, head {chosen[1]}" if chosen else ""
        for each in self._maps:
            each.show(self._png, self._layers, self._heads, chosen)

    def chosen(self) -> tuple[int, int] | None:
        """Layer and head: as typed, or as the model's probes found for a best one."""
        typed = self._session.values[self._name].strip()
        if typed in BEST:
            found = self._session.strip.head
            return (found[0], found[1]) if found else None
        with suppress(UserError):
            return parse_head(typed)
        return None

    async def _draw(self, text: str, columns: bool) -> None:
        try:
            found = await self._session.studio.head_map(text, columns)
        except Failed as error:
            self._note.text = error.failure.why
            return
        if self._asked == (text, columns):
            self._png, self._layers, self._heads = found["png"], found["layers"], found["heads"]
            self.refresh()

    def _click(self, across: float, down: float) -> None:
        if self._png:
            self._pick(int(across * self._layers), int(down * self._heads))

    def _walk(self, layers: int, heads: int) -> None:
        if self._png:
            layer, head = self.chosen() or (0, 0)
            self._pick(layer + layers, head + heads)

    def _pick(self, layer: int, head: int) -> None:
        layer, head = min(max(layer, 0), self._layers - 1), min(max(head, 0), self._heads - 1)
        self._choose(f"{layer}.{head}")
