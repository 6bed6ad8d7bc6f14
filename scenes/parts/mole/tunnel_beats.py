"""Beats: other sentences measure directions of the senses; the tunnel of layers, and what is counted beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, VGroup

from attention_scenes.scenes.captions import joined, label_text, named
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.layer_counter import CosineTable, Flip, LayerCounter
from attention_scenes.scenes.mobjects.space.sense_tunnel import SenseTunnel
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.numbers import number
from attention_scenes.scenes.parts.mole.mole_places import places_in
from attention_scenes.scenes.parts.mole.vector_beats import ROLES
from attention_scenes.scenes.parts.mole.word_senses import Senses

BESIDE = 5.65  # scene units that the ledger takes, of a frame that is wider than high


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
    places = places_in(scene.layout)
    view, ledger = places.view, places.ledger
    tunnel = SenseTunnel(
        [named(sense) for sense in senses.senses],
        senses.cosines,
        ROLES,
        [ROLES[senses.own.index(sense)] if sense in senses.own else "text" for sense in senses.senses],
        (view.left, view.bottom),
        (view.right, view.top),
        places.center[:2],
        places.angle,
    )
    tunnel.keep_names_within(ledger[0] + BESIDE if scene.layout.aspect > 1 else view.left, scene.layout.words.right)
    tunnel.rings = tunnel.strands = 0.0
    rule = scene.note(label_text("an arrow adds its cosines along the axes"), 0.24, places.rule_width, edge=1)
    rule.move_to(places.rule, RIGHT)
    count = scene.bundle.count("sense.contexts")
    n = int(float(count))
    note = scene.note(
        label_text("measured on {count} other sentences, anew at each layer", count=n), 0.26, places.width,
        numbers=[(str(n), count)],
    )  # fmt: skip
    note.move_to(ledger + 2.72 * DOWN, LEFT)
    names = [short(words[: at + 1]) for _, words, at, _ in senses.at]
    table = CosineTable(
        names, ROLES[: len(names)], senses.senses, [senses.cosines[:, n] for n in range(1, senses.depth + 1)]
    )
    title = scene.label(label_text("cosine with each sense"), 0.28, "soft")
    table.align_to(ledger + 0.6 * DOWN, UP + LEFT)
    title.next_to(table, UP, buff=0.16, aligned_edge=LEFT)
    examples = example_rows(scene, ledger)
    layers = [scene.bundle.count(f"layer.{n}") for n in range(senses.depth + 1)]
    counter = LayerCounter(layers, scene.bundle.count("n_layers")).shift(ledger)
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
        examples.add(what.move_to(ledger, LEFT).stand_on(ledger[1] - 0.42))
        coming = counter.still, counter.knob, what
        scene.play(FadeIn(*coming), *counter.number.to(0), run_time=0.6)
        scene.wait(1)
    scene.let_go(examples, note, nowhere)
    return SenseView(tunnel, rule, names, title, table, counter, VGroup(held, chance), accuracy)


def example_rows(scene: AttentionScene, left: np.ndarray) -> VGroup:
    """Return a context of each sense, as they stand in the parameters."""
    rows, widest = VGroup(), 3.7 if scene.layout.is_wide else 4.8
    for step, (sense, lines) in enumerate(scene.params.contexts.items()):
        y = left[1] - 1.06 - 0.52 * step
        name = scene.label(joined("", [named(sense), ":"]), 0.3, "soft").move_to(left, LEFT).stand_on(y)
        shown = max(lines, key=lambda text: (len(text) <= 30) * len(text))
        sentence = fitted(scene.label(label_text("“{text}”", text=shown), 0.3), widest).move_to(
            left + 1.6 * RIGHT, LEFT
        )
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
