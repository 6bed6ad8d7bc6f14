"""Beats: the same words in another order; what tells both apart with positions, without, and without the mask too."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, Create, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, window
from attention_scenes.scenes.mobjects.places.curve_field import CurveField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.shaping import SMALLEST
from attention_scenes.scenes.parts.positions.order_facts import BLIND, OrderFacts
from attention_scenes.scenes.parts.positions.two_orders import TwoOrders

ROLES = ("text", "second", "focus")
AS_IT_IS, NO_PLACES, NO_MASK = range(3)
TOLD = 0.01  # of a vector's length: from there on both orders are told apart
APART = 0.2  # between two names at the curves' ends
SMALL = 0.56  # of their size, both orders beside the chart


def show_orders(scene: AttentionScene, facts: OrderFacts) -> TwoOrders:
    """Lay the words out twice, and a strand from each to itself."""
    layout, stage = scene.layout, scene.layout.stage
    place = Place(stage.left, stage.bottom + 0.9, stage.right, stage.top - 0.9)
    if layout.is_tall:
        place = Place(stage.left, stage.bottom + 0.6, stage.right, stage.top)
    orders = TwoOrders(scene, facts, place, 0.5 if layout.is_wide else 0.36)
    scene.add(*orders.rows)
    with scene.beat("orders", phrased("The same words in another order. How does a model know the order?")):
        scene.play(*[Create(strand) for strand in orders.strands], run_time=1.8)
        scene.remove(orders.strands, *orders.rows)
        scene.add(orders)
        scene.wait(0.4)
    return orders


class OrderChart:
    """How far the last word's vector differs between both orders, layer by layer: a curve for each way to read."""

    def __init__(self, scene: AttentionScene, facts: OrderFacts) -> None:
        self.scene, self.facts = scene, facts
        layout, stage = scene.layout, scene.layout.stage
        self.em = 0.38 if layout.is_wide else layout.em.word
        if layout.is_tall:
            self.place = Place(stage.left + 1.4, stage.bottom + 2.2, stage.right - 2.2, stage.top - 2.2)
        else:
            self.place = Place(stage.left + 1.2, stage.bottom + 0.75, stage.right - 3.7, stage.top - 2.95)
        low, high = (self.place.left, self.place.bottom), (self.place.right, self.place.top)
        self.field = CurveField(facts.apart.T, low, high, ROLES)
        self.names = [self._name(way) for way in range(3)]
        self._part_names()

    def furniture(self) -> Group:
        """Return what is measured, the first and the last layer, and the scale."""
        scene, place = self.scene, self.place
        count = scene.bundle.meta["n_layers"]
        title = label_text("how far “{word}” differs between both orders, layer by layer", word=self.facts.last)
        stage = scene.layout.stage
        lines = Lines(title, self.em, 5.2 if scene.layout.is_wide else stage.width, "soft", edge=-1)
        lines.move_to([stage.left, stage.top - 0.1, 0], LEFT + UP)
        ends = []
        for layer, x, edge in ((0, place.left, LEFT), (count - 1, place.right, RIGHT)):
            number = [(str(layer), scene.bundle.count(f"layer.{layer}"))]
            label = scene.label(label_text("layer {layer}", layer=layer), self.em, "soft", numbers=number)
            ends.append(label.move_to([x, place.bottom - 0.4, 0], edge))
        return Group(lines, *(ends if count > 1 else ends[:1]), *self._scale())

    def _scale(self) -> list[Group]:
        """Return 0 and the highest share at the left, each where it stands."""
        place, apart = self.place, self.facts.apart
        digits, most = share_of(apart[np.unravel_index(int(apart.value.argmax()), apart.shape)])
        marks = []
        for text, y, numbers in (("0", place.bottom, constants("0")), (digits, place.top, [(digits, most)])):
            mark = self.scene.label(text, self.em, "soft", numbers=numbers)
            marks.append(mark.move_to([place.left - 0.25, y, 0], RIGHT))
        return marks

    def grow(self, way: int) -> list[Animation]:
        """Return the animations in which a curve comes, and its name after it."""
        growth = self.field.growth.copy()
        growth[way] = 1.0
        return [Change(self.field, growth=growth, run_time=2.2), FadeIn(self.names[way], run_time=2.2)]

    def first(self, way: int) -> tuple[str, Reading]:
        """Return the digits of a curve's first number, and its Reading."""
        return share_of(self.facts.apart[0, way])

    def _name(self, way: int) -> Lines:
        digits, number = share_of(self.facts.apart[-1, way])
        texts = (
            label_text("as it is: {share}", share=digits),
            label_text("no turning: {share}" if self.scene.rotary else "no positions: {share}", share=digits),
            label_text("no mask either: {share}", share=digits),
        )
        room = self.scene.layout.words.right - self.place.right - 0.35
        return Lines(texts[way], self.em, room, ROLES[way], edge=-1, numbers=[(digits, number)])

    def _part_names(self) -> None:
        """Put the names beside their curves' ends, so far apart that none touches another."""
        free = self.place.top + 0.2
        for way in sorted(range(3), key=lambda way: -float(self.field.ys[way, -1])):
            half = 0.5 * self.names[way].height
            y = min(float(self.field.ys[way, -1]), free - half)
            self.names[way].move_to([self.place.right + 0.3, y, 0], LEFT)
            free = y - half - APART


def show_apart(scene: AttentionScene, facts: OrderFacts, orders: TwoOrders) -> None:
    """Let the three curves come, each with what it says."""
    chart = OrderChart(scene, facts)
    stage = scene.layout.stage
    least = facts.apart[int(facts.apart.value[:, AS_IT_IS].argmin()), AS_IT_IS]
    told = scene.claim(
        "the last word tells both orders apart from the first layer on", float(least) > TOLD,
        claim_text("in every layer its vector differs by {share} or more", share=share_of(least)[0]),
    )  # fmt: skip
    caption = phrased("“{word}” tells both orders apart, from the first layer on.", word=facts.last)
    if not told:
        caption = phrased("How far does “{word}” tell both orders apart?", word=facts.last)
    moved, eased = [], {"run_time": 1.2, "rate_func": window(0.2, 0.8)}
    if scene.layout.is_wide and orders.em * SMALL >= SMALLEST:
        corner = stage.at(UP + RIGHT)
        if orders in scene.mobjects:
            moved = [orders.animate(**eased).scale(SMALL).move_to(corner, UP + RIGHT)]
        else:  # a dial has taken their place
            moved = [FadeIn(orders.scale(SMALL).move_to(corner, UP + RIGHT), run_time=0.4)]
    else:
        scene.make_way()
    with scene.beat("told", caption):
        scene.play(*moved, FadeIn(chart.furniture(), chart.field, **eased))
        scene.play(*chart.grow(AS_IT_IS))
    show_without(scene, facts, chart)
    show_blind(scene, facts, chart)
    scene.make_way()


def show_without(scene: AttentionScene, facts: OrderFacts, chart: OrderChart) -> None:
    """Switch positions off: the first layer is blind, and later ones are not, for the mask is left."""
    shares = facts.apart.value[:, NO_PLACES]
    leaks = scene.claim(
        "without positions the first layer is blind to the order, and the mask alone tells it later",
        float(shares[0]) < BLIND and float(shares[-1]) > TOLD,
        claim_text("{first} after layer 0, {last} at the end", first=f"{shares[0]:.1e}", last=f"{shares[-1]:.3f}"),
    )  # fmt: skip
    caption = phrased("No turning: layer 0 is blind. The mask alone tells order only later.")
    if not scene.rotary:
        caption = phrased("No positions: layer 0 is blind; then the mask alone tells some order.")
    if not leaks:
        caption = phrased("Without positions: how much of the order is left?")
    zero = [("0", scene.bundle.count("layer.0"))] if leaks else []
    digits, number = chart.first(NO_PLACES)
    label = scene.label(digits, chart.em, ROLES[NO_PLACES], numbers=[(digits, number)])
    label.move_to([chart.place.left + 4.2 * chart.em, chart.place.bottom - 0.4, 0], LEFT)
    lit = chart.field.lit.copy()
    lit[NO_PLACES, 0] = 1.0
    with scene.beat("mask", caption, zero):
        scene.play(*chart.grow(NO_PLACES), Change(chart.field, lit=lit, run_time=2.2))
        scene.play(FadeIn(label), run_time=0.4)
    scene.let_go(label)


def show_blind(scene: AttentionScene, facts: OrderFacts, chart: OrderChart) -> None:
    """Take the mask off too: nothing is left that could tell one order from the other."""
    most = float(facts.apart.value[:, NO_MASK].max())
    blind = scene.claim(
        "without positions and mask both orders give one vector", most < BLIND,
        claim_text("they differ by {share} of its length at most", share=f"{most:.1e}"),
    )  # fmt: skip
    caption = phrased("The mask off too: both orders, one vector. Nothing else tells order.")
    if not blind:
        caption = phrased("The mask off too: how much of the order is left?")
    with scene.beat("blind", caption):
        scene.play(Change(chart.field, opacities=(0.45, 0.45, 1.0), run_time=0.6))
        scene.play(*chart.grow(NO_MASK))


def share_of(share: Reading) -> tuple[str, Reading]:
    """Return a share in per cent, with three decimals where it is next to nothing."""
    value = 100 * float(share)
    return (f"{value:.1f}%" if value >= 0.1 else f"{value:.3f}%"), share
