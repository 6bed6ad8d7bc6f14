"""Beats: other sentences measure directions of the senses; the tunnel of layers, and what is counted beside it."""

from __future__ import annotations

from dataclasses import dataclass

from manim import LEFT, RIGHT, UP, Group, Mobject, VGroup

from attention_scenes.scenes.captions import joined, label_text, named
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.layer_counter import CosineTable, Flip, LayerCounter
from attention_scenes.scenes.mobjects.space.sense_tunnel import SenseTunnel
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import number
from attention_scenes.scenes.parts.mole.vector_beats import ROLES
from attention_scenes.scenes.parts.mole.word_senses import Senses


@dataclass(frozen=True)
class SenseView:
    """View of the senses through the layers: the tunnel, how to read it, the table beside it, the counter."""

    tunnel: SenseTunnel
    rule: Mobject
    names: list[str]
    title: Mobject
    table: CosineTable
    counter: LayerCounter
    held: VGroup
    accuracy: Flip


def show_tunnel(scene: AttentionScene, senses: Senses, columns: Group) -> SenseView:
    """Show the ring of the senses, and sentences of those that measured it, in place of the columns."""
    frame, stage = scene.layout.frame, scene.layout.stage
    tunnel = SenseTunnel(
        [named(sense) for sense in senses.senses],
        senses.cosines,
        ROLES,
        [ROLES[senses.own.index(sense)] if sense in senses.own else "text" for sense in senses.senses],
        (frame.left, stage.bottom),
        (frame.right, frame.top),
        center=stage.at(right=2.15, up=0.65)[:2],
    )
    tunnel.rings = tunnel.strands = 0.0
    rule = scene.label(label_text("an arrow adds its cosines along the axes"), 0.24, "soft")
    rule.move_to(scene.layout.notes.at(RIGHT, up=-0.17), RIGHT)
    count = scene.bundle.count("sense.contexts")
    n = int(float(count))
    note = Label(
        label_text("measured on {count} other sentences, anew at each layer", count=n),
        0.26,
        "soft",
        numbers=[(str(n), count)],
    )
    note.move_to(scene.layout.notes.at(LEFT, up=0.09), LEFT)
    names = [short(words[: at + 1]) for _, words, at, _ in senses.at]
    table = CosineTable(
        names, ROLES[: len(names)], senses.senses, [senses.cosines[:, n] for n in range(1, senses.depth + 1)]
    )
    title = scene.label(label_text("cosine with each sense"), 0.28, "soft")
    table.align_to(scene.layout.stage.at(LEFT, up=-0.54), UP + LEFT)
    title.next_to(table, UP, buff=0.16, aligned_edge=LEFT)
    examples = example_rows(scene)
    layers = [scene.bundle.count(f"layer.{n}") for n in range(senses.depth + 1)]
    counter = LayerCounter(layers, scene.bundle.count("n_layers")).shift(scene.layout.stage.at(LEFT, up=0.06))
    measured = scene.bundle.probe("sense.accuracy")
    accuracy = Flip([number(measured[n], 0.26, scene.palette.rgba("soft")) for n in range(1, senses.depth + 1)])
    held = scene.label(label_text("held out and named right:"), 0.26, "soft").move_to(note, LEFT)
    accuracy.next_to(held, RIGHT, buff=0.12)
    luck = constant(1) / float(len(senses.senses))
    digits = f"{float(luck):.2f}"
    chance = scene.label(label_text("(chance {share})", share=digits), 0.26, "soft", numbers=[(digits, luck)])
    chance.next_to(accuracy, RIGHT, buff=0.12).stand_on(held.baseline)
    with scene.beat("plane", "Other sentences, of known sense, measure the directions."):
        scene.add(tunnel)
        nowhere = scene.label(label_text("no direction yet"), 0.26, "soft")
        nowhere.move_to([*tunnel.head(0), 0]).shift(1.1 * LEFT + 0.6 * UP)
        scene.let_go(columns)
        scene.play(Change(tunnel, rings=1.0, arrows=1.0), FadeIn(examples, note, nowhere), run_time=1.2)
        what = scene.label(label_text("a layer: one more change to every vector"), 0.26, "soft")
        examples.add(what.move_to(scene.layout.stage.at(LEFT), LEFT).stand_on(-0.06))
        coming = counter.still, counter.knob, what
        scene.play(FadeIn(*coming), *counter.number.to(0), run_time=0.6)
        scene.wait(1)
    scene.let_go(examples, note, nowhere)
    return SenseView(tunnel, rule, names, title, table, counter, VGroup(held, chance), accuracy)


def example_rows(scene: AttentionScene) -> VGroup:
    """Return a context of each sense, as they stand in the parameters."""
    rows, left = VGroup(), scene.layout.stage.at(LEFT)
    for y, (sense, lines) in zip((-0.7, -1.22, -1.74), scene.params.contexts.items(), strict=False):
        name = scene.label(joined("", [named(sense), ":"]), 0.3, "soft").move_to(left, LEFT).stand_on(y)
        shown = max(lines, key=lambda text: (len(text) <= 30) * len(text))
        sentence = fitted(scene.label(label_text("“{text}”", text=shown), 0.3), 3.7).move_to(left + 1.6 * RIGHT, LEFT)
        rows.add(name, sentence.stand_on(y))
    return rows


def short(words: list[str], longest: int = 12) -> str:
    """Return as many of the last words as fit, at least one."""
    kept = words[-1]
    for word in reversed(words[:-1]):
        if len(word) + 1 + len(kept) > longest:
            break
        kept = f"{word} {kept}"
    return kept
