"""Beat: the way back to the size of the stream, and that the sizes fit."""

from __future__ import annotations

from manim import VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.shape_formula import ShapesLine
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.vectors.linear_map import MapStep
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, fitting_step, into, notes_under

SHAPES = 0.72  # of the stage: where the line of shapes begins


def show_map_back(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> None:
    """Map the sum back to the size of the stream, and show that the sizes fit."""
    size, width = scene.counted("d_head"), scene.counted("d_model")
    em = 0.38 if scene.layout.is_wide else 0.28
    names = (
        scene.label(label_text("sum: {count} numbers", count=size[0]), em, "value", numbers=[size]),
        scene.label(label_text("ΔE: {count} numbers", count=width[0]), em, "update", numbers=[width]),
    )
    gathered = scene.bundle.read("z", focus.layer, focus.head, focus.query)
    weights = scene.bundle.read("W_O", focus.layer, focus.head)

    def built(share: float) -> MapStep:
        roles, sizes = ("value", "output", "update"), (0.4 * share, 0.22 * share, 1.4 * share)
        return MapStep(gathered, weights, focus.update, "$W_O$", names, roles, *sizes)

    step = fitting_step(built, at.whole.part(0.0, SHAPES - 0.03))
    n = scene.bundle.count(f"position.{focus.query}") + 1.0
    shapes = into(ShapesLine(scene.bundle.count("d_model"), scene.bundle.count("d_head"), n), at.whole.part(SHAPES, 1))
    caption = phrased(
        "{size} in, {width} out: a last learned map brings it back to full size.", size=size[0], width=width[0]
    )
    cut_to(scene, *step.parts[:2])
    with scene.beat("map back", caption, [size, width]):
        scene.play(FadeIn(step.parts[2]), run_time=0.7)
        scene.play(FadeIn(shapes), *map(FadeIn, share_of_heads(scene)), run_time=0.8)
    scene.make_way()


def share_of_heads(scene: AttentionScene) -> list[VGroup]:
    """Say why a value has so few numbers, where the heads of a layer share the size of the stream."""
    heads, size, width = (scene.bundle.count(name) for name in ("n_heads", "d_head", "d_model"))
    if float(heads * size) != float(width):
        return []
    words, numbers = product(heads, size)
    whole = grouped(heads * size)
    note = label_text(
        "chosen so: {count} for each head, {product} = {all}",
        count=numbers[1][0], product=words, all=whole[0],
    )  # fmt: skip
    return [notes_under(scene, [(note, [numbers[1], *numbers, whole])], 0.34)]
