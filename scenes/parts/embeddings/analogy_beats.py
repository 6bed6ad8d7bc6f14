"""Beats: a sum of words walked tip to tail."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Create, Transform, VGroup

from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.charts.tables import ShareTable
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.embeddings.plane_beats import WordSpace

ROLES = ("first", "third", "second", "focus", "text")


class WordSums:
    """A sum of words in the plane of ``space``, after all of it."""

    def __init__(self, space: WordSpace) -> None:
        self.space, self.scene, self.bundle = space, space.scene, space.bundle
        self.plane, self.first = space.plane, space.first

    def make_table(self) -> ShareTable:
        """Return how far each arrow of the walk goes along the two directions drawn."""
        first, place = self.first, self.bundle.probe("embedding.plane")
        words = (*first[:3], first.hoped) if first.hoped else first[:3]
        king, man, woman, *queen = (place[self.bundle.word(word).word] for word in words)
        rows = [king, -man, woman, king - man + woman, *queen]
        names = [first.start, f"− {first.minus}", f"+ {first.plus}", label_text("the sum"), first.hoped][: len(rows)]
        table = ShareTable(
            names,
            ROLES[: len(rows)],
            (label_text("across"), label_text("up")),
            join(rows).reshape(len(rows), 2),
            em=0.34,
        )
        table.numbers.opacities[:] = 0
        return table.move_to(self.scene.layout.stage.at(LEFT, up=1.6), LEFT + UP)

    def row(self, index: int) -> list[Animation]:
        """Return the animations that bring a row of the table."""
        names, numbers = self.table[0], self.table.numbers
        seen = np.arange(len(numbers.opacities)) // 2 <= index
        return [FadeIn(names[index], rate_func=late), Change(numbers, opacities=seen, rate_func=late)]

    def walk(self) -> None:
        scene, plane, first, zero = self.scene, self.plane, self.first, np.zeros(2)
        king, man, woman = (self.space.spot(word) for word in first[:3])
        after = king - man
        total = after + woman
        inside = (king + after + total) / 4
        start = plane.arrow(zero, king, "first")
        names = [
            plane.beside(scene.label(text, 0.34, role), a, b, inside)
            for text, role, a, b in (
                (first.start, "first", zero, king), (f"− {first.minus}", "third", king, after),
                (f"+ {first.plus}", "second", after, total),
            )
        ]  # fmt: skip
        whole = plane.arrow(zero, total, "focus", 6)
        sum_name = plane.at_tip(scene.label(label_text("the sum"), 0.34, "focus"), zero, total)
        self.table = self.make_table()
        scene.let_go(self.space.labels)
        with scene.beat("walk", phrased("{sum}: three arrows, tip to tail.", sum=first.title)):
            king_comes = FadeIn(names[0], plane.names[1], rate_func=late)
            scene.play(Create(start), king_comes, FadeIn(self.table[1], rate_func=late), *self.row(0), run_time=0.9)
            scene.play(
                Transform(self.space.man, plane.arrow(king, after, "third")),
                FadeIn(names[1], rate_func=late),
                *self.row(1),
                run_time=0.7,
            )
            scene.play(
                Transform(self.space.woman, plane.arrow(after, total, "second")),
                FadeIn(names[2], rate_func=late),
                *self.row(2),
                run_time=0.7,
            )
            scene.play(Create(whole), FadeIn(sum_name, rate_func=late), *self.row(3), run_time=0.7)
            if first.hoped:
                self.compare(total)

    def compare(self, total: np.ndarray) -> None:
        """Show the hoped-for word's own arrow beside the sum: how far apart they point here, and in all axes."""
        scene, hoped = self.scene, self.first.hoped
        end, zero = self.space.spot(hoped), np.zeros(2)
        arrow = self.plane.arrow(zero, end, "text", 5)
        corner = UP + LEFT if end[1] * total[0] > end[0] * total[1] else DOWN + RIGHT
        label = scene.label(hoped, 0.34).next_to(self.plane.place(end), corner, buff=0.06)
        flat = float(end @ total / np.linalg.norm(end) / np.linalg.norm(total))
        scene.claim(
            claim_text("here {word} points within 30° of the sum", word=hoped),
            flat > np.cos(np.pi / 6),
            claim_text("cosine {cosine}", cosine=f"{flat:.2f}"),
        )
        scene.play(Create(arrow), FadeIn(label, self.alike(), rate_func=late), *self.row(4), run_time=0.8)

    def alike(self) -> VGroup:
        """Return how alike the sum and the hoped-for word are in this plane, and in all axes where that is known."""
        place, words = self.bundle.probe("embedding.plane"), [*self.first[:3], self.first.hoped]
        king, man, woman, queen = (place[self.bundle.word(word).word] for word in words)
        total = king - man + woman
        flat = (queen * total).sum() / ((queen * queen).sum() * (total * total).sum()).sqrt()
        digits = f"{float(flat):.2f}"
        lines = [
            Label(label_text("the sum and “{word}”", word=self.first.hoped), 0.32),
            Label(label_text("cosine in this plane: {cosine}", cosine=digits), 0.32, "soft", numbers=[(digits, flat)]),
        ]
        listed = {guessed(each.token): each.cosine for each in neighbours(self.bundle, self.first.query)}
        if (cosine := listed.get(self.first.hoped)) is not None:
            digits = f"{float(cosine):.2f}"
            text = label_text(
                "cosine in all {size} axes: {cosine}", size=self.scene.counted("d_model")[0], cosine=digits
            )
            lines.append(Label(text, 0.32, "focus", numbers=[self.scene.counted("d_model"), (digits, cosine)]))
        group = VGroup(*[fitted(line, 3.9) for line in lines]).arrange(DOWN, buff=0.16, aligned_edge=LEFT)
        return group.next_to(self.table, DOWN, buff=0.55, aligned_edge=LEFT)
