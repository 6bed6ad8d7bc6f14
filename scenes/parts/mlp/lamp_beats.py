"""Beats: the neurons of one MLP at the end of the name, as lamps; and what one of them asks and adds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import LEFT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.facts.lamp_wall import LampWall
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.glass_ball.step_facts import chance_of
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.recall_beats import clipped

NOTED = 1.2  # of a word's size: what one needs to read the picture
DECIMALS = 2  # of what a neuron's rows answer


def show_lamps(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> tuple[LampWall, Group]:
    """Light the neurons of one layer at the name's last token by what they say; beside them, what is seen."""
    (layer, _), count = facts.neuron_numbers(), scene.counted("d_mlp")
    reads = label_text("key: its rows read") if facts.is_gated else label_text("key: its row reads")
    (low, high), writes = places.lamps.corners, label_text("value: its column")
    right = places.lines.left if scene.layout.is_wide else None  # there the neuron's numbers begin
    wall = LampWall(facts.lamps, facts.neuron()[1], low, high, reads=reads, writes=writes, right=right)
    wall.stand_at(wall.seen(*places.wall.corners, pitch=places.wall_at[0], yaw=places.wall_at[1]))
    word = clipped(facts.called(facts.reader), 10)
    caption = phrased("Attention mixes words. An MLP takes one, “{word}”: {count} neurons.", count=count[0], word=word)
    scene.change_provenance(label_text("layer {layer} · dot: what a neuron says", layer=layer[0]), [layer])
    notes = notes_of(scene, facts, places)
    with scene.beat("lamps", caption, [count]):
        grow = Change(wall, growth=1.0, delays=wall.order, spread=0.6, run_time=2.2)
        scene.play(FadeIn(wall, notes, run_time=0.5), grow)
    return wall, notes


def notes_of(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> Group:
    """Return what the wall is: which layer at which word, and what its colours are."""
    place, em, layer = places.lines, scene.layout.em, facts.neuron_numbers()[0]
    word = clipped(facts.called(facts.reader), 10)
    title = label_text("layer {layer}, at “{word}”", layer=layer[0], word=word)
    lines = [
        Label(title, em.heading, "key", numbers=[layer]),
        Label(label_text("a neuron reads the vector,"), NOTED * em.word),
        Label(label_text("bends that, adds its column"), NOTED * em.word),
        Label(label_text("no bend: two maps are one"), NOTED * em.word),
        Label(label_text("■ above 0"), NOTED * em.word, "focus", numbers=constants("0")),
        Label(label_text("■ below 0"), NOTED * em.word, "third", numbers=constants("0")),
    ]  # fmt: skip
    step = min(0.72, place.height / len(lines))
    for n, each in enumerate(lines):
        fitted(each, place.width).move_to([place.left, place.top, 0], LEFT).stand_on(place.top - 0.4 - step * n)
    return Group(*lines)


def show_neuron(scene: AttentionScene, facts: FactFacts, places: MlpPlaces, shown: tuple[LampWall, Group]) -> None:
    """Let the word's vector come to one neuron, which asks; then what its column adds goes on."""
    wall, notes = shown
    (layer, number), sizes = facts.neuron_numbers(), np.abs(facts.lamps.value)
    digits = worked_out(facts)[-1].numbers[0]  # as it stands in the picture
    burns = scene.claim(
        "this neuron says most in its layer", bool(sizes.argmax() == facts.neuron()[1]),
        claim_text("{own}; the largest is {most}", own=digits[0], most=written(float(sizes.max()))),
    )  # fmt: skip
    what = {"number": number[0], "said": digits[0], "word": clipped(facts.called(facts.reader), 10)}
    caption = phrased("Neuron {number} reads at “{word}” and adds its column {said} times.", **what)
    if burns:
        caption = phrased("One burns, {number}: at “{word}” it adds its column {said} times.", **what)
    if burns and facts.words_read:
        what["before"] = clipped(facts.words_read[1], 10)
        caption = phrased("One burns at “{word}” after “{before}”: it adds its column {said} times.", **what)
    scene.change_provenance(label_text("layer {layer} · neuron {number}", layer=layer[0], number=number[0]),
                            [layer, number])  # fmt: skip
    *work, off, memory = neuron_lines(scene, facts, places)
    shown_numbers = [number, digits] if number[0] in caption else [digits]
    with scene.beat("neuron", caption, shown_numbers):
        scene.play(FadeOut(notes, run_time=0.4), Change(wall, asked=1.0), FadeIn(*work[:-1]), run_time=1.2)
        scene.play(Change(wall, added=1.0), FadeIn(work[-1]), run_time=1.0)
        scene.play(FadeIn(off, memory), run_time=0.5)
    scene.make_way()


def neuron_lines(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> Group:
    """Return what a neuron's rows answer, what it says, the chance where it is off, and what such a pair is called."""
    answer, off = clipped(facts.answer), facts.without_neuron
    parts, place, wide = worked_out(facts), places.lines, scene.layout.is_wide
    end = Part(label_text("“{word}” with it off", word=answer), "text", [chance_of(off)], chance_of(off)[0])
    rows = [parts[:2], parts[2:], [end]] if wide else [parts, [end]]
    step, half = place.height / (4 if wide else 2), place.left + (0 if wide else place.width / 2)
    note = label_text("a memory: key and value (Geva et al. 2021)")
    memory = Lines(note, NOTED * scene.layout.em.word, place.right - half, "text", edge=-1)
    memory.move_to([half, place.top - (3 if wide else 1) * step - 0.15, 0], UP + LEFT)
    lines = [
        placed(scene, part, place.left + n * place.width / len(row), place.top - m * step, place.width / len(row))
        for m, row in enumerate(rows) for n, part in enumerate(row)
    ]  # fmt: skip
    return Group(*lines, memory)


class Part(NamedTuple):
    """Numbers of a neuron with what they are; ``text`` is their digits with what stands about them."""

    name: str
    role: str
    numbers: Numbers
    text: str


def worked_out(facts: FactFacts) -> list[Part]:
    """Return how what a neuron says is worked out: its gate, bent, times the other half; or what goes in, bent."""
    gate, up, said = facts.probe("fact_neuron.parts", 0)
    if not facts.is_gated:
        return [_part(label_text("its row"), "key", up), _part(label_text("bent: it says"), "focus", said, "→ ")]
    decimals, fits = digits_of_product(said / up, up)
    return [
        _part(label_text("gate"), "key", gate), _part(label_text("bent"), "key", said / up, "→ "),
        _part(label_text("up"), "key", up, "× "),
        _part(label_text("it says"), "focus", said, "= " if fits else "≈ ", decimals),
    ]  # fmt: skip


def digits_of_product(one: Reading, other: Reading) -> tuple[int, bool]:
    """Return with how many decimals a product is that of its factors as they are written, and that there are such."""
    whole, seen = float(one) * float(other), round(float(one), DECIMALS) * round(float(other), DECIMALS)
    found = [n for n in range(DECIMALS, -1, -1) if written(whole, n) == written(seen, n)]
    return (found[0], True) if found else (0, False)


def _part(name: str, role: str, reading: Reading, sign: str = "", decimals: int = DECIMALS) -> Part:
    digits = written(float(reading), decimals)
    return Part(name, role, [(digits, reading)], sign + digits)


def placed(scene: AttentionScene, part: Part, left: float, top: float, wide: float) -> Group:
    """Return a number under its name."""
    em = scene.layout.em
    number = fitted(Label(part.text, 1.1 * em.heading, part.role, numbers=part.numbers), wide - 0.35)
    label = fitted(Label(part.name, NOTED * em.word), wide - 0.15)
    label.move_to([left, top, 0], LEFT).stand_on(top - 0.35)
    return Group(label, number.move_to([left, top, 0], LEFT).stand_on(top - 0.35 - 1.3 * em.heading))
