"""Beats: arrows that steps push apart, where they stop, and the bound that no arrangement passes."""

from __future__ import annotations

from dataclasses import dataclass

from manim import DOWN, Group, linear

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.angles.angle_piles import AnglePiles, Pile
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose, glide
from attention_scenes.scenes.mobjects.text.constant import constant, constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.parts.superposition.angle_facts import (
    RIGHT_ANGLE,
    AngleFacts,
    add_piles,
    big_number,
    narrower,
    picture_place,
    post_name,
    under_names,
)

HIGH = 3.4  # units of space that the highest share reaches
RING_UNIT, WIDE_UNIT = 0.05236, 0.16  # units of space of a degree: of a true ring of radius 3; seen close
CLOSE_BEND = 0.006
NEEDLES = ("third", "future", "future", "text", "text", "future", "future")  # worst, bound, told, the bound of many
EVERY_PAIR = ("89", "91")  # degrees, of what is often said
CLAIMED = (10_000, 100)  # arrows and dimensions it is said of


@dataclass
class Packed:
    """The pile of arrows that are pushed apart, the big number beside it, and its first needle's name."""

    field: AnglePiles
    number: Group
    name: Label


def show_start(scene: AttentionScene, facts: AngleFacts) -> Packed:
    """Show all angles on a true ring, then come close: random arrows, and the pair that is farthest off."""
    shares, worst = facts.packed("hist"), facts.packed("worst")
    bound = facts.packed("bound", 0)
    told = [reading for _, reading in constants(*EVERY_PAIR)]
    straight, claimed = constant(2 * RIGHT_ANGLE), facts.packed("claimed_bound", 0)
    needles = join([worst[0], bound, straight - bound, *told, claimed, straight - claimed])
    tall = HIGH / float(shares.value.max())
    field = add_piles(
        scene, [Pile(shares, facts.packed("points"), "token")], needles=needles,
        needle_roles=NEEDLES, needle_piles=(0,) * len(NEEDLES), moving=worst, tall=tall, unit=RING_UNIT, bend=1 / 3,
        reach=HIGH,
    )  # fmt: skip
    low, high = picture_place(scene).corners
    field.stand_at(field.seen(low, high, pitch=4, yaw=-8))
    close, pose = closely(scene, field)
    count, dimensions, off = facts.count, facts.dimensions, facts.off(worst[0])
    number = big_number(scene, off, "°", label_text("off a right angle: the worst pair"), "third")
    caption = phrased(
        "{count} random arrows in {dimensions} dimensions: one pair is {off}° off.",
        count=count[0], dimensions=dimensions[0], off=off[0],
    )  # fmt: skip
    field.growth[:] = 0.5
    scene.change_provenance(label_text("random arrows, pushed apart step by step"))
    with scene.beat("start", caption, [count, dimensions, off]):
        scene.play(
            FadeIn(field, run_time=0.4), Change(field, growth=1.0, run_time=0.7),
            CameraFlight(field, pose, run_time=2.8, **close),
        )  # fmt: skip
        name = post_name(scene, field, 0, label_text("worst pair"), beside=-1)
        scene.play(Change(field, spanned=only(0), run_time=0.6), FadeIn(number, name, run_time=0.6))
    return Packed(field, number, name)


def only(*shown: int) -> list[float]:
    """Return how long each needle is where only these stand."""
    return [float(n in shown) for n in range(len(NEEDLES))]


def closely(scene: AttentionScene, field: AnglePiles) -> tuple[dict[str, float], Pose]:
    """Return how the ring is unrolled, and the pose from which what lies around 90° fills the frame."""
    place = picture_place(scene)
    half = 34.0 if scene.layout.is_wide else 28.0
    close = {"unit": WIDE_UNIT * narrower(scene), "bend": CLOSE_BEND}
    before = field.unit, field.bend
    field.unit, field.bend = close["unit"], close["bend"]
    low, high = under_names(place)
    pose = field.seen(low, high, pitch=9, yaw=-10, between=(RIGHT_ANGLE - half, RIGHT_ANGLE + half))
    field.unit, field.bend = before
    return close, pose


def show_pushed(scene: AttentionScene, facts: AngleFacts, packed: Packed) -> None:
    """Let the steps run: the tails pull in."""
    worst, steps = facts.packed("worst"), facts.packed("step")
    last = len(worst) - 1
    before, off, made = facts.off(worst[0]), facts.off(worst[last]), grouped(steps[last])
    numbers = [before, off, made]
    caption = phrased(
        "Push the worst pairs apart: {before}° off becomes {off}° in {steps} steps.",
        before=before[0], off=off[0], steps=made[0],
    )  # fmt: skip
    better = scene.claim(
        "steps bring the worst pair nearer to a right angle", float(worst[last]) > float(worst[0]),
        claim_text("{before}° off, then {after}°", before=before[0], after=off[0]),
    )  # fmt: skip
    if not better:
        caption = phrased("Steps that push the worst pairs apart change little: {steps} of them.", steps=made[0])
        numbers = [made]
    told = label_text("off a right angle: the worst pair after {steps} steps, where we stopped", steps=made[0])
    number = big_number(scene, off, "°", told, "third", [made])
    with scene.beat("pushed", caption, numbers):
        scene.play(FadeOut(packed.number, packed.name), run_time=0.3)  # the post goes where its name stood
        scene.play(Change(packed.field, step=float(last), run_time=2.6, rate_func=linear))
        name = post_name(scene, packed.field, 0, label_text("worst pair"))
        scene.play(FadeIn(number, name), run_time=0.5)
        scene.wait(0.1)
    packed.number, packed.name = number, name


def show_bound(scene: AttentionScene, facts: AngleFacts, packed: Packed) -> None:
    """Raise the bound as an edge of light on both sides."""
    off = facts.off(facts.packed("bound", 0))
    scene.claim(
        "the arrows keep to the bound", float(facts.packed("worst")[-1]) <= float(facts.packed("bound", 0)) + 1e-3,
        claim_text("{off}° off at least", off=off[0]),
    )  # fmt: skip
    number = big_number(scene, off, "°", label_text("off at least: the Welch bound"), "future", right=True)
    caption = phrased("However they are placed, some pair is {off}° off or more.", off=off[0])
    name = post_name(scene, packed.field, 2, label_text("bound"))
    scene.let_go(packed.name)
    with scene.beat("bound", caption, [off]):
        scene.play(
            Change(packed.field, spanned=only(0, 1, 2), run_time=1.3, rate_func=glide),
            FadeIn(number, name, run_time=1.0),
        )  # fmt: skip
        scene.wait(0.2)
    scene.let_go(number, name, packed.number)


def show_claimed(scene: AttentionScene, facts: AngleFacts, packed: Packed) -> None:
    """Say what the bound forbids of many more arrows: that every pair is within a degree of a right angle."""
    off = facts.off(facts.packed("claimed_bound", 0))
    count, dimensions = (grouped(constant(number)) for number in CLAIMED)
    low, high = constants(*EVERY_PAIR)
    scene.claim(
        "not every pair can be within a degree of a right angle", float(off[1]) > 1,
        claim_text("{off}° off at least", off=off[0]),
    )  # fmt: skip
    caption = phrased(
        "Often told: {n} in {d} dimensions, all {low}° to {high}°. It cannot be.",
        n=count[0], d=dimensions[0], low=low[0], high=high[0],
    )  # fmt: skip
    told = label_text(
        "off at least: some pair of {count} in {dimensions} dimensions", count=count[0], dimensions=dimensions[0]
    )  # fmt: skip
    number = big_number(scene, off, "°", told, "future", [count, dimensions], right=True)
    scene.change_provenance(label_text("a bound: a formula, no arrows"))
    inside = [packed.field.top_of(n) for n in (3, 4)]
    em = 0.4 if scene.layout.is_wide else scene.layout.em.note
    told_name = scene.label(label_text("told: all in here"), em, "text")
    told_name.move_to([(inside[0][0] + inside[1][0]) / 2, inside[0][1] + 0.3, 0], DOWN)
    beyond = post_name(scene, packed.field, 6, label_text("some pair out here"), beside=-1)
    with scene.beat("claimed", caption, [count, dimensions, low, high]):
        scene.play(
            Change(packed.field, spanned=only(3, 4, 5, 6), dust=0.0, run_time=0.8),
            FadeIn(number, told_name, beyond, run_time=0.8),
        )  # fmt: skip
        scene.wait(0.2)
    scene.make_way()
