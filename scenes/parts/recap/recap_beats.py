"""Beats: the five steps of one head, each with its drawing, its vector or map, and its number."""

from __future__ import annotations

import numpy as np
from manim import UP, Circle, Group, ReplacementTransform

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.recap.step_cards import StepCards, maps_of
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

SEEN = 0.005  # a smaller weight has three decimals: it is no 0.00
WHOLE = 0.75  # radius of the disc that is all of a word's attention


def show_sentence(scene: AttentionScene, focus: HeadFocus) -> tuple[TokenRow, StepCards]:
    """Show the sentence and, faint, the five steps; both stay."""
    cards = StepCards(scene)
    row = TokenRow(focus.tokens, 0.46, cards.places.row_width, smallest=0.33)
    row.scale(min(1.0, 1.2 / row.height)).move_to(cards.places.row_y * UP)
    large = TokenRow(focus.tokens, 0.95, cards.places.row_width, smallest=0.6).move_to(scene.layout.stage.at())
    for one in (large, row):
        one.boxes[focus.query].set_stroke(scene.palette.query, width=4, opacity=1)
    scene.add(large)
    caption = phrased("One head, one word: what “{word}” went through.", word=focus.word(focus.query))
    with scene.beat("sentence", caption):
        scene.wait(0.5)
        scene.play(ReplacementTransform(large, row), FadeIn(cards, rate_func=late), run_time=1.2)
    return row, cards


def show_ask(scene: AttentionScene, focus: HeadFocus, cards: StepCards) -> None:
    """Show the query of the word that is followed."""
    size = scene.counted("d_head")
    caption = phrased("Ask: a learned map makes its query, {count} numbers.", count=size[0])
    with scene.beat("ask", caption, [size]):
        scene.play(*cards.light("ask"), run_time=0.7)
        column = VectorColumn(focus.read("rot_q")[focus.query], 4, 0.3, "query", note=False)
        cards.fill(scene, "ask", column, size, label_text("numbers"), (label_text("query"), "query"))


def show_describe(scene: AttentionScene, focus: HeadFocus, row: TokenRow, cards: StepCards) -> None:
    """Show the key of the word that it reads."""
    size, word = scene.counted("d_head"), focus.word(focus.partner)
    caption = phrased("Describe: another map makes each word’s key, such as that of “{word}”.", word=word)
    with scene.beat("describe", caption):
        box = row.boxes[focus.partner].animate.set_stroke(scene.palette.key, width=4, opacity=1)
        scene.play(box, *cards.light("describe"), run_time=0.7)
        column = VectorColumn(focus.read("rot_k")[focus.partner], 4, 0.3, "key", note=False)
        cards.fill(scene, "describe", column, size, label_text("numbers"), (label_text("key"), "key"))


def show_compare(scene: AttentionScene, focus: HeadFocus, row: TokenRow, cards: StepCards) -> None:
    """Show the score of the two, and the weight that softmax makes of it; a dot under each word is its weight."""
    at = (focus.query, focus.partner)
    score, weight = focus.read("attn_scores")[at], focus.pattern[at]
    digits, share = written(float(score), sign=True), written(float(weight), 2 if float(weight) >= SEEN else 3)
    caption = phrased("Compare: their scaled product is {score}; softmax makes it {share}.", score=digits, share=share)
    if scene.rotary:
        caption = phrased(
            "Compare: turned and scaled, the product is {score}; softmax: {share}.", score=digits, share=share
        )
    with scene.beat("compare", caption, [(digits, score), (share, weight)]):
        scene.play(*cards.light("compare"), run_time=0.6)
        weights = dots_under(scene, focus, row)
        scene.play(FadeIn(weights), run_time=0.6)
        whole = Circle(WHOLE, color=scene.palette.faint, stroke_width=2)
        part = DotField(weight.reshape(-1), np.zeros((1, 2)), WHOLE, scene.palette.rgba("focus"))
        told = (label_text("score {score}", score=digits), "soft")
        cards.fill(scene, "compare", Group(whole, part), (share, weight), label_text("weight"), told, [(digits, score)])


def dots_under(scene: AttentionScene, focus: HeadFocus, row: TokenRow) -> DotField:
    """Return a dot under each word that the query may read, its area the weight."""
    seen = range(focus.query + 1)
    centers = np.array([row.boxes[k].get_bottom()[:2] for k in seen])
    radius = 0.62 * row.boxes[0].height
    centers[:, 1] -= 0.2 * radius
    return DotField(focus.pattern[focus.query, : focus.query + 1], centers, radius, scene.palette.rgba("focus"))


def show_use(scene: AttentionScene, focus: HeadFocus, cards: StepCards) -> None:
    """Show the update that the weighted values add up to, and how long it is beside the word's vector."""
    width, update = scene.counted("d_model"), focus.read("result")[focus.query]
    before = scene.bundle.read("resid_pre", focus.layer)[focus.query]
    ratio = norm(update) / norm(before)
    share = f"{100 * float(ratio):.1f}"
    caption = phrased("Use: values by weight, mapped back, are ΔE, {share} % as long as E.", share=share)
    with scene.beat("use", caption, [(share, ratio * 100.0)]):
        scene.play(*cards.light("use"), run_time=0.6)
        column = VectorColumn(update, 4, 0.3, "update", note=False)
        cards.fill(scene, "use", column, width, label_text("numbers"), (label_text("update ΔE"), "update"))


def norm(vector: Reading) -> Reading:
    """Return the Euclidean length of ``[D]``."""
    return (vector * vector).sum().sqrt()


def show_tune(scene: AttentionScene, focus: HeadFocus, cards: StepCards) -> None:
    """Show the four maps of the head, to scale, and how many numbers they hold: all that was learned of it."""
    size, width = scene.bundle.count("d_head"), scene.bundle.count("d_model")
    total = grouped(size * width * 4.0)
    caption = phrased("Tune: training set its four maps, the same for every sentence.")
    with scene.beat("tune", caption):
        scene.play(*cards.light("tune"), run_time=0.6)
        picture = maps_of(scene, focus)
        cards.fill(scene, "tune", picture, total, "", (label_text("in four maps"), "soft"))


def show_end(scene: AttentionScene) -> None:
    """Say that this was one head of so many."""
    count = scene.bundle.count("n_heads") * scene.bundle.count("n_layers")
    text = grouped(count)
    numbers: Numbers = [text]
    caption = phrased("That was one head of {count}, one word: each head does this for each.", count=text[0])
    if float(count) == 1:
        caption, numbers = phrased("That was the model’s only head, and one of its words."), []
    with scene.beat("end", caption, numbers):
        scene.wait(2)
