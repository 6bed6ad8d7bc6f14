"""Map of all heads' patterns, and a card that shows one head large with what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any

from nicegui import ui

from attention_scenes.film.studio.page.widgets import give

Head = tuple[int, int]
KEYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}
WHERE = "(e) => emit(e.offsetX / e.target.clientWidth, e.offsetY / e.target.clientHeight)"


@dataclass(frozen=True)
class HeadPatterns:
    """The patterns of all heads on one sentence.

    Attributes
    ----------
    png
        The picture (base64), layers from left to right, heads from top to bottom; ``""`` while there is none.
    layers, heads, tokens
        How many there are; a pattern is ``tokens`` pixels wide and high, with one more between it and the next.
    lines
        For each layer and head what its pattern shows, in words.
    """

    png: str = ""
    layers: int = 0
    heads: int = 0
    tokens: int = 0
    lines: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, answer: dict[str, Any]) -> HeadPatterns:
        """Read them out of what :func:`film.studio.workers.model_worker.head_map` answered."""
        return cls(**{each.name: answer[each.name] for each in fields(cls)})

    def at(self, across: float, down: float) -> Head:
        """The head at a share of the picture's width and height."""
        return self.within(int(across * self.layers), int(down * self.heads))

    def within(self, layer: int, head: int) -> Head:
        """The nearest head that there is."""
        return min(max(layer, 0), self.layers - 1), min(max(head, 0), self.heads - 1)


class HeadMap:
    """The picture, with a frame round the chosen head; it is looked at by pointing and walked by arrow keys.

    Parameters
    ----------
    pointed, clicked
        Called with the share of the picture's width and of its height; ``pointed`` without any when one has left it.
    walked
        Called with the layers and heads that an arrow key goes on.
    entered
        Called when the choice is made by key.
    """

    def __init__(
        self,
        pointed: Callable[..., None],
        clicked: Callable[[float, float], None],
        walked: Callable[[int, int], None],
        entered: Callable[[], None],
    ) -> None:
        self._box = ui.element("div").classes("map")
        give(self._box, tabindex=0, role="slider", aria_label="Map of the heads: arrow keys choose")
        for key, way in KEYS.items():
            self._box.on(f"keydown.{key}.prevent.stop", lambda _, way=way: walked(*way))
        self._box.on("keydown.enter.prevent.stop", entered)
        with self._box:
            self._picture = ui.element("img").on("mousedown", lambda e: clicked(*e.args), js_handler=WHERE)
            self._picture.on("mousemove", lambda e: pointed(*e.args), js_handler=WHERE, throttle=0.05)
            self._picture.on("mouseleave", lambda: pointed())
            give(self._picture, alt="", draggable="false")
            self._frame = ui.element("div").classes("chosen-head")

    def show(self, patterns: HeadPatterns, chosen: Head | None, words: str) -> None:
        """Show the patterns, which head is chosen, and announce it to screen readers."""
        if patterns.png:
            give(self._picture, src=f"data:image/png;base64,{patterns.png}")
        give(self._box, aria_valuetext=words, aria_valuenow=chosen[0] * patterns.heads + chosen[1] if chosen else 0)
        self._frame.set_visibility(bool(patterns.png and chosen))
        if patterns.png and chosen:
            wide, high = 100 / patterns.layers, 100 / patterns.heads
            left, top = chosen[0] * wide, chosen[1] * high
            self._frame.style(f"left: {left:.3f}%; top: {top:.3f}%; width: {wide:.3f}%; height: {high:.3f}%")


class HeadCard:
    """One head's pattern, large, with its name and what it was measured to do."""

    def __init__(self) -> None:
        with ui.element("div").classes("head-card"):
            with ui.element("div").classes("loupe"):
                self._picture = ui.element("img").props('alt="" draggable="false"')
            self._name = ui.label().classes("name")
            self._lines = ui.label().classes("note")

    def show(self, patterns: HeadPatterns, head: Head | None, name: str, lines: list[str]) -> None:
        """Show a head, or what to do where there is none."""
        self._name.text, self._lines.text = name, "\n".join(lines)
        self._picture.set_visibility(bool(patterns.png and head))
        if patterns.png and head:
            give(self._picture, src=f"data:image/png;base64,{patterns.png}")
            cell = (patterns.tokens + 1) / patterns.tokens * 100  # % of the loupe: the gap beside a pattern is cut off
            self._picture.style(
                f"width: {cell * patterns.layers:.2f}%; height: {cell * patterns.heads:.2f}%; "
                f"left: {-cell * head[0]:.2f}%; top: {-cell * head[1]:.2f}%"
            )
