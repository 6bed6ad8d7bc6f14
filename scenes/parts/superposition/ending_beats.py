"""Beats: the two neurons that point closest to each other, and what angles alone do not say."""

from __future__ import annotations

from manim import DOWN, UP, Group

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.angles.pair_of_arrows import PairOfArrows
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.superposition.angle_facts import (
    CENTRED,
    NEURONS,
    RANDOM,
    RANDOM_TOKENS,
    AngleFacts,
    add_piles,
    big_number,
    narrower,
    picture_place,
)
from attention_scenes.scenes.parts.superposition.model_beats import ALIKE, ratio

NEAR = 15  # degrees: nearly the same arrow


def show_pair(scene: AttentionScene, facts: AngleFacts) -> None:
    """Draw the two neurons whose arrows are closest, at their true angle."""
    angle = facts.degrees(facts.read("pair_angle", 0))
    where = [[facts.read("neuron", n, d) for d in range(2)] for n in range(2)]
    place = picture_place(scene)
    low = (place.left + (0.0 if scene.layout.is_tall else 4.2), place.bottom)
    pair = PairOfArrows(angle[1], low, (place.right, place.top - 0.4), "key")
    names = []
    em = 0.44 if scene.layout.is_wide else scene.layout.em.word
    for n in range(2):
        layer, neuron = ((str(int(float(value))), value) for value in where[n])
        text = label_text("layer {layer} · neuron {neuron}", layer=layer[0], neuron=neuron[0])
        label = scene.label(text, em, "key", numbers=[layer, neuron])
        tip = pair.tip(n)
        names.append(label.next_to([tip[0], tip[1], 0], DOWN if n == 0 else UP, buff=0.6))
        scene.layout.stage.hold(label)
    number = big_number(scene, angle, "°", label_text("the closest two of all neurons’ arrows"), "third")
    near = scene.claim(
        "two neurons point nearly the same way", float(angle[1]) < NEAR, claim_text("{angle}° apart", angle=angle[0])
    )  # fmt: skip
    caption = phrased("And two neurons of all write nearly the same arrow.")
    if not near:
        caption = phrased("The two neurons whose arrows are closest.")
    count = grouped(facts.read("count", NEURONS))
    scene.change_provenance(label_text("of all pairs of {count} neurons", count=count[0]), [count])
    pair.growth = 0.8  # where it is cut to, thin arrows on white would be next to nothing
    cut_to(scene, pair)
    with scene.beat("pair", caption):
        scene.play(Change(pair, growth=1.0, run_time=1.0), FadeIn(number, run_time=1.0))
        scene.play(FadeIn(*names), run_time=0.5)


def show_end(scene: AttentionScene, facts: AngleFacts) -> None:
    """Lay the random pile once more beside the model's: angles alone prove nothing."""
    front, behind = (NEURONS, RANDOM) if facts.has_neurons else (CENTRED, RANDOM_TOKENS)
    own_role = "key" if facts.has_neurons else "update"
    piles = [facts.model_pile(front, own_role), facts.model_pile(behind, "token")]
    most = max(float(pile.shares.value.max()) for pile in piles)
    field = add_piles(scene, piles, tall=3.6 / most, apart=1.4, unit=0.2 * narrower(scene), bend=0.004, reach=3.6)
    low, high = picture_place(scene).corners
    half = 24.0
    field.stand_at(field.seen(low, high, pitch=10, yaw=-16, between=(90 - half, 90 + half)))
    field.growth[:] = 1.0
    widths = [facts.read("width", kind) for kind in (front, behind)]
    own, random = ((written(float(width), 3), width) for width in widths)
    group = Group(big_number(scene, random, "", label_text("usual cosine of random arrows"), "token", right=True))
    told = label_text("usual cosine of neurons’ arrows")
    if not facts.has_neurons:
        told = label_text("usual cosine of tokens’ arrows, mean removed")
    group.add(big_number(scene, own, "", told, own_role))
    caption = phrased("About as near to right angles as random arrows: no proof of features.")
    if ratio(facts, front, behind) >= ALIKE:
        caption = phrased("Not as random arrows do; still, angles alone prove no features.")
    some = grouped(facts.read("sampled", front))
    scene.change_provenance(
        label_text("piles: {count} arrows with all others · numbers: all pairs", count=some[0]), [some]
    )
    scene.make_way()
    with scene.beat("end", caption):
        scene.play(FadeIn(field, group), run_time=0.5)
        pose = field.seen(low, high, pitch=12, yaw=0, between=(90 - half, 90 + half))
        scene.play(CameraFlight(field, pose, run_time=1.8))
