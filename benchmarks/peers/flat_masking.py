"""The scene that other libraries play as well: a head's scores and weights as numbers and dots on a flat grid."""

from __future__ import annotations

import numpy as np
from manim import LEFT, UP

from attention_scenes.scenes.masking import Masking
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus


class FlatMasking(Masking):
    """Scores without a mask become weights, those of later words are taken away, then scores are masked."""

    title = "Masking, flat"

    def construct(self) -> None:
        focus, place = MaskFocus.of(self), self.layout.pattern
        grid = PatternGrid(focus.tokens, (min(6.5, place.width), place.height), self.params.convention)
        grid.shift(place.at(LEFT, right=min(6.5, place.width) / 2) - grid.middle)
        side = self.layout.side.at(UP + LEFT, up=0.45)
        titles = [self.label(text, 0.34).move_to(side, LEFT) for text in ("$QK^T$", "$A$", "$QK^T+M$")]
        scores, dots = grid.numbers(focus.read("attn_scores", "open"), 1), grid.dots(focus.open)
        scores.opacities[:], dots.growth[:] = 0, 0
        with self.beat("scores"):
            self.play(FadeIn(grid), FadeIn(titles[0]), run_time=0.8)
            self.play(Change(scores, opacities=1, delays=grid.order(), spread=0.85, run_time=2))
            self.wait(0.5)
        with self.beat("open"):
            self.play(Change(scores, sizes=0.01, opacities=0), Change(dots, growth=1), run_time=1.4)
            self.play(*exchange(titles[0], titles[1]), run_time=0.5)
            self.remove(scores)
        sums, hatching = grid.sums(focus.open), grid.hatching()
        sums.opacities[:] = 0
        with self.beat("zeroed"):
            left = np.where(grid.future().ravel(), 0, 1)
            self.play(Change(dots, growth=left), FadeIn(hatching), run_time=1)
            self.play(Change(sums, opacities=1, delays=np.linspace(0, 1, len(sums.written)), run_time=1))
        masked, closed = grid.numbers(focus.read("attn_scores"), 1), grid.dots(focus.closed)
        closed.growth[:] = 0
        with self.beat("masked"):
            self.play(FadeOut(dots, hatching, sums), *exchange(titles[1], titles[2]), run_time=0.5)
            self.play(FadeIn(masked), run_time=0.7)
            self.wait(1.8)
            self.play(Change(masked, sizes=0.01, opacities=0), Change(closed, growth=1), run_time=1)
            self.remove(masked)
            self.play(FadeIn(grid.hatching()), run_time=0.5)
        self.wait(0.5)
