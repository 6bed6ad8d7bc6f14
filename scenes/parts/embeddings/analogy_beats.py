"""Beats: a sum of words walked tip to tail, and which tokens three sums come nearest to."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Create, Mobject, Transform, VGroup, VMobject

from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, late
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.charts.ranking import Ranking
from attention_scenes.scenes.mobjects.charts.tables import ShareTable
from attention_scenes.scenes.parts.embeddings.embeddings_data import Analogy
from attention_scenes.scenes.parts.embeddings.plane_beats import WordSpace

ROLES = ("first", "third", "second", "focus", "text")
LEFTS = (-6.6, -2.15, 2.3)  # of the lists
ORDERS = phrased("first"), phrased("second"), phrased("third")


class WordSums:
    """Call :meth:`walk` and :meth:`rankings` in this order, after all of ``space``."""

    def __init__(self, space: WordSpace) -> None:
        self.space, self.scene, self.bundle = space, space.scene, space.bundle
        self.plane, self.first = space.plane, space.first

    def table(self) -> ShareTable:
        """How far each arrow of the walk goes along the two directions drawn."""
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
        """A row of the table comes."""
        names, numbers = self.ledger[0], self.ledger.numbers
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
        self.ledger = self.table()
        scene.play(FadeOut(self.space.labels), FadeIn(self.ledger[1]), run_time=0.5)
        with scene.beat("walk", phrased("{sum}: three arrows, tip to tail.", sum=first.title)):
            king_comes = FadeIn(names[0], plane.names[1], rate_func=late)
            scene.play(Create(start), king_comes, *self.row(0), run_time=0.9)
            scene.play(
                Transform(self.space.man, plane.arrow(king, after, "third")),
                FadeIn(names[1], rate_func=late),
                *self.row(1),
            )
            scene.play(
                Transform(self.space.woman, plane.arrow(after, total, "second")),
                FadeIn(names[2], rate_func=late),
                *self.row(2),
            )
            scene.play(Create(whole), FadeIn(sum_name, rate_func=late), *self.row(3), run_time=0.8)
        if first.hoped:
            self.compare(total)

    def compare(self, total: np.ndarray) -> None:
        """The hoped-for word's own arrow beside the sum: how far apart they point here, and in all axes."""
        scene, hoped = self.scene, self.first.hoped
        end, zero = self.space.spot(hoped), np.zeros(2)
        arrow = self.plane.arrow(zero, end, "text", 5)
        corner = UP + LEFT if end[1] * total[0] > end[0] * total[1] else DOWN + RIGHT
        label = scene.label(hoped, 0.34).next_to(self.plane.place(end), corner, buff=0.06)
        flat = float(end @ total / np.linalg.norm(end) / np.linalg.norm(total))
        near = scene.claim(
            claim_text("here {word} points within 30° of the sum", word=hoped),
            flat > np.cos(np.pi / 6),
            claim_text("cosine {cosine}", cosine=f"{flat:.2f}"),
        )
        told = phrased("In this plane “{word}” points another way.", word=hoped)
        if near:
            told = phrased("In this plane “{word}” points nearly the same way.", word=hoped)
        numbers: list[tuple[str, Reading]] = []
        listed = {guessed(each.token): each.cosine for each in neighbours(self.bundle, self.first.query)}
        if near and hoped in listed:
            cosine = listed[hoped]
            numbers = [(f"{float(cosine):.2f}", cosine)]
            told = phrased(
                "Here “{word}” points nearly the same way; in all axes: cosine {cosine}.",
                word=hoped, cosine=numbers[0][0],
            )  # fmt: skip
        with scene.beat("hoped", told, numbers):
            scene.play(Create(arrow), FadeIn(label, rate_func=late), *self.row(4), run_time=1)
            scene.wait(1)

    def rankings(self) -> None:
        scene = self.scene
        lists = [
            Ranking(each.title, neighbours(self.bundle, each.query), hoped=each.hoped, width=4.25, em=0.33)
            for each in scene.sums
        ]
        for ranking, x in zip(lists, LEFTS, strict=True):
            ranking.at(x, 2.0)
        size, whole = scene.counted("d_model"), scene.counted("n_vocab")
        note = scene.label(
            label_text(
                "cosine with the sum over all {size} numbers; nearest of {tokens} tokens", size=size[0], tokens=whole[0]
            ),
            0.28,
            "soft",
            numbers=[size, whole],
        ).move_to(scene.layout.notes.at(up=0.1))
        alone = [
            self.alone(each).move_to(scene.layout.notes.at(right=x, up=0.5), LEFT)
            for each, x in zip(scene.sums, LEFTS, strict=True)
        ]
        for order, ranking, each, line in zip(ORDERS, lists, scene.sums, alone, strict=True):
            with scene.beat(f"{order} sum", self.verdict(order, each)):
                first = order == "first"
                told: list[Mobject] = [note, *[each.title for each in lists]] if first else []
                gone = scene.leave() if first else []
                scene.play(*gone, FadeIn(ranking.rows, line, *told, rate_func=late), ranking.grow(1.2))

    def alone(self, each: Analogy) -> VMobject:
        """How near the hoped-for word is to the first word by itself: what the sum must better."""
        listed = {guessed(near.token): near.cosine for near in neighbours(self.bundle, each.start)}
        if not each.hoped:
            return VGroup()
        if each.hoped not in listed:
            return self.scene.label(
                label_text("“{word}” alone: {hoped} not listed", word=each.start, hoped=each.hoped), 0.28, "soft"
            )
        cosine = listed[each.hoped]
        digits = f"{float(cosine):.2f}"
        text = label_text("“{word}” alone: {hoped} {cosine}", word=each.start, hoped=each.hoped, cosine=digits)
        return self.scene.label(text, 0.28, "soft", numbers=[(digits, cosine)])

    def verdict(self, order: str, each: Analogy) -> str:
        """What can be said of a sum: whether the token nearest to it is the one hoped for."""
        found, nearest = neighbours(self.bundle, each.query)[0], self.scene.nearest(each)
        what = {"order": order, "word": nearest}
        if not each.hoped and found.given:
            return phrased("The {order}: nearest is “{word}”, an input itself.", **what)
        if not each.hoped:
            return phrased("The {order}: nearest is “{word}”.", **what)
        if nearest == each.hoped:
            return phrased("The {order} works: nearest is “{word}”. The inputs stay listed.", **what)
        what["hoped"] = each.hoped
        if found.given:
            return phrased("The {order} fails: nearest is “{word}”, itself an input, not “{hoped}”.", **what)
        return phrased("The {order} fails: nearest is “{word}”, not “{hoped}”.", **what)
