"""Beats: the arrows of a model's neurons and of its tokens, beside random ones; all pairs, and the nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import LEFT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.angles.angle_piles import AnglePiles
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.superposition.angle_facts import (
    CENTRED,
    NEURONS,
    RANDOM,
    RANDOM_TOKENS,
    RIGHT_ANGLE,
    TOKENS,
    AngleFacts,
    add_piles,
    big_number,
    narrower,
    picture_place,
    post_name,
    under_names,
)

HIGH = 3.4  # units of space that the highest share reaches
ALIKE = 1.25  # widths this near to each other are about the same
CLOSE = (0.25, (66.0, 114.0))  # units of space of a degree, and between which degrees, where all is about 90°
MIDDLE = 0.01  # a mean cosine smaller than this is about 0
WITHIN = (178, 182)  # half degrees from 89° to 91°
ORDER = {  # piles from the front to the back, with their roles
    True: ((NEURONS, "key"), (RANDOM, "token"), (CENTRED, "update"), (TOKENS, "first")),
    False: ((RANDOM_TOKENS, "token"), (CENTRED, "update"), (TOKENS, "first")),
}
APART = 2.6  # units of space from the front to the back: the tokens take the neurons' places
SEEN = (34.0, 146.0)  # degrees between which the piles lie


@dataclass
class Stage:
    """The piles of the model's arrows, and their names."""

    field: AnglePiles
    names: list[Group]


def show_neurons(scene: AttentionScene, facts: AngleFacts) -> Stage:
    """Let the angles of all neurons' arrows fall beside those of random ones."""
    order = ORDER[facts.has_neurons]
    piles = [facts.model_pile(kind, role) for kind, role in order]
    front = order[0][0]
    most = max(float(pile.shares.value.max()) for pile in piles)
    near = [facts.read("nearest", kind) for kind, _ in order[: 2 if facts.has_neurons else 1]]
    needles = join([constant(RIGHT_ANGLE), *near])
    field = add_piles(
        scene, piles, needles=needles, needle_roles=("focus", "third", "token"), needle_piles=(0,) * len(needles),
        tall=HIGH / most, unit=0.1 * narrower(scene), bend=0.004, reach=HIGH * 1.12,
    )  # fmt: skip
    spoken = 2 if facts.has_neurons else 1
    field.z = APART * np.array((0, 1, 0, 1) if facts.has_neurons else (0, 0, 1))
    field.opacities[spoken:] = 0.0
    low, high = picture_place(scene).corners
    pose = field.seen(low, high, pitch=20, yaw=0, between=SEEN)
    field.stand_at(field.seen(low, high, pitch=26, yaw=-10, between=SEEN))
    count, width = grouped(facts.read("count", front)), grouped(facts.width)
    number = shares_within(scene, facts, order[0])
    alike = facts.has_neurons and ratio(facts, NEURONS, RANDOM) < ALIKE
    if facts.has_neurons:
        alike = scene.claim(
            "neurons' arrows spread as random ones do", alike,
            claim_text("widths {own} and {random}", **widths_told(facts)),
        )  # fmt: skip
    what = {"count": count[0], "width": width[0]}
    caption = phrased("What {count} neurons write, {width} numbers each: almost as random arrows.", **what)
    if not facts.has_neurons:
        caption = phrased("No MLP here: {count} random arrows of {width} numbers.", **what)
    elif not alike:
        caption = phrased("What {count} neurons write, {width} numbers each, beside random arrows.", **what)
    some = grouped(facts.read("sampled", front))
    scene.change_provenance(label_text("{count} arrows with all others, evenly taken", count=some[0]), [some])
    field.growth[:spoken] = 0.5
    growth = field.growth.copy()
    growth[1 if facts.has_neurons else 0] = 1.0
    names = names_of(scene, field, pose, facts)
    with scene.beat("neurons", caption, [count, width]):
        scene.play(FadeIn(field), Change(field, growth=growth, run_time=0.7))
        growth[0] = 1.0
        scene.play(
            Change(field, growth=growth, run_time=1.4), CameraFlight(field, pose, run_time=2.5),
            FadeIn(number, *names[:spoken], run_time=2.5, rate_func=late),
        )  # fmt: skip
    scene.let_go(number, *names[:spoken])
    return Stage(field, names[spoken:])


def shares_within(scene: AttentionScene, facts: AngleFacts, front: tuple[int, str]) -> Group:
    """Return which share of pairs is about at a right angle, and beside that of neurons the one of random arrows."""
    told = label_text("of pairs within a degree of a right angle")
    shown = Group(big_number(scene, percent(within(facts, front[0])), "", told, front[1]))
    if facts.has_neurons:
        told = label_text("of pairs of random arrows")
        shown.add(big_number(scene, percent(within(facts, RANDOM)), "", told, "token", right=True))
    return shown


def within(facts: AngleFacts, kind: int) -> Reading:
    return facts.read("hist", kind)[slice(*WITHIN)].sum()


def ratio(facts: AngleFacts, kind: int, other: int) -> float:
    """Return how much wider the cosines of one set are spread than those of another."""
    one, two = float(facts.read("width", kind)), float(facts.read("width", other))
    return max(one, two) / max(min(one, two), 1e-9)


def widths_told(facts: AngleFacts, own: int = NEURONS, random: int = RANDOM) -> dict[str, str]:
    """Return how widely two sets' cosines spread, as a claim writes it."""
    kinds = {"own": own, "random": random}
    return {name: written(float(facts.read("width", kind)), 3) for name, kind in kinds.items()}


def names_of(scene: AttentionScene, field: AnglePiles, pose: Pose, facts: AngleFacts) -> list[Group]:
    """Return beside each pile what it is."""
    texts = {
        NEURONS: label_text("neurons"), RANDOM: label_text("random"), RANDOM_TOKENS: label_text("random"),
        CENTRED: label_text("tokens, mean removed"), TOKENS: label_text("tokens"),
    }  # fmt: skip
    em = 0.4 if scene.layout.is_wide else scene.layout.em.note
    found = []
    for k, (kind, role) in enumerate(ORDER[facts.has_neurons]):
        label = scene.label(texts[kind], em, role)
        at = field.end_of(k, pose, SEEN[1])
        label.move_to([at[0], at[1] + 0.3, 0], LEFT)
        found.append(Group(scene.layout.stage.hold(label)))
    return found


def show_tokens(scene: AttentionScene, facts: AngleFacts, stage: Stage) -> None:
    """Let the tokens' angles take the place of the others: far from a right angle; less their mean, wide round it."""
    mean = facts.read("mean", TOKENS)
    digits = (written(float(mean), 2), mean)
    leaning = scene.claim(
        "the tokens' arrows share a direction", float(mean) > 5 * float(facts.read("width", RANDOM_TOKENS)),
        claim_text("mean cosine {mean}", mean=digits[0]),
    )  # fmt: skip
    crowding = scene.claim(
        "less their mean, tokens' arrows spread wider than random ones",
        float(facts.read("width", CENTRED)) > ALIKE * float(facts.read("width", RANDOM_TOKENS)),
        claim_text("widths {own} and {random}", **widths_told(facts, CENTRED, RANDOM_TOKENS)),
    )  # fmt: skip
    count = grouped(facts.read("count", TOKENS))
    caption = phrased("{count} tokens share a direction; without it they still crowd.", count=count[0])
    if not (leaning and crowding):
        caption = phrased("{count} tokens’ arrows, as they are and less their mean.", count=count[0])
    number = big_number(scene, digits, "", label_text("mean cosine of two tokens"), "first")
    spread = spread_number(scene, facts)
    with scene.beat("tokens", caption, [count]):
        rise = Change(stage.field, growth=1.0, opacities=of_tokens(stage, 1.0), run_time=1.8)
        scene.play(rise, FadeIn(number, spread, *stage.names, run_time=1.2))
        scene.wait(0.1)
    scene.let_go(number, spread, *stage.names)


def of_tokens(stage: Stage, light: float) -> np.ndarray:
    """Return opacities of the piles where the tokens' two have this one, and the others what is left of 1."""
    opacities = np.full(len(stage.field.opacities), 1 - light)
    opacities[-2:] = light
    return opacities


def spread_number(scene: AttentionScene, facts: AngleFacts) -> Group:
    """Return how widely tokens' cosines spread round their mean's removal, beside random ones'."""
    own, random = (
        (written(float(facts.read("width", kind)), 3), facts.read("width", kind)) for kind in (CENTRED, RANDOM_TOKENS)
    )
    told = label_text("usual cosine, mean removed; of random arrows {random}", random=random[0])
    return big_number(scene, own, "", told, "update", [random], right=True)


def show_nearest(scene: AttentionScene, facts: AngleFacts, stage: Stage) -> None:
    """Set needles: the middle of all pairs, the nearest neighbour, and that of random arrows."""
    field, front = stage.field, ORDER[facts.has_neurons][0][0]
    near = facts.degrees(facts.read("nearest", front))
    told = label_text("from a neuron to its nearest other: the median")
    if not facts.has_neurons:
        told = label_text("from a random arrow to its nearest: the median")
    number = big_number(scene, near, "°", told, "third")
    close, pose = closely(scene, field)
    with scene.beat("nearest", *nearest_caption(scene, facts, near)):
        scene.wait(0.3)  # the flight changes all of the frame at once
        scene.play(
            Change(field, opacities=of_tokens(stage, 0.0), run_time=0.8),
            CameraFlight(field, pose, run_time=1.5, **close),
        )  # fmt: skip
        names = post_names(scene, facts, field)
        scene.play(Change(field, spanned=1.0, run_time=0.8), FadeIn(number, *names, run_time=0.8))
        scene.wait(0.1)


def nearest_caption(scene: AttentionScene, facts: AngleFacts, near: tuple[str, Reading]) -> tuple[str, Numbers]:
    """Return what is said of all pairs and of the nearest, and the numbers in it."""
    front, middle = ORDER[facts.has_neurons][0][0], (str(RIGHT_ANGLE), constant(RIGHT_ANGLE))
    mean = float(facts.read("mean", front))
    centred = scene.claim(
        "all pairs centre at a right angle", abs(mean) < MIDDLE, claim_text("mean cosine {mean}", mean=f"{mean:.4f}"),
    )  # fmt: skip
    if not centred:
        return phrased("From a neuron to the nearest other: {near}° (median).", near=near[0]), [near]
    what = {"middle": middle[0], "near": near[0]}
    if facts.has_neurons:
        return phrased("All pairs centre at {middle}°; a neuron’s nearest lies at {near}°.", **what), [middle, near]
    return phrased("All pairs centre at {middle}°; the nearest lies at {near}°.", **what), [middle, near]


def closely(scene: AttentionScene, field: AnglePiles) -> tuple[dict[str, float], Pose]:
    """Return how wide a degree is, and the pose from which what lies around 90° fills the frame."""
    unit, between = CLOSE
    close, before = {"unit": unit * narrower(scene)}, field.unit
    field.unit = close["unit"]
    pose = field.seen(*under_names(picture_place(scene)), pitch=10, yaw=0, between=between)
    field.unit = before
    return close, pose


def post_names(scene: AttentionScene, facts: AngleFacts, field: AnglePiles) -> list[Label]:
    """Return what each needle is."""
    names = [
        post_name(scene, field, 0, label_text("all pairs")).shift(0.5 * LEFT),
        post_name(scene, field, 1, label_text("nearest"), beside=1),
    ]
    if facts.has_neurons:
        random = facts.degrees(facts.read("nearest", RANDOM))
        text = label_text("random: {angle}°", angle=random[0])
        high = 0.0 if scene.layout.is_wide else 0.7
        name = post_name(scene, field, 2, text, up=high, free=True, numbers=[random])
        names.append(name.shift([0.3 - name.width / 2, 0, 0]))
    return names
