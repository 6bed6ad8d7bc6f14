"""Beats: a sum of words walked tip to tail."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, Animation, Create, Transform, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.charts.ranking import RankedRow, Ranking
from attention_scenes.scenes.mobjects.charts.tables import ShareTable
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.embeddings.plane_beats import BOLD, LARGE, WordSpace
from attention_scenes.scenes.parts.embeddings.sky_beats import TokenSky
from attention_scenes.scenes.parts.embeddings.sky_views import named_tokens

ROLES = ("focus", "text")


class WordSums:
    """A sum of words in the plane of ``space``, after all of it."""

    def __init__(self, space: WordSpace) -> None:
        self.space, self.scene, self.bundle = space, space.scene, space.bundle
        self.plane, self.first, self.places = space.plane, space.first, space.places

    def make_table(self) -> ShareTable:
        """Return how far the sum goes along the two directions drawn, and the hoped-for word."""
        first, place = self.first, self.bundle.probe("embedding.plane")
        words = (*first[:3], first.hoped) if first.hoped else first[:3]
        king, man, woman, *queen = (place[self.bundle.word(word).word] for word in words)
        rows = [king - man + woman, *queen]
        names = [label_text("the sum"), first.hoped][: len(rows)]
        table = ShareTable(
            names,
            ROLES[: len(rows)],
            (label_text("across"), label_text("up")),
            join(rows).reshape(len(rows), 2),
            em=0.45,
        )
        table.numbers.opacities[:] = 0
        return table.move_to([self.places.panel.left, self.places.walk, 0], LEFT + UP)

    def row(self, index: int) -> list[Animation]:
        """Return the animations that bring a row of the table, the first one with what stands above it."""
        numbers, words = self.table.numbers, [self.table[0][index], *([] if index else [self.table[1]])]
        seen = np.arange(len(numbers.opacities)) // 2 <= index
        return [FadeIn(*words, rate_func=late), Change(numbers, opacities=seen, rate_func=late)]

    def walk(self, sky: TokenSky) -> None:
        """Walk the sum tip to tail, and lay the hoped-for word's own arrow beside it."""
        scene, plane, first, zero = self.scene, self.plane, self.first, np.zeros(2)
        king, man, woman = (self.space.spot(word) for word in first[:3])
        after = king - man
        total = after + woman
        inside = (king + after + total) / 4
        start = plane.arrow(zero, king, "text", BOLD)
        names = [
            plane.beside(scene.label(text, LARGE, role), a, b, inside)
            for text, role, a, b in (
                (first.start, "text", zero, king), (f"− {first.minus}", "third", king, after),
                (f"+ {first.plus}", "first", after, total),
            )
        ]  # fmt: skip
        whole = plane.arrow(zero, total, "focus", BOLD + 2)
        sum_name = scene.label(label_text("the sum"), LARGE, "focus")
        scene.layout.words.hold(plane.outward(sum_name, plane.place(total), across(total, -after), 0.34))
        self.table = self.make_table()
        scene.let_go(self.space.labels)
        with scene.beat("walk", phrased("{sum}: three arrows, tip to tail.", sum=first.title)):
            scene.play(*self.space.draw_back(sky))
            scene.play(Create(start), FadeIn(names[0]), run_time=0.5)
            scene.play(
                Transform(self.space.man, plane.arrow(king, after, "third", BOLD)),
                FadeIn(names[1], rate_func=late),
                run_time=0.5,
            )
            scene.play(
                Transform(self.space.woman, plane.arrow(after, total, "first", BOLD)),
                FadeIn(names[2], rate_func=late),
                *self.space.ranks.go(0.5),
                run_time=0.5,
            )
            scene.play(Create(whole), FadeIn(sum_name, rate_func=late), *self.row(0), run_time=0.5)
            if first.hoped:
                self.compare(total)

    def compare(self, total: np.ndarray) -> None:
        """Show the hoped-for word's own arrow beside the sum: how far apart they point here, and in all axes."""
        scene, hoped = self.scene, self.first.hoped
        end, zero = self.space.spot(hoped), np.zeros(2)
        arrow = self.plane.arrow(zero, end, "text", BOLD)
        label = self.plane.off_tip(scene.label(hoped, LARGE), self.plane.place(end), across(total, end))
        flat = float(end @ total / np.linalg.norm(end) / np.linalg.norm(total))
        scene.claim(
            claim_text("here {word} points within 30° of the sum", word=hoped),
            flat > np.cos(np.pi / 6),
            claim_text("cosine {cosine}", cosine=f"{flat:.2f}"),
        )
        title, bars = self.alike()
        scene.play(Create(arrow), FadeIn(label, title, rate_func=late), *self.row(1), *bars.come(0.8), run_time=0.8)

    def alike(self) -> tuple[Label | VGroup, Ranking]:
        """Return how alike the sum and the hoped-for word are in this plane and in all axes: a title, and bars."""
        place, words = self.bundle.probe("embedding.plane"), [*self.first[:3], self.first.hoped]
        king, man, woman, queen = (place[self.bundle.word(word).word] for word in words)
        total = king - man + woman
        flat = (queen * total).sum() / ((queen * queen).sum() * (total * total).sum()).sqrt()
        size, (token,) = (
            self.scene.counted("d_model"),
            [token for token in named_tokens(self.bundle, self.first.query, self.first.hoped) if token.role == "focus"],
        )
        rows = [
            RankedRow(label_text("in this plane"), flat),
            RankedRow(label_text("in all {size} axes", size=size[0]), token.cosine, "focus", (size,)),
        ]
        title = fitted(
            Label(label_text("cosine of the sum and “{word}”", word=self.first.hoped), 0.36), self.places.panel.width
        )
        title.next_to(self.table, DOWN, buff=0.4, aligned_edge=LEFT)
        bars = Ranking(rows, width=self.places.steps, em=self.places.em, names=self.places.names - 0.03)
        return title, bars.at(title.get_left()[0], title.get_bottom()[1] - 0.42)


def across(arrow: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the direction ``[3]`` at a right angle to an arrow, on the side where a point lies."""
    away = np.array([-arrow[1], arrow[0], 0]) / np.linalg.norm(arrow)
    return away if float(away[:2] @ end) > 0 else -away
