"""Beats: the more dimensions, the more angles pile up at 90 degrees; and why: many small products cancel."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.angles.packed_arrows import WIDTHS
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.angles.angle_piles import AnglePiles, Pile
from attention_scenes.scenes.mobjects.angles.product_walk import ProductWalk
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.superposition.angle_facts import (
    AngleFacts,
    add_piles,
    big_number,
    narrower,
    picture_place,
)

FULL = 42.0  # units of space of a share of 1
LUCKY = 0.5  # of the usual size: a sum that is smaller is nearer to 0 than most
BEGUN = 0.5  # of their height that piles and bars have as they come
WITHIN = 0.15  # of 1/√d: how near to it a measured width is


def show_piles(scene: AttentionScene, facts: AngleFacts) -> None:
    """Raise a pile for each number of dimensions, one behind the other."""
    shares, points = facts.packed("pile"), facts.packed("pile_points")
    count = len(WIDTHS)
    piles = [Pile(shares[n].reshape(1, -1), points[n].reshape(1, -1), "token") for n in range(count)]
    field = add_piles(scene, piles, apart=2.0, unit=0.07 * narrower(scene), bend=0.004, tall=FULL, reach=3.6)
    low, high = dims_box(scene)
    pose = field.seen(low, high, pitch=23, yaw=-14)
    field.stand_at(field.seen(low, high, pitch=12, yaw=-30))
    names = pile_names(scene, field, pose, [constant(width) for width in WIDTHS])
    order = np.linspace(0, 1, count)
    field.growth[:] = BEGUN
    with scene.beat("piles", phrased("Random arrows: the more dimensions, the nearer to right angles.")):
        scene.play(FadeIn(field), run_time=0.4)
        scene.play(
            Change(field, growth=1.0, delays=order, run_time=2.6), CameraFlight(field, pose, run_time=2.6),
        )  # fmt: skip
        scene.play(FadeIn(names), run_time=0.4)
        scene.wait(0.2)
    scene.make_way()


def dims_box(scene: AttentionScene) -> tuple[tuple[float, float], tuple[float, float]]:
    place = picture_place(scene)
    if scene.layout.is_tall:
        return (place.left, place.bottom + 1.0), (place.right - 1.9, scene.layout.stage.top - 0.5)
    return (place.left, place.bottom), (place.right - 2.0, place.top)


def pile_names(scene: AttentionScene, field: AnglePiles, pose: Pose, widths: list[Reading]) -> Group:
    """Return beside each pile its number of dimensions."""
    em = 0.36 if scene.layout.is_wide else scene.layout.em.note
    names = []
    for k, width in enumerate(widths):
        digits = grouped(width)
        text = label_text("{count} dimensions", count=digits[0]) if k == 0 else digits[0]
        label = scene.label(text, em, field.piles[k].role, numbers=[digits])
        at = field.end_of(k, pose)
        names.append(scene.layout.stage.hold(label.move_to([at[0] + 0.25, at[1] + 0.05, 0], LEFT)))
    return Group(*names)


def show_why(scene: AttentionScene, facts: AngleFacts) -> None:
    """Add up the products of two random arrows, and compare the usual size of a cosine with 1 / √d."""
    terms, total = facts.packed("terms"), facts.packed("sum", 0)
    dimensions = int(scene.params.dimensions)
    stage = scene.layout.stage
    place = picture_place(scene)
    low = (place.left, stage.bottom + 1.0)
    high = (place.right if scene.layout.is_tall else stage.right - 4.6, place.top - 0.7)
    usual = constant(1) / constant(dimensions).sqrt()
    walk = ProductWalk(terms, total, usual, low, high)
    result = left_over(scene, total, usual)
    rule = width_rule(scene, facts, result)
    parts = terms.value
    cancels = scene.claim(
        "plus and minus nearly cancel", abs(float(total)) < 0.5 * float(abs(parts).sum()),
        claim_text("{total} left", total=written(float(total), 3, sign=True)),
    )  # fmt: skip
    caption = phrased("Why? A cosine adds {count} products, and plus and minus nearly cancel.", count=str(dimensions))
    if not cancels:
        caption = phrased("A cosine adds {count} products: few need not cancel.", count=str(dimensions))
    walk.growth[:] = BEGUN
    with scene.beat("why", caption, [(str(dimensions), constant(dimensions))]):
        scene.play(FadeIn(walk, walk_key(scene, walk)), run_time=0.4)
        scene.play(Change(walk, growth=1.0, delays=np.linspace(0, 1, len(walk.growth)), run_time=2.4))
        scene.play(FadeIn(result, rule, *band_name(scene, walk, usual)), run_time=0.6)
        scene.wait(0.1)
    scene.make_way()


def left_over(scene: AttentionScene, total: Reading, usual: Reading) -> Group:
    """Return the sum, large, and whether it is nearer to 0 than such sums usually are."""
    digits = (written(float(total), 3, sign=True), total)
    told = label_text("the cosine of two random arrows")
    if abs(float(total)) < LUCKY * float(usual):
        told = label_text("the cosine of two random arrows: a lucky draw")
    return big_number(scene, digits, "", told, "token", right=scene.layout.is_wide)


def walk_key(scene: AttentionScene, walk: ProductWalk) -> Group:
    """Return what bars and thread are, over the picture."""
    em = 0.36 if scene.layout.is_wide else scene.layout.em.note
    plus = scene.label(label_text("■ products, plus"), em, "weight_plus")
    minus = scene.label(label_text("■ minus"), em, "weight_minus")
    thread = scene.label(label_text("line: the sum so far"), em, "token")
    bars = Group(plus, minus).arrange(RIGHT, buff=0.4)
    key = Group(bars, thread)
    key.arrange(
        *((RIGHT, 0.6) if scene.layout.is_wide else (DOWN, 0.2)), aligned_edge=DOWN if scene.layout.is_wide else LEFT
    )
    return key.move_to([walk.low[0] + 0.6, walk.high[1] - 0.4, 0], DOWN + LEFT)


def band_name(scene: AttentionScene, walk: ProductWalk, usual: Reading) -> list[Label]:
    """Return beside the band where such a sum usually ends."""
    em = 0.36 if scene.layout.is_wide else scene.layout.em.note
    digits = written(float(usual), 3)
    text = label_text("usually within ±{usual}", usual=digits)
    name = scene.label(text, em, "text", numbers=[(digits, usual)])
    return [scene.layout.stage.hold(name.next_to(walk.at_end(-float(usual)), DOWN, buff=0.2))]


def width_rule(scene: AttentionScene, facts: AngleFacts, above: Group) -> Group:
    """Return measured widths beside 1 / √d, and whether they agree."""
    widths, sizes = facts.packed("width"), WIDTHS
    off = [abs(float(widths[n]) * size**0.5 - 1) for n, size in enumerate(sizes)]
    scene.claim(
        "the usual size of random cosines is 1 / √d", max(off) < WITHIN,
        claim_text("off by {share} at most", share=f"{max(off):.1%}"),
    )  # fmt: skip
    em = 0.42 if scene.layout.is_wide else scene.layout.em.word
    rows = []
    for n in (2, 4, 5):
        size, width = (str(sizes[n]), constant(sizes[n])), (written(float(widths[n]), 3), widths[n])
        text = label_text("{size} dimensions: usually ±{width}", size=size[0], width=width[0])
        rows.append(scene.label(text, em, "text", numbers=[size, width]))
    rule = scene.label(label_text("usual size: {one}/√d", one="1"), 1.3 * em, "text", numbers=[("1", constant(1))])
    group = Group(*rows, rule).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
    fitted(group, 4.2 if scene.layout.is_wide else 3.6)
    if scene.layout.is_tall:
        corner = scene.layout.stage.at(UP + RIGHT)
        return group.move_to(corner, UP + RIGHT)
    return group.next_to(above, DOWN, buff=0.5).align_to(above, RIGHT)
