"""Beats: W_QᵀW_K would be one map of low rank; why there are two."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.singular_values import Spectrum
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.vectors.map_cells import OneMapOrTwo
from attention_scenes.scenes.parts.queries_keys.question_places import SpectrumPlaces
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

BIASED = "$q dot k = (W_Q x + b_Q) dot (W_K y + b_K) = x^top (W_Q^top W_K) thin y + dots.c$"
FORMULA = "$q dot k = (W_Q x) dot (W_K y) = x^top (W_Q^top W_K) thin y$"


def show_one_map(scene: AttentionScene, focus: HeadFocus, at: SpectrumPlaces) -> None:
    """Show the product of both maps beside them: how many numbers, how many directions, and why two are kept."""
    model, head = scene.bundle.count("d_model"), scene.bundle.count("d_head")
    biased = {"q", "k"} <= set(scene.bundle.meta["biased"])
    w_q = scene.bundle.read("W_Q", focus.layer, focus.head)
    w_k = scene.bundle.read("W_K", focus.layer, focus.kv_head)
    maps = OneMapOrTwo(w_q, w_k, model, head, at.side).move_to(at.maps_y[0] * UP)
    formula = fitted(Label(BIASED if biased else FORMULA, 0.44, markup=True), at.formula).move_to(at.formula_y[0] * UP)
    values = scene.bundle.read("sigma_QK", focus.layer, focus.head)
    rank = scene.bundle.count("rank.sigma_QK")
    low = scene.claim(
        "W_QᵀW_K has no more directions than a head has numbers", float(rank) <= float(head), f"{float(rank):.0f}"
    )
    spectrum = Spectrum(values, rank, model, "focus", *at.spectrum_size)
    spectrum.move_to([*at.spectrum, 0])
    told = told_of_rank(scene, at, spectrum, rank if low else None)
    spectrum.bars.growth[:] = 0
    with scene.beat("one map", said_of_one_map(scene, biased)):
        scene.play(FadeIn(formula, maps.two, maps.told_two, maps.one, maps.told_one), run_time=0.8)
        scene.play(
            *[
                part.animate.shift(at.aside * LEFT + (then - alone) * UP)
                for part, (alone, then) in ((maps, at.maps_y), (formula, at.formula_y))
            ],
            FadeIn(spectrum, told),
            run_time=0.8,
        )
        scene.play(Change(spectrum.bars, growth=1, run_time=1.0), FadeIn(reasons(scene, at), run_time=0.6))


def said_of_one_map(scene: AttentionScene, biased: bool) -> str:
    """Return whether one map would do, and why there are two."""
    if biased and scene.rotary:
        return phrased("But for biases and turning, one merged square would do: two are smaller.")
    if biased:
        return phrased("But for the biases, one merged square would do: two maps are smaller.")
    if scene.rotary:
        return phrased("But for the turning, one merged square would do: two are smaller.")
    return phrased("One map would do, the two multiplied: but two are fewer numbers.")


def told_of_rank(scene: AttentionScene, at: SpectrumPlaces, spectrum: Spectrum, rank: Reading | None) -> VGroup:
    """Return what the curve is: how much each direction counts, and how many carry anything."""
    size = grouped(scene.bundle.count("d_model"))
    lines = [
        scene.label(label_text("how much each of"), 0.34, "soft"),
        scene.label(label_text("{count} directions counts", count=size[0]), 0.34, "soft", numbers=[size]),
    ]
    if rank is not None:
        few = grouped(rank)
        lines.append(scene.label(label_text("its rank: {count}", count=few[0]), 0.42, "focus", numbers=[few]))
    title = VGroup(*lines).arrange(DOWN, buff=0.12, aligned_edge=RIGHT)
    title.move_to(scene.layout.stage.at(RIGHT), RIGHT).set_y(spectrum.get_top()[1] - at.title_y)
    what = label_text("singular values, before turning") if scene.rotary else label_text("singular values")
    note = scene.note(what, 0.3, at.spectrum_size[0] + 0.6, 0).next_to(spectrum, DOWN, buff=0.12)
    return VGroup(title, note)


def reasons(scene: AttentionScene, at: SpectrumPlaces) -> VGroup:
    shared = scene.bundle.meta["n_heads"] // scene.bundle.meta["n_kv_heads"]
    ratio = scene.bundle.count("n_heads") / scene.bundle.count("n_kv_heads")
    once = label_text("a word’s query and key are made once, then compared with all others")
    texts: list[tuple[str, Numbers]] = [(once, ())]
    if scene.rotary:
        texts.append((label_text("between the two, positions can turn them"), ()))
    if shared > 1:
        use = label_text("and a key map can be shared: here {count} query heads use one", count=shared)
        texts.append((use, [(str(shared), ratio)]))
    lines = [scene.note(text, 0.3, at.reasons_width, role="text", numbers=numbers) for text, numbers in texts]
    told = VGroup(*lines).arrange(DOWN, buff=0.16, aligned_edge=LEFT)
    return told.move_to(scene.layout.notes.at(LEFT), LEFT).set_y(at.reasons_y)
