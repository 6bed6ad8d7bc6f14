"""Beats: W_QᵀW_K would be one map of low rank; why there are two."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

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
    caption = phrased("Could one map do? Multiplied, the two give the same score.")
    if scene.rotary:
        caption = phrased("Could one map do? Multiplied, the two give the score before turning.")
    if biased:
        caption = phrased("Could one map do? Multiplied, the two give it, but for the biases.")
        if scene.rotary:
            caption = phrased("Could one map do? Yes, but for the biases and the turning.")
    with scene.beat("one map", caption):
        scene.play(FadeIn(formula), FadeIn(maps.two), run_time=0.8)
        scene.play(FadeIn(maps.one), run_time=0.8)
        scene.play(FadeIn(maps.told_two), FadeIn(maps.told_one), run_time=0.6)
    values = scene.bundle.read("sigma_QK", focus.layer, focus.head)
    rank = scene.bundle.count("rank.sigma_QK")
    low = scene.claim(
        "W_QᵀW_K has no more directions than a head has numbers", float(rank) <= float(head), f"{float(rank):.0f}"
    )
    spectrum = Spectrum(values, rank, model, "focus", *at.spectrum_size)
    spectrum.move_to([*at.spectrum, 0])
    size = grouped(model)
    title = VGroup(
        scene.label(label_text("how much each of"), 0.34, "soft"),
        scene.label(label_text("{count} directions counts", count=size[0]), 0.34, numbers=[size]),
    ).arrange(DOWN, buff=0.12, aligned_edge=RIGHT)
    title.move_to(scene.layout.stage.at(RIGHT), RIGHT).set_y(spectrum.get_top()[1] - at.title_y)
    what = label_text("singular values, before turning") if scene.rotary else label_text("singular values")
    note = scene.note(what, 0.3, at.spectrum_size[0] + 0.6, 0).next_to(spectrum, DOWN, buff=0.12)
    spectrum.bars.growth[:] = 0
    numbers = [grouped(model), grouped(rank)]
    caption, some = phrased("How much each of its directions counts."), [text for text, _ in numbers]
    if low:
        caption = phrased("Of its {all} directions only {some} carry anything: its rank.", all=some[0], some=some[1])
    with scene.beat("rank", caption, numbers if low else ()):
        scene.play(
            *[
                part.animate.shift(at.aside * LEFT + (then - alone) * UP)
                for part, (alone, then) in ((maps, at.maps_y), (formula, at.formula_y))
            ],
            run_time=0.8,
        )
        scene.play(FadeIn(spectrum), FadeIn(title), FadeIn(note), run_time=0.5)
        scene.play(Change(spectrum.bars, growth=1), run_time=1.5)
    with scene.beat("two", "So two maps are kept: fewer numbers, and each vector made once."):
        scene.play(FadeIn(reasons(scene, at)), run_time=0.8)
        scene.wait(2)


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
