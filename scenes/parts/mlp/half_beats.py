"""Beat: so many neurons make half of all push for the answer, as points of light among all there are."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, Group, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.facts.neuron_sky import NeuronSky
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.recall_beats import clipped

TURN = 9.0  # degrees that the camera goes round
ONE = 0.5  # of all push for it: a neuron with more would be the fact


def show_half(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> None:
    """Light the neurons that make half of it, the strongest first."""
    half, every = grouped(facts.half), grouped(facts.n_neurons)
    sky, (pitch, yaw) = sky_of(facts, places), places.sky_at
    low, high = places.sky.corners
    sky.stand_at(sky.seen(low, high, pitch=pitch, yaw=yaw + TURN))
    first = facts.probe("fact_neurons.share", 0)
    many = scene.claim(
        "no single neuron makes half of all push for the answer", float(first) < ONE, f"{float(first):.1%}"
    )
    caption = phrased("Half of all push for it comes from {half} of {every} neurons.", half=half[0], every=every[0])
    if many and facts.known:
        caption = phrased("Half of all push for it: {half} of {every} neurons. None is the fact.", half=half[0],
                          every=every[0])  # fmt: skip
    lines = lines_of(scene, facts, places)
    push = label_text("push: a neuron’s sum over all tokens but the first, where that is above 0")
    scene.change_provenance(push, constants("0"))
    with scene.beat("half", caption, [half, every]):
        flight = CameraFlight(sky, sky.seen(low, high, pitch=pitch, yaw=yaw), run_time=2.5)
        come = FadeIn(sky, run_time=0.4), FadeIn(lines, rate_func=late)  # what goes is read no more
        scene.play(*come, flight, Change(sky, lit=1.0, rate_func=quick, run_time=2.5))


def lines_of(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> Group:
    """Return of what half is made: what a neuron's push is; and how many neurons make half of all of it."""
    place, em, half = places.count, scene.layout.em, grouped(facts.half)
    parts = label_text("how strongly a neuron fires × how far a little more of it moves the answer")
    number = Label(half[0], em.hero, "focus", numbers=[half])
    rows = [
        Label(label_text("push = activation × gradient"), em.heading),
        Lines(parts, 1.3 * em.word, place.width, edge=1),
        line(number, Label(label_text("neurons:"), em.heading, "focus")),
        Label(label_text("half of all push for “{word}”", word=clipped(facts.answer)), 1.3 * em.word),
    ]  # fmt: skip
    made = VGroup(*[fitted(each, place.width) for each in rows]).arrange(DOWN, 0.18, aligned_edge=RIGHT)
    return Group(made.move_to(place.at(DOWN + RIGHT), DOWN + RIGHT))


def quick(t: float) -> float:
    """Ease so that the strongest, which are first, are there at once: no frame is empty."""
    return float(1 - (1 - t) ** 2)


def sky_of(facts: FactFacts, places: MlpPlaces) -> NeuronSky:
    """Return all neurons, in the order of what they add to the answer's lead."""
    parts = facts.probe("fact_neurons.attribution").value
    order = np.argsort(-parts, axis=None, kind="stable")[: int(float(facts.half))]
    low, high = places.frame.corners
    n_layers, width = parts.shape
    counts = [facts.half, facts.n_neurons]
    return NeuronSky(n_layers, width, order, parts.ravel()[order], counts, low, high)
