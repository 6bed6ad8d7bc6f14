"""Beats: other sentences measure directions of the senses; the tunnel of layers, and what is counted beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, VGroup

from attention_scenes.scenes.captions import joined, label_text, named
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.layer_counter import Flip, LayerCounter
from attention_scenes.scenes.mobjects.charts.lead_chart import LeadChart
from attention_scenes.scenes.mobjects.illustrations.pictures import PICTURES, picture
from attention_scenes.scenes.mobjects.space.sense_tunnel import NAME_GAP, SenseTunnel
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.numbers import number
from attention_scenes.scenes.parts.mole.axis_pictures import Pictures
from attention_scenes.scenes.parts.mole.mole_places import MolePlaces, places_in
from attention_scenes.scenes.parts.mole.vector_beats import ROLES
from attention_scenes.scenes.parts.mole.word_senses import Senses

DIGITS = 1.05  # that a number behind a row of bars takes
PICTURE = 0.85  # height of a sense's picture
FIRST, STEP = 0.62, 0.9  # from the counter's baseline to the first row of a chart, and from row to row
LOWER = 3.52  # to the line below the chart
EXAMPLE = 4.8  # scene units that a sentence takes which measured a sense
LINE = 0.36  # from one line of notes to the next


@dataclass(frozen=True)
class SenseView:
    """View of the senses through the layers: the tunnel and its pictures, the chart beside it, the counter."""

    tunnel: SenseTunnel
    pictures: Pictures
    names: list[str]
    chart: LeadChart
    title: Mobject
    counter: LayerCounter
    held: VGroup
    accuracy: Flip


def show_tunnel(scene: AttentionScene, senses: Senses, columns: Group) -> SenseView:
    """Show the ring of the senses, and sentences of those that measured it, in place of the columns."""
    places = places_in(scene.layout)
    ledger = places.ledger
    tunnel, pictures = make_tunnel(scene, senses, places)
    count = scene.bundle.count("sense.contexts")
    n = int(float(count))
    measured = label_text("measured on {count} other sentences, anew at each layer:", count=n)
    note = under_chart(scene, places, [
        (measured, [(str(n), count)]), (label_text("axes as drawn; directions are each layer’s own"), []),
    ])  # fmt: skip
    names = [short(words[: at + 1]) for _, words, at, _ in senses.at]
    chart = make_chart(scene, senses, places, names)
    title = scene.note(
        label_text("height: its lead, as cosine; colour: the nearest sense"), 0.3, places.lines, role="text"
    )
    title.move_to(ledger + LOWER * DOWN, LEFT)
    examples = example_rows(scene, ledger)
    counter = LayerCounter(
        [scene.bundle.count(f"layer.{n}") for n in range(senses.depth + 1)], scene.bundle.count("n_layers")
    )
    counter.shift(ledger)
    held, accuracy = make_accuracy(scene, senses, places)
    with scene.beat("plane", "Other sentences, of known sense, measure each layer’s own directions."):
        scene.add(tunnel, pictures)
        nowhere = scene.label(label_text("no direction yet"), 0.34)
        nowhere.move_to([*tunnel.head(0), 0]).shift(0.9 * LEFT + 0.6 * UP)
        scene.let_go(columns)
        scene.play(
            Change(tunnel, rings=1.0, arrows=1.0), FadeIn(pictures), FadeIn(examples, note, nowhere), run_time=1.2
        )
        what = scene.label(label_text("a layer: attention reads, vectors change"), 0.34)
        examples.add(what.move_to(ledger, LEFT).stand_on(ledger[1] - 0.55))
        scene.play(FadeIn(counter.still, what), *counter.to(0), run_time=0.6)
        scene.wait(1)
    scene.let_go(examples, note, nowhere)
    return SenseView(tunnel, pictures, names, chart, title, counter, held, accuracy)


def under_chart(scene: AttentionScene, places: MolePlaces, lines: Sequence[tuple[str, Numbers]]) -> Group:
    """Return lines of small print below the chart, the last one where a single one stands."""
    notes = Group()
    for n, (text, numbers) in enumerate(lines):
        note = scene.note(text, 0.3, places.lines, role="text", numbers=numbers)
        notes.add(note.move_to(places.ledger + (LOWER + (n + 1 - len(lines)) * LINE) * DOWN, LEFT))
    return notes


def make_tunnel(scene: AttentionScene, senses: Senses, places: MolePlaces) -> tuple[SenseTunnel, Pictures]:
    """Return the tunnel, with nothing to be seen yet, and a picture at the end of each axis that has one."""
    drawn = {path.stem for path in PICTURES.glob("*.svg")}
    pictured = {n: f"{scene.params.word}-{name}" for n, name in enumerate(senses.senses)}
    pictured = {n: name for n, name in pictured.items() if name in drawn}
    tunnel = SenseTunnel(
        [named(sense) for sense in senses.senses],
        senses.cosines,
        ROLES,
        sense_roles(senses),
        (places.view.left, places.view.bottom),
        (places.view.right, places.view.top),
        places.center[:2],
        places.angle,
        [scene.bundle.count(f"layer.{n}") for n in range(senses.depth + 1)],
        PICTURE / 2 + 0.26 if pictured else NAME_GAP,
    )
    tunnel.keep_names_within(places.left, scene.layout.words.right)
    tunnel.rings = tunnel.strands = tunnel.ticks = 0.0
    return tunnel, Pictures(tunnel, {sense: picture(name, PICTURE) for sense, name in pictured.items()})


def make_chart(scene: AttentionScene, senses: Senses, places: MolePlaces, names: list[str]) -> LeadChart:
    """Return the chart of how far each vector's own sense leads, bars in the colour of the sense that is nearest."""
    roles = sense_roles(senses)
    nearest = [[roles[senses.nearest(p, n)] for n in range(1, senses.depth + 1)] for p in range(len(names))]
    chart = LeadChart(
        names, ROLES[: len(names)], senses.leads, nearest,
        layers=[scene.bundle.count(f"layer.{n}") for n in range(1, senses.depth + 1)], inset=places.names,
        width=places.width - places.names - DIGITS, step=STEP,
    )  # fmt: skip
    return chart.shift(places.ledger + FIRST * DOWN)


def make_accuracy(scene: AttentionScene, senses: Senses, places: MolePlaces) -> tuple[VGroup, Flip]:
    """Return words on how many sentences held out the directions name right, and these shares layer by layer."""
    measured = scene.bundle.probe("sense.accuracy")
    accuracy = Flip([number(measured[n], 0.3, scene.palette.rgba("text")) for n in range(1, senses.depth + 1)])
    held = scene.label(label_text("held-out sentences named right:"), 0.3)
    accuracy.next_to(held, RIGHT, buff=0.12)
    luck = constant(1) / float(len(senses.senses))
    digits = f"{float(luck):.2f}"
    chance = scene.label(label_text("(chance {share})", share=digits), 0.3, numbers=[(digits, luck)])
    chance.next_to(accuracy, RIGHT, buff=0.12).stand_on(held.baseline)
    Group(held, accuracy, chance).move_to(places.ledger + LOWER * DOWN, LEFT)
    return VGroup(held, chance), accuracy


def sense_roles(senses: Senses) -> list[str]:
    """Return a palette role for each sense: that of the phrase that is meant so, where there is one."""
    return [ROLES[senses.own.index(sense)] if sense in senses.own else "text" for sense in senses.senses]


def example_rows(scene: AttentionScene, left: np.ndarray) -> VGroup:
    """Return a context of each sense, as they stand in the parameters."""
    rows = VGroup()
    for step, (sense, lines) in enumerate(scene.params.contexts.items()):
        y = left[1] - 1.3 - 0.58 * step
        name = scene.label(joined("", [named(sense), ":"]), 0.32).move_to(left, LEFT).stand_on(y)
        shown = max(lines, key=lambda text: (len(text) <= 30) * len(text))
        sentence = fitted(scene.label(label_text("“{text}”", text=shown), 0.32), EXAMPLE).move_to(
            left + 1.7 * RIGHT, LEFT
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
