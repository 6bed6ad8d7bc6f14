"""Beats: who wrote the way of the vectors, how far from their senses they stay, and where they end."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, LEFT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.charts.angle_fans import AngleFans
from attention_scenes.scenes.mobjects.charts.part_bars import PartBars
from attention_scenes.scenes.parts.mole.mole_places import places_in
from attention_scenes.scenes.parts.mole.sense_views import AHEAD, ALONG, fly, seen_from
from attention_scenes.scenes.parts.mole.tunnel_beats import FIRST, LOWER, STEP, SenseView, under_chart
from attention_scenes.scenes.parts.mole.vector_beats import ROLES
from attention_scenes.scenes.parts.mole.word_senses import Senses

FREE = 0.4  # scene units of the ledger right of the parts, where the tunnel begins
TOP, ROW = 0.74, 0.86  # from the counter's baseline to the first row of the parts, and from row to row


def show_parts(scene: AttentionScene, senses: Senses, view: SenseView) -> None:
    """Show how much of the way attention wrote, and how much the MLPs, in place of the chart."""
    layer, places = senses.depth, places_in(scene.layout)
    names = {"attn": label_text("attention"), "mlp": label_text("MLP")}
    names |= {"place": label_text("position")} if scene.adds_positions else {}
    parts = [scene.bundle.probe(f"sense.from_{name}")[:, layer] for name in names]
    bars = PartBars(
        view.names, ROLES[: len(view.names)], join(parts).reshape(len(parts), -1).T, tuple(names.values()),
        label_text("1: where its sense lies"),
        inset=places.names, width=places.width - places.names - FREE, row=ROW,
    )  # fmt: skip
    bars.shift(places.ledger + TOP * DOWN)
    bars.bars.growth[:] = 0
    what = scene.note(
        label_text("MLP: one word at a time, with what attention brought"), 0.3, places.lines, role="text"
    )
    what.move_to(places.ledger + LOWER * DOWN, LEFT)
    with scene.beat("who moved it", who_wrote(scene, senses, dict(zip(names, parts, strict=True)))):
        scene.let_go(view.chart, view.held, view.accuracy)
        scene.play(FadeIn(what, rate_func=late), run_time=0.8)
        scene.wait(0.8)
        scene.play(FadeIn(bars.names, bars.bars, bars.scale_ends), run_time=0.5)
        for part in range(len(names)):
            scene.play(*bars.grow(part), run_time=1.0)
        scene.wait(1)
    scene.let_go(bars, what)


def who_wrote(scene: AttentionScene, senses: Senses, parts: dict[str, Reading]) -> str:
    """Return what is said of the parts of the way, each ``[phrase]``, as they were measured."""
    written = {name: float(part.value.sum()) for name, part in parts.items()}
    attn, mlp = parts["attn"].value, parts["mlp"].value
    at = claim_text("at layer {layer}", layer=senses.depth)
    most = scene.claim(
        "MLPs wrote more of the way along the sense axes than attention", written["mlp"] > written["attn"], at
    )
    hint = scene.claim(
        "attention brings each phrase nearer to its sense, the MLPs more so",
        bool((attn > 0).all() and (mlp > attn).all()),
        at,
    )
    if not senses.sure:
        return phrased("What each part added along these unsure directions.")
    if max(written, key=lambda name: written[name]) == "place":
        return phrased("Most of the way is the words’ positions alone, no sense.")
    whole = sum(written.values())
    if max(written.values()) <= max(whole / 2, 0):
        return phrased("What each part added towards each phrase’s sense.")
    if hint:
        return phrased("Along these axes attention moves each by what it reads, MLPs more.")
    if most:
        return phrased("MLPs wrote most of the way; only attention reads earlier words.")
    return phrased("Attention wrote most of the way: only it reads earlier words.")


def show_angles(scene: AttentionScene, senses: Senses, view: SenseView) -> None:
    """Say how far each arrow is from its axis, beside the ring as it is seen from ahead."""
    count = range(len(senses.own))
    angles = [senses.cosines[p, senses.depth, senses.mine(p)].angle() for p in count]
    digits = [f"{float(angle):.0f}" for angle in angles]
    caption = phrased(
        "None points straight at its sense: {first}° and {second}° off.", first=digits[0], second=digits[1]
    )
    if len(digits) == 3:
        caption = phrased(
            "None points straight at its sense: {first}°, {second}° and {third}° off.",
            first=digits[0], second=digits[1], third=digits[2],
        )  # fmt: skip
    fans = make_fans(scene, senses, view, angles)
    with scene.beat("angles", caption, list(zip(digits, angles, strict=True))):
        scene.play(
            *fly(view.tunnel, view.pictures, 2.5, **seen_from(scene, view.tunnel, AHEAD, senses.depth)),
            FadeIn(*fans, rate_func=late),
            run_time=2.5,
        )
        scene.wait(1)
    scene.let_go(fans)


def make_fans(scene: AttentionScene, senses: Senses, view: SenseView, angles: Sequence[Reading]) -> Group:
    """Return a fan for each arrow's angle with its sense, and what the picture beside them leaves out."""
    places, width = places_in(scene.layout), scene.counted("d_model")
    fans = AngleFans(
        view.names, ROLES[: len(view.names)], [named(sense) for sense in senses.own], angles,
        inset=places.names, width=places.width, step=STEP,
    ).shift(places.ledger + FIRST * DOWN)  # fmt: skip
    notes = under_chart(scene, places, [
        (label_text("angles in all {width} dimensions;", width=width[0]), [width]),
        (label_text("the picture shows only what lies along its axes"), []),
    ])  # fmt: skip
    return Group(fans, *notes)


def show_end(scene: AttentionScene, senses: Senses, view: SenseView, same: bool) -> None:
    """Go back to where the whole way is seen, with its chart, and say what has become of one vector."""
    with scene.beat("three vectors", conclusion(senses, same)):
        back = view.chart.names, view.chart.bars, view.chart.numbers, view.title
        scene.play(
            *fly(view.tunnel, view.pictures, 2.6, **seen_from(scene, view.tunnel, ALONG, senses.depth)),
            FadeIn(*back, rate_func=late),
        )


def conclusion(senses: Senses, same: bool) -> str:
    if same and senses.parted is not None and len(set(senses.own)) == len(senses.own):
        return phrased("One word, one vector at the start; in the end, each nearest its sense.")
    return phrased("One word, and in the end a vector for each phrase it stands in.")
