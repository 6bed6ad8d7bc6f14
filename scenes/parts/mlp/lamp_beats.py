"""Beats: the neurons of one MLP at the end of the name, as lamps; and what one of them asks and adds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.facts.lamp_wall import LampWall
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.glass_ball.step_facts import chance_of
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.recall_beats import clipped

NOTED = 1.35  # of a word's size: what one needs to read the picture, as large as a caption
NAMED = 0.69  # of a row's width, that what its number is may take
DIM = 0.75  # light of the lamps that are not spoken of
DECIMALS = 2  # of what a neuron's rows answer


def show_lamps(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> tuple[LampWall, Group]:
    """Light the neurons of one layer at the name's last token by what they say; beside them, what each does."""
    (layer, _), count = facts.neuron_numbers(), scene.counted("d_mlp")
    (low, high), reads, writes = places.lamps.corners, label_text("key"), label_text("value")
    right = places.lines.left if scene.layout.is_wide else places.lines.right  # there the neuron's numbers begin
    wall = LampWall(facts.lamps, facts.neuron()[1], low, high, reads=reads, writes=writes, right=right)
    wall.stand_at(wall.seen(*places.wall.corners, pitch=places.wall_at[0], yaw=places.wall_at[1]))
    word = clipped(facts.called(facts.reader), 10)
    caption = phrased("Attention mixes words. An MLP takes one, “{word}”: {count} neurons.", count=count[0], word=word)
    scene.change_provenance(label_text("layer {layer} · dot: a neuron’s activation", layer=layer[0]), [layer])
    notes = notes_of(scene, facts, places)
    with scene.beat("lamps", caption, [count]):
        grow = Change(wall, growth=1.0, delays=wall.order, spread=0.6, run_time=2.2)
        scene.play(FadeIn(wall, notes, run_time=0.5), grow)
    return wall, notes


def notes_of(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> Group:
    """Return which layer it is and at which word, what a neuron does with key and value, and what the sum of all is."""
    place, em, layer = places.lines, scene.layout.em, facts.neuron_numbers()[0]
    count, word = scene.counted("d_mlp"), clipped(facts.called(facts.reader), 10)
    asks = label_text("dot product of its row, bent: how strongly it fires")
    if facts.is_gated:
        asks = label_text("dot products of its two rows, gate (bent) × up: how strongly it fires")
    adds = label_text("what the MLP adds")
    if facts.has_bias("down"):
        adds = label_text("what the MLP adds, but for a bias")
    title = Label(label_text("layer {layer}, at “{word}”", layer=layer[0], word=word), em.heading, numbers=[layer])
    made, y = Group(fitted(title, place.width)), place.top - em.heading
    title.move_to([place.left, y, 0], LEFT).stand_on(y)
    for name, role, text in (
        (key_times_vector(facts), "key", asks),
        (label_text("activation × value"), "update", label_text("its column: what it adds")),
        (label_text("sum of all {count}", count=count[0]), "focus", adds),
    ):  # fmt: skip
        heading = Label(name, em.heading, role, numbers=[count] if role == "focus" else [])
        lines = Lines(text, NOTED * em.word, place.width, edge=-1)
        y -= 1.6 * em.heading
        fitted(heading, place.width).move_to([place.left, y, 0], LEFT).stand_on(y)
        y -= lines.step * len(lines)
        made.add(heading, lines.move_to([place.left, y, 0], LEFT).stand_on(y))
    zero = constants("0")
    above = Label(label_text("■ above 0"), 1.1 * em.word, "focus", numbers=zero)
    below = Label(label_text("■ below 0"), 1.1 * em.word, "third", numbers=zero)
    signs = fitted(line(above, below, buff=0.5), place.width)
    return made.add(signs.move_to(place.at(DOWN + LEFT), DOWN + LEFT))


def show_neuron(scene: AttentionScene, facts: FactFacts, places: MlpPlaces, shown: tuple[LampWall, Group]) -> None:
    """Let the word's vector come to one neuron, which asks; then what its column adds goes on."""
    wall, notes = shown
    (layer, number), sizes = facts.neuron_numbers(), np.abs(facts.lamps.value)
    digits = worked_out(facts)[-1].numbers[0]  # as it stands in the picture
    burns = scene.claim(
        "this neuron's activation is the largest in its layer", bool(sizes.argmax() == facts.neuron()[1]),
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
    *work, adds, off, memory = neuron_lines(scene, facts, places)
    shown_numbers = [number, digits] if number[0] in caption else [digits]
    light = np.where(np.arange(len(wall.opacities)) == wall.spoken, 1.0, DIM)
    with scene.beat("neuron", caption, shown_numbers):
        come = Change(wall, asked=1.0, opacities=light)
        scene.play(FadeOut(notes, run_time=0.4), come, FadeIn(*work), run_time=1.2)
        scene.play(Change(wall, added=1.0), FadeIn(adds), run_time=1.0)
        scene.play(FadeIn(off, memory), run_time=0.5)
    scene.make_way()


def neuron_lines(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> Group:
    """Return how strongly a neuron fires, what it adds, the chance where it is off, and what such a pair is called."""
    parts, place, chance = worked_out(facts), places.lines, chance_of(facts.without_neuron)
    digits = parts[-1].numbers
    adds = Part(label_text("value, added"), "update", digits, f"{digits[0][0]} ×")
    off = Part(label_text("“{word}” with it off", word=clipped(facts.answer)), "text", [chance], chance[0])
    rows = [*parts, adds, off]
    note = label_text("key and value: Geva et al. 2021")
    memory = Lines(note, 1.1 * scene.layout.em.word, place.width, "soft", edge=-1)
    memory.move_to([place.left, place.bottom, 0], LEFT).stand_on(place.bottom + 0.1)
    step = (place.height - memory.step * len(memory) - 0.3) / len(rows)
    lines = [placed(scene, part, place, place.top - step * (n + 0.65), step) for n, part in enumerate(rows)]
    return Group(*lines, memory)


class Part(NamedTuple):
    """Numbers of a neuron with what they are; ``text`` is their digits with what stands about them."""

    name: str
    role: str
    numbers: Numbers
    text: str


def key_times_vector(facts: FactFacts) -> str:
    """Return what the key makes of the vector: a dot product, with a bias where the model has one."""
    return label_text("key · vector + bias") if facts.has_bias("up") else label_text("key · vector")


def worked_out(facts: FactFacts) -> list[Part]:
    """Return how what a neuron says is worked out: its gate, bent, times the other half; or what goes in, bent."""
    gate, up, said = facts.probe("fact_neuron.parts", 0)
    if not facts.is_gated:
        return [
            _part(key_times_vector(facts), "key", up),
            _part(label_text("bent: activation"), "focus", said, "→ "),
        ]
    decimals, fits = digits_of_product(said / up, up)
    opens, reads = label_text("key · vector: gate"), label_text("key · vector: up")
    if facts.has_bias("gate"):
        opens = label_text("key · vector + bias: gate")
    if facts.has_bias("up"):
        reads = label_text("key · vector + bias: up")
    return [
        _part(opens, "key", gate), _part(label_text("gate, bent"), "key", said / up, "→ "),
        _part(reads, "key", up, "× "),
        _part(label_text("activation"), "focus", said, "= " if fits else "≈ ", decimals),
    ]  # fmt: skip


def digits_of_product(one: Reading, other: Reading) -> tuple[int, bool]:
    """Return with how many decimals a product is that of its factors as they are written, and that there are such."""
    whole, seen = float(one) * float(other), round(float(one), DECIMALS) * round(float(other), DECIMALS)
    found = [n for n in range(DECIMALS, -1, -1) if written(whole, n) == written(seen, n)]
    return (found[0], True) if found else (0, False)


def _part(name: str, role: str, reading: Reading, sign: str = "", decimals: int = DECIMALS) -> Part:
    digits = written(float(reading), decimals)
    return Part(name, role, [(digits, reading)], sign + digits)


def placed(scene: AttentionScene, part: Part, place: Place, y: float, room: float) -> Group:
    """Return what a number is, at the left of a place, and the number at its right, on one baseline."""
    em = scene.layout.em
    label = Lines(part.name, NOTED * em.word, NAMED * place.width, part.role, edge=-1)
    number = Label(part.text, min(em.heading, 0.75 * room), part.role, numbers=part.numbers)
    fitted(number, (1 - NAMED) * place.width - 0.2).move_to([place.right, y, 0], RIGHT).stand_on(y)
    return Group(label.move_to([place.left, y, 0], LEFT).middle_on(y), number)
