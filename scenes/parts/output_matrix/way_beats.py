"""Beats: the whole sheet at once beside one key after the other, and by how much the two results differ."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Group, VMobject

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.output_map.output_keys import HIGH, OutputKeys
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import decimals_of_small, written
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.output_matrix.head_outputs import DECIMALS, HeadOutputs
from attention_scenes.scenes.parts.output_matrix.key_beats import CALM, PLAYED
from attention_scenes.scenes.parts.output_matrix.key_places import KeyPlaces
from attention_scenes.scenes.parts.output_matrix.slice_beats import keyboard

SHOWN = 6  # entries of each column
SAME = 1e-3  # of the largest entry: what rounding may change


def show_both_ways(scene: AttentionScene, heads: HeadOutputs, keys: OutputKeys) -> None:
    """Let the whole sheet act at once, and beside it slide what the keys made into one column."""
    places = KeyPlaces(scene.layout)
    whole = keyboard(scene, heads, named=False)
    for name in ("eye", "aim", "center", "stands"):
        setattr(whole, name, getattr(keys, name).copy())
    whole.glass, whole.cells = 1.0, np.full(heads.count, CALM)
    whole.feet = whole.row(0.0)
    left, right = places.origins()
    x_whole, x_keys = places.sums(keys)
    whole.sum_x, keys.sum_x = x_whole, x_keys
    with scene.beat("both ways", "Concatenated and mapped at once, or head by head and added: two ways."):
        scene.wait(0.25)
        there = pose_of_both(places, whole, keys, left, right)
        flights = [CameraFlight(keys, there, stands=right, tags=0.0), CameraFlight(whole, there, stands=left)]
        for flight in flights:
            flight.run_time = 2.6
        scene.play(*flights, FadeIn(whole, run_time=1.6))
        titles = named_ways(scene, whole, keys)
        scene.play(FadeIn(titles), run_time=0.4)
        scene.play(
            Change(whole, sum_grown=1.0, lit=1.0, cells=PLAYED, run_time=2.4),
            Change(keys, line_x=np.full(heads.count, x_keys), delays=np.linspace(1, 0, heads.count), run_time=2.4),
        )
        scene.play(Change(keys, sum_grown=1.0, line_light=0.0, run_time=0.7))
        scene.wait(0.3)
    scene.make_way()


def pose_of_both(places: KeyPlaces, whole: OutputKeys, keys: OutputKeys, left: np.ndarray, right: np.ndarray) -> Pose:
    """Return the pose from which both are seen where they will be."""
    before = whole.stands, keys.stands
    whole.stands, keys.stands = left, right
    found = places.both(whole, keys)
    whole.stands, keys.stands = before
    return found


def named_ways(scene: AttentionScene, whole: OutputKeys, keys: OutputKeys) -> Group:
    """Return the names of both ways, over each."""
    names = Group()
    for way, text in ((whole, label_text("concatenated")), (keys, label_text("head by head"))):
        over = way.lens.project(way.stands + way.row(0.0).mean(axis=0) + [0, HIGH + 0.5, 0]).xy_N2[0]
        names.add(scene.label(text, 0.42).move_to([*over, 0]))
    return names


def show_difference(scene: AttentionScene, heads: HeadOutputs) -> None:
    """Show both columns digit by digit, and the largest difference of all their entries."""
    columns = heads.at_once, join([heads.added(entry) for entry in range(len(heads.at_once))])
    em = 0.52 if scene.layout.is_wide else 0.42
    made = [VectorColumn(column, SHOWN, em, "update", decimals=DECIMALS, note=False) for column in columns]
    caption, numbers, sign = what_differs(scene, heads)
    names = [scene.label(text, 0.4) for text in (label_text("concatenated"), label_text("head by head"))]
    for column, name in zip(made, names, strict=True):
        name.next_to(column, UP, buff=0.3)
    ways = [Group(column, name) for column, name in zip(made, names, strict=True)]
    equals = scene.label(sign, scene.layout.em.hero)
    Group(ways[0], equals, ways[1]).arrange(RIGHT, buff=1.1 if scene.layout.is_wide else 0.35)
    equals.set_y(made[0].get_y())
    Group(*ways, equals).move_to(scene.layout.stage.at(up=0.5))
    gap = largest_difference(scene, heads)
    gap.next_to(Group(*ways), DOWN, buff=0.4).set_x(0)
    with scene.beat("difference", caption, numbers):
        scene.play(*[FadeIn(way) for way in ways], FadeIn(equals), run_time=0.8)
        scene.play(FadeIn(gap), run_time=0.6)
        scene.wait(0.9)
    scene.make_way()


def largest_difference(scene: AttentionScene, heads: HeadOutputs) -> VMobject:
    """Return the line that tells the largest difference of all entries: of rounding, or of a bias."""
    difference = np.abs(heads.at_once.value.astype(np.float64) - heads.summed())
    worst = int(difference.argmax())
    gap = heads.at_once[worst] - heads.added(worst)
    gap = gap if float(gap) >= 0 else -gap
    digits = first_digit(float(gap))
    size = scene.counted("d_model")
    text = label_text("{size} entries, in 32-bit numbers: they differ by about {gap} at most", size=size[0], gap=digits)
    width = scene.layout.words.width
    line = scene.note(text, 0.42, width, 0, role="text", numbers=[size, (digits, gap)])
    return fitted(line, width)


def first_digit(gap: float) -> str:
    """Return a small number in its first digit alone; in more where the entries that are shown have more."""
    return written(gap, max(decimals_of_small(gap, DECIMALS, 12) - 1, DECIMALS))


def what_differs(scene: AttentionScene, heads: HeadOutputs) -> tuple[str, Numbers, str]:
    """Return what is said of both ways, and the sign between them."""
    difference = np.abs(heads.at_once.value.astype(np.float64) - heads.summed())
    shown = [*range(SHOWN - 1), len(difference) - 1]
    texts = [[written(float(v), DECIMALS) for v in way[shown]] for way in (heads.at_once.value, heads.summed())]
    same = scene.claim(
        claim_text("both ways agree to {count} decimals in every entry shown", count=DECIMALS),
        texts[0] == texts[1],
        claim_text("{count} of {all} entries are the same bit for bit", count=int((difference == 0).sum()),
                   all=len(difference)),
    )  # fmt: skip
    rounding = scene.claim(
        "they differ by no more than rounding to 32 bits can make",
        bool((difference <= bound(heads)).all()),
        claim_text("largest difference {difference} of entries up to {largest}", difference=f"{difference.max():.1e}",
                   largest=f"{np.abs(heads.at_once.value).max():.2f}"),
    )  # fmt: skip
    if same and rounding:
        return phrased("The same to every digit shown. What is left is rounding, not 0."), constants("0"), "="
    apart = heads.apart()
    constant = heads.is_biased and scene.claim(
        "the difference is one and the same vector at every token, a bias",
        bool(np.ptp(apart, axis=0).max() < SAME * np.abs(apart).max()),
        claim_text("it varies by {spread}, its entries reach {largest}", spread=f"{np.ptp(apart, axis=0).max():.1e}",
                   largest=f"{np.abs(apart).max():.2f}"),
    )  # fmt: skip
    if constant:
        return phrased("All at once adds a bias too: by that much the two differ."), [], "≠"
    if difference.max() < SAME * np.abs(heads.at_once.value).max():
        return phrased("Nearly the same: the two ways differ in the last digits."), [], "≈"
    return phrased("The two ways differ: by how much stands below."), [], "≠"


def bound(heads: HeadOutputs) -> np.ndarray:
    """Return for each entry how far two ways of adding its products in 32-bit numbers may lie apart, ``[D]``."""
    sheet = np.abs(np.concatenate([strip.value for strip in heads.strips], axis=1).astype(np.float64))
    products = sheet @ np.abs(heads.slices.value.astype(np.float64).ravel())
    return 2 * sheet.shape[1] * np.finfo(np.float32).eps / 2 * products
