"""Picker for a head: the model's best ones by name, or any from the map of all heads' patterns."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from nicegui import background_tasks, ui

from attention_scenes.film.studio.page.field_names import searches
from attention_scenes.film.studio.page.head_map import Head, HeadCard, HeadMap, HeadPatterns
from attention_scenes.film.studio.page.widgets import give
from attention_scenes.film.studio.state.session import Session
from attention_scenes.film.studio.state.worker_client import Failed
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import BEST, parse_head

HELP = "Layers run to the right, heads down; bright is a large weight."


class HeadPicker:
    """The map, small in the form and large in a dialog, each with a card of the head that is pointed at or chosen.

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
        self._patterns = HeadPatterns()
        self._measured: list[list[list[str]]] = []
        self._pointed: Head | None = None
        self._fault = ""
        with ui.element("div").classes("heads"):
            self._offer_searches()
            self._maps, self._cards = [self._add_map()], [HeadCard()]
            larger = ui.button("Larger map", icon="open_in_full").props("flat dense no-caps")
        with ui.dialog() as self._dialog, ui.card().classes("large-map"):
            ui.label("Every head’s pattern on this sentence").classes("name")
            ui.label(HELP).classes("note")
            self._maps.append(self._add_map())
            self._cards.append(HeadCard())
            ui.button("Close", on_click=self._dialog.close).props("flat dense no-caps")
        larger.on_click(self._dialog.open)

    def refresh(self) -> None:
        """Show the patterns of the session's sentence, and which head is chosen."""
        session = self._session
        asked = session.scene_frames.text, session.values.get("convention", "columns") == "columns"
        if session.scene_frames.text and asked != self._asked:
            self._asked = asked
            background_tasks.create(self._draw(*asked))
        chosen = self.chosen()
        words = self._words(chosen)
        for each in self._maps:
            each.show(self._patterns, chosen, ". ".join([words[0], *words[1]]))
        self._show_card()

    def chosen(self) -> Head | None:
        """Layer and head: as typed, or as the model's probes found for a best one."""
        typed = self._session.values[self._name].strip()
        if typed in BEST:
            found = self._session.scene_frames.head
            return (found[0], found[1]) if found else None
        with suppress(UserError):
            return parse_head(typed)
        return None

    def _offer_searches(self) -> None:
        with ui.element("div").classes("best"):
            for best, name, meaning in searches():
                chip = ui.button(name, on_click=lambda best=best: self._choose(best))
                chip.props("outline dense no-caps").tooltip(f"{best}: of all heads, {meaning}.")
                give(chip, aria_description=f"Of all heads, {meaning}.")

    def _add_map(self) -> HeadMap:
        return HeadMap(self._point, self._click, self._walk, self._close)

    def _show_card(self) -> None:
        shown = self._pointed or self.chosen()
        for card in self._cards:
            card.show(self._patterns, shown, *self._words(shown))

    def _words(self, head: Head | None) -> tuple[str, list[str]]:
        """A head's name, and lines on what it does here and was measured to do elsewhere."""
        if not head:
            return "No head is chosen", [self._fault or HELP]
        name = f"Layer {head[0]}, head {head[1]}"
        if self._patterns.png and head != self._patterns.within(*head):
            return name, [
                f"There is none: layers go to {self._patterns.layers - 1}, heads to {self._patterns.heads - 1}."
            ]
        here = [self._patterns.lines[head[0]][head[1]]] if self._patterns.png else []
        measured = self._measured[head[0]][head[1]] if self._measured else []
        return name, [line for line in (self._fault, *measured[:-1], *here, *measured[-1:]) if line]

    async def _draw(self, text: str, columns: bool) -> None:
        studio = self._session.studio
        try:
            found = HeadPatterns.of(await studio.head_map(text, columns))
            if self._asked == (text, columns):
                self._patterns, self._fault = found, ""
                self.refresh()
            self._measured = await studio.measured()
        except Failed as error:
            self._fault = error.failure.why
        self.refresh()

    def _point(self, *where: float) -> None:
        pointed = self._patterns.at(*where) if where and self._patterns.png else None
        if pointed != self._pointed:
            self._pointed = pointed
            self._show_card()

    def _click(self, across: float, down: float) -> None:
        if self._patterns.png:
            self._pick(self._patterns.at(across, down))
            self._close()  # the frame is what one wants to see now

    def _walk(self, layers: int, heads: int) -> None:
        if self._patterns.png:
            layer, head = self.chosen() or (0, 0)
            self._pick(self._patterns.within(layer + layers, head + heads))

    def _close(self) -> None:
        self._dialog.close()

    def _pick(self, head: Head) -> None:
        self._pointed = None
        self._choose(f"{head[0]}.{head[1]}")
