"""Beats: one query and one key moved apart; the score follows the distance, wherever they stand, fast hand and slow."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, linear

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.places.curve_field import CurveField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import decimals_of_small, written
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.parts.positions.hand_beats import whole_turn
from attention_scenes.scenes.parts.positions.order_facts import OrderFacts

SHOWN = 33  # distances, 0 to 32
EVERY = 8  # so many of them apart stand numbers under the axis
ALL, ELSEWHERE, FASTEST = range(3)
ROLES = ("text", "focus", "first")
SAME = 1e-3  # of the largest score: what turning by large angles may round
TAMED = 0.5  # by so much the score at the fast hand's next high is lower than at the first


def show_distance(scene: AttentionScene, facts: OrderFacts) -> None:
    """Draw the score at each distance; again from another place; and what the fastest hand alone adds to it."""
    layer, head = scene.bundle.chosen_head()
    where = [scene.counted("head.layer"), scene.counted("head.head")]
    scene.change_provenance(label_text("layer {layer} · head {head}", layer=layer, head=head), where)
    scores = facts.scores()[:, :SHOWN]
    stage, em = scene.layout.stage, 0.38 if scene.layout.is_wide else scene.layout.em.word
    place = Place(stage.left + 1.0, stage.bottom + 1.2, stage.right - 0.4, stage.top - 1.5)
    if scene.layout.is_tall:
        place = Place(stage.left + 0.55, stage.bottom + 2.2, stage.right - 0.2, stage.top - 3.0)
    field = CurveField(scores, (place.left, place.bottom), (place.right, place.top), ROLES)
    real = facts.query - facts.key
    peak = scene.claim(
        "the score is highest at a distance of 1", int(scores.value[ALL].argmax()) == 1,
        claim_text("it is highest at {distance}", distance=int(scores.value[ALL].argmax())),
    )  # fmt: skip
    caption = phrased("One query, one key, moved apart: highest at the word before.")
    if not peak:
        caption = phrased("One query, one key, moved apart: the score at each distance.")
    lit = np.zeros_like(field.lit)
    lit[ALL, real] = 1.0
    with scene.beat("distance", caption):
        scene.play(
            FadeIn(furniture(scene, facts, field, place, em), run_time=0.8), FadeIn(field, run_time=0.4),
            Change(field, growth=(1.0, 0.0, 0.0), run_time=2.6, rate_func=linear),
        )  # fmt: skip
        there = number_at(scene, field, scores, real, em)
        scene.play(Change(field, lit=lit), FadeIn(there), run_time=0.6)
    show_elsewhere(scene, field, scores, place, em)
    scene.let_go(there)
    show_wave(scene, field, scores, place, em)
    scene.make_way()


def furniture(scene: AttentionScene, facts: OrderFacts, field: CurveField, place: Place, em: float) -> Group:
    """Return both words over the curve, and distances under it."""
    boxes = [
        Group(scene.label(text, em, role), TokenBox(called(facts.tokens, index), role, em)).arrange(RIGHT, buff=0.2)
        for text, role, index in (
            (label_text("query of"), "query", facts.query), (label_text("key of"), "key", facts.key),
        )
    ]  # fmt: skip
    words = Group(*boxes).arrange(RIGHT, buff=0.6)
    if not scene.layout.is_wide:
        words.arrange(DOWN, buff=0.3, aligned_edge=LEFT)
    words = fitted(words, place.width).move_to([place.left, scene.layout.stage.top - 0.35, 0], LEFT)
    if scene.layout.is_tall:
        words.align_to([0, scene.layout.stage.top, 0], UP)
    below, marks = place.bottom - 0.35, []
    for distance in range(0, SHOWN, EVERY):
        mark = scene.label(str(distance), em, "soft", numbers=constants(str(distance)))
        marks.append(mark.move_to([float(field.xs[distance]), below, 0]))
    axis = scene.label(label_text("places apart"), em, "soft").move_to([float(field.xs[SHOWN // 2]), below - 0.5, 0])
    zero = scene.label("0", em, "soft", numbers=constants("0"))
    zero.move_to([place.left - 0.2, float(field.height(0.0)), 0], RIGHT)
    return Group(words, *marks, axis, zero)


def number_at(scene: AttentionScene, field: CurveField, scores: Reading, distance: int, em: float) -> Group:
    """Return the score where the words really stand, beside its point."""
    score = scores[ALL, distance]
    digits = written(float(score), 1, sign=True)
    text = label_text("score {score}, where they stand", score=digits)
    label = scene.label(text, em, "text", numbers=[(digits, score)])
    return label.next_to(field.at(ALL, distance), RIGHT + UP, buff=0.2)


def show_elsewhere(scene: AttentionScene, field: CurveField, scores: Reading, place: Place, em: float) -> None:
    """Turn both by a thousand places more: the same curve."""
    start = scene.bundle.far_start
    gap = (scores[ALL] - scores[ELSEWHERE]).largest()
    same = scene.claim(
        "the score follows the distance alone", float(gap) < SAME * float(np.abs(scores.value[ALL]).max()),
        claim_text("at other places it differs by {gap} at most", gap=f"{float(gap):.1e}"),
    )  # fmt: skip
    there = f"{start:,}"
    caption = phrased("From place {place} on, the same curve: only the distance counts.", place=there)
    if not same:
        caption = phrased("From place {place} on: the score at each distance again.", place=there)
    digits = written(float(gap), decimals_of_small(float(gap), 1, 8))
    text = label_text("at most {gap} apart", gap=digits)
    label = scene.label(text, em, "focus", numbers=[(digits, gap)])
    label.move_to([place.right, place.top + 0.1, 0], RIGHT)
    with scene.beat("elsewhere", caption, [(there, Reading.constant(start))]):
        scene.play(Change(field, growth=(1.0, 1.0, 0.0), run_time=2.0))
        scene.play(FadeIn(label), run_time=0.5)
    scene.let_go(label)


def show_wave(scene: AttentionScene, field: CurveField, scores: Reading, place: Place, em: float) -> None:
    """Draw what the fastest hand alone adds: it is as high again after each turn, and the others press that down."""
    again = whole_turn(scene.bundle.probe("places.degrees")[0])
    tamed = scene.claim(
        "where the fastest hand is as high again, the whole score is lower", is_tamed(scores.value, float(again[1])),
        claim_text("a turn takes {places} places", places=again[0]),
    )  # fmt: skip
    caption = phrased("The fast hand alone: as high every {places} places. The others tame it.", places=again[0])
    if not tamed:
        caption = phrased("What the fastest hand alone adds: it is round after {places} places.", places=again[0])
    label = scene.label(label_text("the fastest hand alone"), em, "first")
    label.move_to([place.right, place.top + 0.45, 0], RIGHT)
    with scene.beat("wave", caption, [again]):
        scene.play(Change(field, growth=1.0, opacities=(1.0, 0.0, 1.0), run_time=2.4), FadeIn(label, run_time=1.0))


def is_tamed(scores_EN: np.ndarray, turn: float) -> bool:
    """Return whether the whole score is lower a turn after its highest point, where the fastest hand's is as high."""
    best = int(scores_EN[ALL].argmax())
    after = round(best + turn)
    if after >= scores_EN.shape[1]:
        return False
    fast = scores_EN[FASTEST, max(0, after - 1) : after + 2].max()
    high = scores_EN[FASTEST, best] > 0 and fast > 0.8 * scores_EN[FASTEST, best]
    return bool(high and scores_EN[ALL, max(0, after - 1) : after + 2].max() < scores_EN[ALL, best] - TAMED)
