"""The ranked list beside a sky: the tokens nearest to its middle, by cosine, with what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, LEFT, Animation, VGroup

from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, window
from attention_scenes.scenes.mobjects.charts.ranking import RankedRow, Ranking
from attention_scenes.scenes.mobjects.sky.named_tokens import NamedToken
from attention_scenes.scenes.mobjects.text.labels import Label, fitted

WIDTH, EM, NOTE, TOP = 4.75, 0.4, 0.32, 2.75


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
        last: Sequence[RankedRow] = (), notes: Sequence[Label] = (),
    ) -> None:  # fmt: skip
        left = scene.layout.stage.left
        rows = [RankedRow(token.name, token.cosine, token.role) for token in tokens]
        self.ranking = Ranking([*rows, *last], width=WIDTH, em=EM, leaps=[len(rows)] if last else [])
        self.ranking.at(left, TOP)
        self.title = fitted(Label(title, 1.15 * EM, "focus"), WIDTH)
        self.title.move_to([left, 0, 0], LEFT).stand_on(TOP + 0.45)
        self.notes = VGroup(*[fitted(note, WIDTH) for note in notes])
        self.notes.arrange(DOWN, buff=0.14, aligned_edge=LEFT)
        self.notes.next_to(self.ranking.bars, DOWN, buff=0.28).align_to([left, 0, 0], LEFT)

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
