"""Beat: W_QᵀW_K would be one map of more numbers; why there are two."""

from __future__ import annotations

from manim import DOWN, LEFT, UP, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.vectors.map_cells import OneMapOrTwo
from attention_scenes.scenes.parts.queries_keys.question_places import JointPlaces
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.shared.parameter_counts import fewer_than_a_square

BIASED = "$q dot k = (W_Q x + b_Q) dot (W_K y + b_K) = x^top (W_Q^top W_K) thin y + dots.c$"
FORMULA = "$q dot k = (W_Q x) dot (W_K y) = x^top (W_Q^top W_K) thin y$"


def show_one_map(scene: AttentionScene, focus: HeadFocus, at: JointPlaces) -> None:
    """Show both maps, then the one that they make: how many numbers each way takes, and why two are kept."""
    model, head = scene.bundle.count("d_model"), scene.bundle.count("d_head")
    biased = {"q", "k"} <= set(scene.bundle.meta["biased"])
    w_q = scene.bundle.read("W_Q", focus.layer, focus.head)
    w_k = scene.bundle.read("W_K", focus.layer, focus.kv_head)
    maps = OneMapOrTwo(w_q, w_k, model, head, at.side).move_to(at.maps_y * UP)
    formula = fitted(Label(BIASED if biased else FORMULA, 0.44, markup=True), at.formula).move_to(at.formula_y * UP)
    cut_to(scene, formula, maps.two, maps.told_two)
    with scene.beat("one map", *said_of_one_map(scene, biased)):
        scene.play(FadeIn(maps.one, maps.told_one), run_time=0.8)
        scene.play(FadeIn(reasons(scene, focus, at)), run_time=0.6)


def said_of_one_map(scene: AttentionScene, biased: bool) -> tuple[str, Numbers]:
    """Return whether one map would do, and why there are two."""
    model, head = scene.bundle.count("d_model"), scene.bundle.count("d_head")
    two, one = grouped(model * head * 2.0), grouped(model * model)
    if not fewer_than_a_square(scene, two[1], one[1]):
        caption = phrased("The two maps have {two} numbers, one merged square {one}.", two=two[0], one=one[0])
        return caption, [two, one]
    if biased and scene.rotary:
        return phrased("But for biases and turning, one merged square would do: two are smaller."), []
    if biased:
        return phrased("But for the biases, one merged square would do: two maps are smaller."), []
    if scene.rotary:
        return phrased("But for the turning, one merged square would do: two are smaller."), []
    return phrased("One map would do, the two multiplied: but two are fewer numbers."), []


def reasons(scene: AttentionScene, focus: HeadFocus, at: JointPlaces) -> VGroup:
    """Return why queries and keys have a map each."""
    shared = grouped(focus.queries_per_key)
    once = label_text("a word’s query and key are made once, then compared with all others")
    texts: list[tuple[str, Numbers]] = [(once, ())]
    if scene.rotary:
        texts.append((label_text("between the two, positions can turn them"), ()))
    if float(focus.queries_per_key) > 1:
        use = label_text("and a key map can be shared: here {count} query heads use one", count=shared[0])
        texts.append((use, [shared]))
    em = 0.36 if scene.layout.is_wide else 0.31
    lines = [scene.note(text, em, at.reasons_width, role="text", numbers=numbers) for text, numbers in texts]
    told = VGroup(*lines).arrange(DOWN, buff=0.16, aligned_edge=LEFT)
    return told.move_to(scene.layout.notes.at(LEFT), LEFT).set_y(at.reasons_y)
