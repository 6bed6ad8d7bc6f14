"""Curves of what is left of an answer as neurons are switched off: the fact's, others', and random neurons'."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.facts.falling_curves import FallingCurves
from attention_scenes.scenes.mobjects.text.constant import constant, constants
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.recall_beats import clipped

OFF = (1, 2, 5, 10)  # counts of neurons that are switched off: each has a place on the floor
TOLD = -1  # the point that is spoken of, at which names and figures stand: the last
LEAST = 0.1  # a name whose own answer is less likely has no curve
LETTERS = 16  # of a name


class Curve(NamedTuple):
    """What is left of a chance, ``[K]``; its kind is fact, name, elsewhere or random."""

    name: str
    left: Reading
    role: str
    kind: str


def counts_off(facts: FactFacts) -> list[int]:
    """Return how many neurons are off at each of the points that are shown, none first."""
    return [0, *facts.asked("fact_off")["counts"]]


def all_curves(facts: FactFacts) -> list[Curve]:
    """Return the curves, the fact's first: a name with its answer, one with another, a fact of another kind, random."""
    found = [Curve(clipped(facts.subject, LETTERS), facts.probe("fact_off.own"), "focus", "fact")]
    for name in _names(facts):
        found.append(Curve(clipped(facts.names[name], LETTERS), facts.probe("fact_off.names", name), "key", "name"))
    for n in other_kinds(facts)[:1]:
        answer = clipped(facts.told("fact_off")["answers"][n])
        found.append(Curve(f"“{answer}”", facts.probe("fact_off.elsewhere", n), "first", "elsewhere"))
    random, active = label_text("random neurons"), label_text("random active ones")
    return [
        *found,
        Curve(random, _mean(facts, "random"), "soft", "random"),
        Curve(active, _mean(facts, "active"), "data_low", "random"),
    ]


def draw_curves(facts: FactFacts, curves: list[Curve], places: MlpPlaces) -> FallingCurves:
    """Return the curves, each from its own whole on, with what is left in the end; none of them there yet."""
    shares = [join([each / curve.left[0] for each in curve.left]).reshape(1, -1) for curve in curves]
    counts = constants(*[str(count) for count in counts_off(facts)])
    low, high = places.frame.corners
    drawn = FallingCurves(
        join(shares), [curve.name for curve in curves], [curve.role for curve in curves], [text for text, _ in counts],
        [reading for _, reading in counts], low, high, heights=[("100%", constant(1.0)), ("50%", constant(0.5))],
        floor=label_text("neurons off"), em=1.15 * places.em, step=places.curve[0],
        full=places.curve[1], figures=[percent(share_left(curve)) for curve in curves],
    )  # fmt: skip
    drawn.stand_at(drawn.seen(*places.curves.corners, pitch=places.curves_at[0], yaw=places.curves_at[1]))
    return drawn


def share_left(curve: Curve) -> Reading:
    """Return how much of a curve's own start is left at the point that is spoken of."""
    return curve.left[TOLD] / curve.left[0]


def _names(facts: FactFacts) -> list[int]:
    """Return the name whose own answer is likeliest among those with the fact's answer, and among the others."""
    if not facts.names:
        return []
    plain, same = facts.probe("fact_off.names").value[:, 0], facts.probe("fact_off.same").value > 0
    found = [np.flatnonzero(some & (plain >= LEAST)) for some in (same, ~same)]
    return [int(some[np.argmax(plain[some])]) for some in found if len(some)]


def other_kinds(facts: FactFacts) -> list[int]:
    """Return the facts of other kinds whose answer is another and likely."""
    answers, plain = facts.probe("fact_off.answer").value, facts.probe("fact_off.elsewhere").value[:, 0]
    return np.flatnonzero((answers != float(facts.probe("fact.answer", 0))) & (plain >= LEAST)).tolist()


def _mean(facts: FactFacts, name: str) -> Reading:
    """Return the mean of all draws."""
    draws = [facts.probe(f"fact_off.{name}", n) for n in range(len(facts.probe(f"fact_off.{name}")))]
    total = draws[0]
    for each in draws[1:]:
        total = total + each
    return total / float(len(draws))
