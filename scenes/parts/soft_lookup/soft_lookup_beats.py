"""Beats: a dictionary is asked softly and answers with a mix."""

from __future__ import annotations

from manim import ORIGIN, Create, Group, ReplacementTransform

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.lookup_table import Lookup, decimals_of
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import Fade, FadeIn, FadeOut, exchange, late
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.parts.soft_lookup.look_up_places import note_height
from attention_scenes.scenes.parts.soft_lookup.soft_lookup_data import cosines_with_keys, weights_of

EVEN = 0.05  # weights that are no farther apart are nearly equal


class Answer(Group):
    """All numbers of one question at one sharpness."""

    def __init__(self, table: Lookup, cosines: Reading, weights: Reading, sharpness: float) -> None:
        digits = f"{sharpness:g}"
        self.cosines = table.numbers(cosines, 0)
        self.scale = table.heading(f"× {digits}", 1, [(digits, constant(sharpness))])
        self.scaled = table.numbers(cosines * sharpness, 1, decimals=1)
        self.shares, self.dots = table.numbers(weights, 2, decimals=decimals_of(weights)), table.dots(weights)
        self.bar = table.bar(weights)
        self.parts = table.parts(self.bar, weights)
        super().__init__(self.cosines, self.scale, self.scaled, self.shares, self.dots, self.bar, self.parts)


def answer_to(scene: AttentionScene, table: Lookup, asked: str, sharpness: float) -> Answer:
    cosines = cosines_with_keys(scene, asked)
    return Answer(table, cosines, weights_of(cosines, sharpness), sharpness)


def show_comparison(scene: AttentionScene, table: Lookup, answer: Answer) -> None:
    """Ask it softly: compare the word with every key, and make weights of the likenesses."""
    cosine, softmax = table.heading(label_text("cosine"), 0), table.heading(label_text("softmax"), 2)
    notes = [
        scene.note(text, 0.36, scene.layout.stage.width, edge=0, role="text")
        .move_to(ORIGIN)
        .stand_on(note_height(scene.layout))
        for text in (
            label_text("cosines between their columns of the embedding table"),
            why_sharper(scene),
            label_text("area of a fruit = weight"),
        )
    ]
    with scene.beat("compare", phrased("Softer: how alike are “{word}” and each key?", word=scene.params.asked)):
        scene.play(FadeIn(table.asked, table.asked_picture), table.values.animate.shift(table.spread), run_time=0.8)
        scene.play(Create(table.threads, lag_ratio=0.2), FadeIn(answer.cosines, cosine, notes[0]), run_time=1)
    digits, source = f"{scene.params.sharpness:g}", constant(scene.params.sharpness)
    caption = phrased("Times {factor}, so that small differences count.", factor=digits)
    with scene.beat("sharpness", caption, [(digits, source)]):
        scene.play(*exchange(notes[0], notes[1]), run_time=0.6)
        scene.play(FadeIn(answer.scale, answer.scaled), run_time=0.8)
    with scene.beat("softmax", "Softmax turns them into weights that sum to one."):
        scene.play(*exchange(notes[1], notes[2]), run_time=0.6)
        scene.play(FadeIn(answer.shares, softmax), run_time=0.6)
        scene.play(FadeIn(answer.dots), run_time=0.6)
    scene.play(FadeOut(notes[2]), run_time=0.3)


def why_sharper(scene: AttentionScene) -> str:
    """Return what the factor before the softmax is, and what would be without it."""
    even = weights_of(cosines_with_keys(scene, scene.params.asked), 1.0).value
    apart = float(even.max() - even.min())
    held = scene.claim(
        "without the factor all weights would be nearly equal",
        apart < EVEN,
        claim_text("apart by {apart}", apart=f"{apart:.3f}"),
    )
    if held:
        return label_text("our choice: without it, nearly equal weights; the model has dot products instead")
    return label_text("the factor is our choice; in the model: a dot product, so lengths count too")


def show_mix(scene: AttentionScene, table: Lookup, answer: Answer) -> None:
    """Mix the values, each by its weight."""
    with scene.beat("mix", "A soft look-up: a mix of all values, each as much as its weight."):
        falls = [box.label.copy() for box in table.values]
        moves = [ReplacementTransform(a, b) for a, b in zip(falls, answer.parts, strict=True)]
        scene.play(*moves, FadeIn(answer.bar, rate_func=late), run_time=1.4)
        scene.wait(1)


def become(scene: AttentionScene, old: Answer, new: Answer, *others: Fade) -> Answer:
    """Move dots and bar on to other weights, along with ``others``; numbers are replaced, never counted through."""
    same = new.cosines.written == old.cosines.written
    numbers = [(old.scale, new.scale), (old.scaled, new.scaled), (old.shares, new.shares), (old.parts, new.parts)]
    numbers += [] if same else [(old.cosines, new.cosines)]
    fades = [fade for pair in numbers for fade in exchange(*pair)]
    dots, bar = Change(old.dots, weights=new.dots.weights), Change(old.bar, lengths=new.bar.lengths)
    scene.play(*fades, dots, bar, *others, run_time=1.4)
    scene.remove(old.dots, old.bar)
    scene.add(new.dots, new.bar)
    if same:
        scene.remove(old.cosines)
        scene.add(new.cosines)
    return new
