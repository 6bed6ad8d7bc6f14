"""Beat: so many neurons make half of what speaks for the answer, as points of light among all there are."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, Group, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.facts.neuron_sky import NeuronSky
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.off_curves import TOLD, counts_off
from attention_scenes.scenes.parts.mlp.prompt_facts import HALF
from attention_scenes.scenes.parts.mlp.recall_beats import clipped

TURN = 9.0  # degrees that the camera goes round
ONE = 0.5  # of all that speaks for it: a neuron with more would be the fact


def show_half(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> None:
    """Light the neurons that make half of it, the strongest first."""
    half, every = grouped(facts.half), grouped(facts.n_neurons)
    sky, (pitch, yaw) = sky_of(facts, places), places.sky_at
    low, high = places.sky.corners
    sky.stand_at(sky.seen(low, high, pitch=pitch, yaw=yaw + TURN))
    first = facts.probe("fact_neurons.share", 0)
    many = scene.claim(
        "no single neuron makes half of what speaks for the answer", float(first) < ONE, f"{float(first):.1%}"
    )
    few = breaking(facts)
    [count], numbers = constants(str(few)), [half, every]
    caption = phrased("Half of what speaks for it takes {half} of {every} neurons.", half=half[0], every=every[0])
    if many and facts.known:
        caption = phrased("Half of what speaks for it takes {half} of {every}: no one is the fact.", half=half[0],
                          every=every[0])  # fmt: skip
        if few:
            caption = phrased("A few off break it: {count}. Many help: {half} of {every} make half.",
                              count=count[0], half=half[0], every=every[0])  # fmt: skip
            numbers.append(count)
    place, em = places.count, scene.layout.em
    number = Label(half[0], em.hero, "focus", numbers=[half]).move_to(place.at(RIGHT), RIGHT)
    lines = label_text("neurons make half of all"), label_text("that speaks for “{word}”", word=clipped(facts.answer))
    below = VGroup(*[fitted(Label(text, 1.2 * em.word), place.width) for text in lines])
    below.arrange(DOWN, 0.14, aligned_edge=RIGHT).next_to(number, DOWN, 0.2).align_to(number, RIGHT)
    scene.change_provenance(label_text("gradient × activation, parts that speak for the answer"))
    with scene.beat("half", caption, numbers):
        flight = CameraFlight(sky, sky.seen(low, high, pitch=pitch, yaw=yaw), run_time=2.5)
        come = FadeIn(sky, run_time=0.4), FadeIn(Group(number, below))
        scene.play(*come, flight, Change(sky, lit=1.0, rate_func=quick, run_time=2.5))


def breaking(facts: FactFacts) -> int:
    """Return how many of the strongest neurons, as told before, take half of the chance; 0 where they do not."""
    left = facts.probe("fact_off.own").value
    count = counts_off(facts)[TOLD]
    told = [0, *facts.asked("fact_off")["counts"]].index(count)
    return count if left[told] < HALF * left[0] else 0


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
