"""Beat: whether right answers hang on where heads look, counted with their weights changed."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, joined, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shapes.two_words import TwoWords

Name = tuple[str, Numbers]
SUNK = 0.15  # scene units from the middle of a row to its baseline


def show_needed(scene: AttentionScene, words: TwoWords) -> None:
    """Count right answers with equal weights and with each word alone; without one head in turn as a line."""
    right = scene.bundle.probe("gender.right")
    group, bars = chart(scene, title_of_right(scene), ways(), right[:3], 5.0 if scene.layout.is_wide else 3.3)
    lines = Group(*[told(scene, *each) for each in (without(words, right), looks(scene), unseen(scene))])
    lines.arrange(DOWN, buff=0.22)
    Group(group, lines).arrange(DOWN, buff=0.5).move_to(scene.layout.stage.at(up=0.35))
    lines.set_x(scene.layout.stage.at()[0])
    with scene.beat("needed", *what_is_needed(scene, right)):
        bars.growth[:] = 0
        scene.play(FadeIn(group, run_time=0.5), Change(bars, growth=1.0, run_time=1.5))
        scene.play(FadeIn(lines), run_time=0.8)
        scene.wait(1.0)


def told(scene: AttentionScene, text: str, numbers: Numbers) -> Mobject:
    """Return what is said in a line below the bars."""
    return scene.note(text, 0.36, scene.layout.words.width - 0.3, 0, role="text", numbers=numbers)


def without(words: TwoWords, right: Reading) -> Name:
    """Return how many answers are right without one head, for each."""
    counts = [grouped(right[3 + head]) for head in range(words.n_heads)]
    return label_text("without one head: {several}", several=", ".join(digits for digits, _ in counts)), counts


def looks(scene: AttentionScene) -> Name:
    """Return how far adjectives look at their noun, for each head."""
    weights = [(written(float(each), 2), each) for each in scene.bundle.probe("gender.look")[:, 0]]
    several = ", ".join(digits for digits, _ in weights)
    return label_text("adjective → noun, mean weight of each head: {several}", several=several), weights


def title_of_right(scene: AttentionScene) -> Name:
    """Return the heading of the counted answers."""
    total = grouped(scene.bundle.count("gender.words"))
    return label_text("right of {all} words", all=total[0]), [total]


def ways() -> list[str]:
    """Return the names of the ways in which answers are counted."""
    return [label_text("as trained"), label_text("equal weights"), label_text("own word only")]


def chart(
    scene: AttentionScene, title: Name, names: list[str], readings: Reading, long: float
) -> tuple[Group, BarField]:  # fmt: skip
    """Return a heading over rows, a name, a bar and its number each, and the bars."""
    step, em = (0.78, 0.5) if scene.layout.is_wide else (0.75, scene.layout.em.word)
    ys = -step * np.arange(len(names))
    full = long / max(float(readings.value.max()), 1e-9)
    bars = BarField(readings, ys, full, 0.62 * step, scene.palette.rgba("focus", 0.7), room=long)
    made = Group(bars.shift([0, float(ys.mean()) - bars.get_y(), 0]))
    for text, reading, y in zip(names, readings, ys.tolist(), strict=True):
        number = scene.label(grouped(reading)[0], em, numbers=[grouped(reading)])
        left = bars.get_left()[0]
        name = scene.label(text, em, "soft").move_to([left - 0.15, y, 0], RIGHT)
        made.add(name.stand_on(y - SUNK))
        made.add(number.move_to([left + full * float(reading) + 0.15, y, 0], LEFT).stand_on(y - SUNK))
    heading = scene.label(title[0], em, "focus", numbers=title[1])
    return Group(heading.move_to(made.get_corner(UP + LEFT) + 0.25 * UP, DOWN + LEFT), made), bars


def unseen(scene: AttentionScene) -> tuple[str, Numbers]:
    """Return how many words of phrases that were never trained on are right, here and from other seeds."""
    words = grouped(scene.bundle.count("gender.held_out_words"))
    right = {key: grouped(bundle.probe("gender.right_held_out", 0)) for key, bundle in scene.bundles.items()}
    own, *others = right.values()
    told = label_text("of {all} words in phrases never trained on: {right} right", all=words[0], right=own[0])
    if others:
        several = ", ".join(digits for digits, _ in others)
        told = joined(" · ", [told, label_text("from other seeds {several}", several=several)])
    return told, [words, own, *others]


def what_is_needed(scene: AttentionScene, right: Reading) -> tuple[str, Numbers]:
    """Return whether answers hang on the weights, as it was counted."""
    as_trained, equal = grouped(right[0]), grouped(right[1])
    hangs = scene.claim(
        "with equal weights fewer words are answered right",
        float(right[1]) < float(right[0]),
        claim_text("{equal} against {trained}", equal=equal[0], trained=as_trained[0]),
    )
    if hangs:
        text = phrased("Does it hang on where heads look? Equal weights: {equal}, not {trained}.",
                       equal=equal[0], trained=as_trained[0])  # fmt: skip
        return text, [equal, as_trained]
    return phrased("Does it hang on where heads look? Equal weights do as well: {equal}.", equal=equal[0]), [equal]
