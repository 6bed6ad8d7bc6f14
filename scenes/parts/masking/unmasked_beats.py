"""Beats: one head without its mask, what leaks, a way to stop it that falls short, and the usual one."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, Create, Group, ReplacementTransform, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, joined, label_text, phrased
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange, late
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.tokens import named_alone, role_of
from attention_scenes.scenes.parts.masking.alternatives import largest_difference, rescaled, tinted, ways_of
from attention_scenes.scenes.parts.masking.masking_data import MaskScene

LITTLE = 0.05  # of a query's weight


class MaskSteps:
    """The grid of one head on one sentence, with its mask off and on; call the methods in their order."""

    def __init__(self, scene: MaskScene) -> None:
        self.scene = scene
        width = 6.5 if len(scene.tokens) <= 12 else 7.0
        self.grid = PatternGrid(scene.tokens, (width, scene.layout.pattern.height), scene.params.convention)
        self.grid.shift(scene.layout.pattern.at(LEFT, right=width / 2) - self.grid.middle)
        self.future = self.grid.future().ravel()

    def title(self, text: str) -> Label:
        side = self.scene.layout.side
        return fitted(self.scene.label(text, 0.34), side.width).move_to(side.at(UP + LEFT, up=0.45), LEFT)

    def chosen(self) -> None:
        scene, side, at = self.scene, self.scene.layout.side, (self.scene.layer, self.scene.head)
        leaks, even = scene.bundle.probe("leak.leak"), scene.bundle.probe("leak.even", 0)
        number, heads = grouped(scene.bundle.count("n_heads") * scene.bundle.count("n_layers"))
        mean = leaks.sum() / heads
        bars = Bars(
            [label_text("this head"), label_text("all words alike"), label_text("mean of {count}", count=number)],
            join([leaks[at], even, mean]),
            full=1.5,
            em=0.3,
            role="future",
            widest=1.55,
        ).at(side.at(UP + LEFT, right=1.65, up=-1.25))
        bars.names[2].numbers = ((number, heads),)
        n, sentences = scene.counted("leak.sentences")
        notes = label_text("weight on later words,"), label_text("were the mask off in one head")
        about = Group(*[scene.label(text, 0.28, "soft") for text in notes]).arrange(DOWN, 0.1, aligned_edge=LEFT)
        about.next_to(side.at(UP + LEFT, up=0.1), DOWN + RIGHT, buff=0)
        told = scene.label(
            label_text("mean over {count} other sentences", count=n), 0.26, "soft", numbers=[(n, sentences)]
        )
        told.next_to(side.at(UP + LEFT, up=-2.25), DOWN + RIGHT, buff=0)
        most = scene.claim(
            "of all heads, this one would give later words the most weight",
            int(leaks.value.argmax()) == at[0] * leaks.shape[1] + at[1],
            claim_text(
                "{share}; the most of any head: {most}",
                share=f"{float(leaks[at]):.2f}",
                most=f"{leaks.value.max():.2f}",
            ),
        )
        caption = phrased("Of {heads} heads we take the one that would look ahead most.", heads=number)
        numbers = [(number, heads)]
        if not most:
            caption, numbers = phrased("How much would this head look ahead, were its mask off?"), []
        heading = self.title(label_text("why this head?") if most else label_text("this head"))
        self.bars = Group(bars, about, told)
        with scene.beat("chosen", caption, numbers):
            bars.field.growth[:] = 0
            scene.play(FadeIn(self.grid), FadeIn(heading), FadeIn(about), FadeIn(bars.names), run_time=0.8)
            scene.play(Change(bars.field, growth=1), FadeIn(bars.numbers), FadeIn(told), run_time=1)
        self.heading = heading

    def scores(self) -> None:
        scene, scores = self.scene, self.scene.of_head("attn_scores", "open")
        em = self.grid.digits_em(scores, 1)
        self.open_scores = self.grid.numbers(scores, 1, em)
        self.open_scores.opacities[:] = 0
        heading = self.title(label_text("scores, scaled: no mask"))
        at = (scene.focus, scene.ahead())
        score, cell = written(float(scores[at]), 1), self.grid.cell_frame(*at)
        pair = joined("", [scene.word(at[0]), " · ", scene.word(at[1]), f" = {score}"])
        told = fitted(scene.label(pair, 0.34, "focus", numbers=[(score, scores[at])]), 3.9)
        told.next_to(heading, DOWN, buff=0.3, aligned_edge=LEFT)
        with scene.beat("scores", "Every query meets every key: later words get scores too."):
            scene.play(FadeOut(self.bars), *exchange(self.heading, heading), run_time=0.8)
            arrive = Change(self.open_scores, opacities=1, delays=self.grid.order(), spread=0.85, run_time=2)
            scene.play(arrive)
            scene.play(FadeIn(cell), FadeIn(told), run_time=0.5)
            scene.wait(0.5)
        scene.play(FadeOut(cell), FadeOut(told), run_time=0.4)
        self.heading = heading

    def leaking(self) -> None:
        scene, focus = self.scene, self.scene.focus
        self.dots = tinted(self.grid, scene.open)
        self.dots.growth[:] = 0
        self.keys, heading = self.legend(), self.title(label_text("softmax, no mask"))
        with scene.beat("open", "Without a mask, softmax gives later words weight."):
            shrink = Change(self.open_scores, sizes=0.01, opacities=0)
            scene.play(shrink, Change(self.dots, growth=1), FadeIn(self.keys, rate_func=late), run_time=1.4)
            scene.play(*exchange(self.heading, heading), run_time=0.5)
            scene.remove(self.open_scores)
        mine = np.repeat(np.arange(len(scene.tokens)) == focus, len(scene.tokens))
        weights = scene.open[focus]
        keys = sorted(range(len(scene.tokens)), key=lambda k: -weights.value[k])[:4]
        bars = Bars(
            [named_alone(scene.tokens, k) for k in keys], join([weights[k] for k in keys]),
            name_roles=[role_of(scene.tokens, k) for k in keys], full=2.1, em=0.3, widest=1.25,
        ).at(scene.layout.side.at(UP + LEFT, right=1.35, up=-1.15))  # fmt: skip
        bars.field.colors = np.array([scene.palette.rgba("future" if k > focus else "focus", 0.7) for k in keys])
        turned = self.title(label_text("“{word}”, no mask", word=scene.word(focus)))
        notes = label_text("scores of later words were hidden in"), label_text("training, so none of them was fitted")
        untrained = VGroup(*[scene.label(text, 0.26, "soft") for text in notes])
        untrained.arrange(DOWN, buff=0.1, aligned_edge=LEFT).next_to(bars.field, DOWN, buff=0.3)
        untrained.align_to(scene.layout.side.at(LEFT), LEFT)
        self.frame = self.grid.frame_of(focus, len(scene.tokens) - 1)
        with scene.beat("leak", *self.what_leaks()):
            scene.play(Create(self.frame), Change(self.dots, opacities=np.where(mine, 1, 0.35)), run_time=0.8)
            scene.play(*exchange(heading, turned), FadeIn(bars, untrained), run_time=0.7)
            scene.wait(1)
        scene.play(FadeOut(bars, untrained), Change(self.dots, opacities=1), run_time=0.5)
        self.heading = turned

    def what_leaks(self) -> tuple[str, list[tuple[str, Reading]]]:
        """What may be said of the followed word, and its number where it is in the words."""
        scene, focus = self.scene, self.scene.focus
        later = scene.open[focus, focus + 1 :]
        total = later.sum() if len(later) else scene.open[focus, focus] * 0.0
        word = scene.word(focus)
        if not scene.claim("the followed word would look ahead", float(total) >= LITTLE, f"{float(total):.2f}"):
            share = written(float(total))
            return phrased("Even so, “{word}” hardly looks ahead: {share}.", word=word, share=share), [(share, total)]
        key = scene.ahead()
        following = scene.claim("it would look most at the very next token", key == focus + 1, scene.word(key))
        told = phrased("“{word}” would read “{later}”: which comes later.", word=word, later=scene.word(key))
        if following:
            told = phrased("“{word}” would read “{later}”: the very word to predict.", word=word, later=scene.word(key))
        return told, []

    def legend(self) -> Group:
        colors, rows = self.scene.palette, Group()
        for role, text in (("data_low", label_text("area = weight")), ("future", label_text("weight on later words"))):
            dot = Circle(radius=0.14, stroke_width=0, fill_color=getattr(colors, role), fill_opacity=1)
            rows.add(Group(dot, self.scene.label(text, 0.28, "soft").next_to(dot, RIGHT, buff=0.15)))
        rows.arrange(DOWN, buff=0.12, aligned_edge=LEFT).move_to(self.scene.layout.side.at(DOWN + LEFT), DOWN + LEFT)
        self.zero = self.scene.label(label_text("hatched: exactly 0"), 0.28, "soft", numbers=constants("0"))
        self.zero.move_to(rows[1], LEFT)
        return rows

    def zeroed(self) -> None:
        scene = self.scene
        self.ways = ways_of(scene).move_to(scene.layout.side.at(UP + LEFT), UP + LEFT)
        self.hatching = self.grid.hatching()
        sums = self.grid.sums(scene.open)
        sums.opacities[:] = 0
        least = float(np.tril(scene.open.value).sum(axis=1).min())
        short = scene.claim(
            "zeroing after the softmax breaks the sums",
            least < 0.995,
            claim_text("smallest sum {sum}", sum=f"{least:.2f}"),
        )
        told, one = phrased("Not enough: to zero them after the softmax. Here the sums change little."), []
        if short:
            told, one = phrased("Not enough: to zero them after the softmax. The sums are not 1."), constants("1")
        heading = self.title(label_text("weights of “{word}”", word=scene.word(scene.focus)))
        narrow = self.grid.frame_of(scene.focus)
        with scene.beat("zeroed", told, one):
            gone = Change(self.dots, growth=np.where(self.future, 0, 1)), *exchange(self.keys[1], self.zero)
            scene.play(*gone, FadeIn(self.hatching), ReplacementTransform(self.frame, narrow), run_time=1)
            arrive = Change(sums, opacities=1, delays=np.linspace(0, 1, len(sums.written)), run_time=1)
            first = FadeIn(self.ways.names, self.ways.rule, self.ways.columns[0])
            scene.play(arrive, *exchange(self.heading, heading), first)
        self.heading, self.frame = heading, narrow
        fair = rescaled(scene.open)
        grown, ones = tinted(self.grid, fair), self.grid.sums(fair)
        final, grown.weights = grown.weights, np.where(self.future, 0, self.dots.weights)
        told = phrased("Divide each row by its sum: that repairs it.")
        if scene.params.convention == "columns":
            told = phrased("Divide each column by its sum: that repairs it.")
        with scene.beat("repaired", told):
            scene.remove(self.dots)
            scene.add(grown)
            swap = exchange(sums, ones)
            scene.play(Change(grown, weights=final), *swap, FadeIn(self.ways.columns[1], rate_func=late), run_time=1.2)
        self.dots, self.sums = grown, ones

    def masked(self) -> None:
        scene = self.scene
        scores = scene.of_head("attn_scores")
        numbers = self.grid.numbers(scores, 1, self.grid.digits_em(scene.of_head("attn_scores", "open"), 1))
        dots = self.grid.dots(scene.closed)
        dots.growth[:] = 0
        with scene.beat("masked", "The usual way: −∞ for later words before the softmax."):
            scene.play(FadeOut(self.dots, self.hatching, self.sums), run_time=0.5)
            scene.play(FadeIn(numbers), run_time=0.7)
            scene.wait(1.8)
            shrink = Change(numbers, sizes=0.01, opacities=0)
            scene.play(shrink, Change(dots, growth=1), FadeIn(self.hatching), run_time=1)
            scene.play(FadeIn(self.ways.columns[2]), run_time=0.5)
            scene.remove(numbers)
        apart = largest_difference(rescaled(scene.open), scene.closed)
        small = written(float(apart), 8)
        same = scene.claim(
            "renormalising afterwards equals −∞ before",
            float(apart) < 1e-5,
            claim_text("differ by up to {difference}", difference=small),
        )
        told = phrased("Not the same weights as those that were repaired.")
        if same:
            told = phrased("Same weights in one step, but for the rounding of the computer.")
        exact = scene.label(
            label_text("largest difference: {difference}", difference=small), 0.28, "soft", numbers=[(small, apart)]
        )
        exact.next_to(self.ways, DOWN, buff=0.3, aligned_edge=LEFT)
        with scene.beat("same", told):
            scene.play(FadeIn(exact), run_time=0.5)
            scene.wait(1.5)
        scene.play(*scene.leave(), run_time=0.5)
