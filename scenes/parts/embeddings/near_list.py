"""The ranked list beside a sky: the tokens nearest to its middle, by cosine, with what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import DOWN, LEFT, UP, Animation, VGroup

from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, window
from attention_scenes.scenes.mobjects.charts.ranking import RankedRow, Ranking
from attention_scenes.scenes.mobjects.sky.named_tokens import NamedToken
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.embeddings.embedding_places import places_in

NOTE = 0.32  # em


class NearList:
    """A title, a row for each token, rows after a leap (the average, a word that is not near), and notes.

    Parameters
    ----------
    tokens
        Best first; as many of them as ``last`` leaves.
    notes
        Lines below the rows.
    """

    def __init__(
        self, scene: AttentionScene, title: str, tokens: Sequence[NamedToken], *,
        last: Sequence[RankedRow] = (), notes: Sequence[Label | Lines] = (),
    ) -> None:  # fmt: skip
        places = places_in(scene.layout)
        left, top, em, width = places.panel.left, places.top, places.em, places.list_width
        rows = [RankedRow(token.name, token.cosine, token.role) for token in tokens]
        self.ranking = Ranking([*rows, *last], width=width, em=em, leaps=[len(rows)] if last else [])
        self.ranking.at(left, top)
        self.title = fitted(Label(title, 1.15 * em, "focus"), width)
        self.title.move_to([left, 0, 0], LEFT).stand_on(top + 0.45)
        self.notes = VGroup(*[fitted(note, places.notes_width) for note in notes])
        self.notes.arrange(DOWN, buff=0.14, aligned_edge=LEFT)
        self.notes.next_to(self.ranking.bars, DOWN, buff=0.28).align_to([left, 0, 0], LEFT)
        if places.second:
            self.notes.move_to([left + places.second, top + 0.2, 0], UP + LEFT)

    @staticmethod
    def note(scene: AttentionScene, text: str, role: str = "soft", **kwargs: Any) -> Label | Lines:
        """Return a line for ``notes``, where the frame is not wide on as many lines as it takes."""
        return scene.note(text, NOTE, places_in(scene.layout).notes_width, role=role, **kwargs)

    def come(self, run_time: float, start: float = 0.0) -> list[Animation]:
        """Return the animations that bring it after a part ``start`` of the time, rows one after the other."""
        title = FadeIn(self.title, rate_func=window(start, 0.25), run_time=run_time)
        notes = FadeIn(self.notes, rate_func=window(0.75, 0.25), run_time=run_time)
        return [title, *self.ranking.come(run_time, start=start), notes]

    def go(self, run_time: float) -> list[Animation]:
        """Return the animations with which it leaves, from above."""
        title = FadeOut(self.title, rate_func=window(0, 0.25), run_time=run_time)
        notes = FadeOut(self.notes, rate_func=window(0.75, 0.25), run_time=run_time)
        return [title, *self.ranking.go(run_time), notes]
