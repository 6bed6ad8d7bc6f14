"""Ledger of a block: what enters, what is added and what leaves, as lengths and two entries, column by column."""

from __future__ import annotations

from itertools import islice

from manim import LEFT, Group, Line

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import adds_as_written
from attention_scenes.scenes.mobjects.text.numbers import NumberField, number
from attention_scenes.scenes.parts.transformer_block.block_places import places_in
from attention_scenes.scenes.parts.transformer_block.word_in_block import WordInBlock

ENTRIES = 2  # of each vector, the first ones that add up as they are written
DECIMALS = 2
NAMES = {
    "enters": (label_text("enters"), "soft"), "attention": (label_text("+ attention"), "update"),
    "middle": (label_text("= so far"), "soft"), "mlp": (label_text("+ MLP"), "update"),
    "leaves": (label_text("= leaves"), "soft"),
}  # fmt: skip
SUMS = ("enters", "attention", "middle"), ("middle", "mlp", "leaves")


class Ledger:
    """Columns of a sum, one for each vector of the stream and each that is added to it."""

    def __init__(self, scene: AttentionScene, word: WordInBlock) -> None:
        self.scene, self.word = scene, word
        self.places = places_in(scene.layout)
        self.names = [name for name in NAMES if name in word.vectors]
        self.entries = entries_that_add(word)
        self.rows = len(self.entries) + 1
        place = self.places.ledger
        self.first = 0.165 * place.width if scene.layout.is_wide else 0.17 * place.width
        self.step = (place.width - self.first) / len(self.names)
        self.there: list[Group] = []

    def y(self, row: int) -> float:
        """Return where a row stands; the first one has the names."""
        place = self.places.ledger
        return place.top - place.height * (row + 0.5) / (self.rows + 1)

    def empty(self, taken: int) -> Place:
        """Return where no column stands yet, behind so many."""
        place = self.places.ledger
        return Place(place.left + self.first + taken * self.step + 0.4, place.bottom, place.right, place.top)

    def heads(self) -> Group:
        """Return what the rows are called, and a line over lengths: directions differ, so these do not add up."""
        place, em = self.places.ledger, self.places.em
        names = []
        for row in range(self.rows):
            if row == self.rows - 1:
                wide = self.scene.layout.is_wide
                name = Label(label_text("length (no sum)") if wide else label_text("length"), em, "soft")
            else:
                entry = str(self.entries[row])
                name = Label(label_text("entry {number}", number=entry), em, "soft", numbers=constants(entry))
            names.append(fitted(name, self.first - 0.1).move_to([place.left, self.y(row + 1), 0], LEFT))
        y = (self.y(self.rows - 1) + self.y(self.rows)) / 2 - 0.02
        rule = Line([place.left, y, 0], [place.right, y, 0], stroke_width=1.5, color=self.scene.palette.faint)
        return Group(*names, rule)

    def column(self, station: str) -> Group:
        """Return the column of one vector."""
        place, em = self.places.ledger, self.places.em
        x = place.left + self.first + (self.names.index(station) + 0.5) * self.step
        text, role = NAMES[station]
        name = fitted(Label(text, em, role), self.step - 0.1).move_to([x, self.y(0), 0])
        colors, vector = self.scene.palette, self.word.vectors[station]
        rgba = colors.rgba("update" if role == "update" else "text")
        entries = [vector[entry] for entry in self.entries]
        places = [[x + 0.9 * em, self.y(row + 1)] for row in range(len(entries))]
        field = NumberField(join(entries), places, em, rgba, decimals=DECIMALS, sign=True, align="right")  # type: ignore[arg-type]
        length = number(self.word.length(station).reshape(1), 1.15 * em, rgba, decimals=1)
        return Group(name, field, length.move_to([x, self.y(self.rows), 0]))

    def come(self, *stations: str, run_time: float = 0.7) -> FadeIn:
        """Return the animation in which columns come."""
        made = [self.column(station) for station in stations]
        if not self.there:
            made.insert(0, self.heads())
        self.there += made
        return FadeIn(*made, run_time=run_time)


def entries_that_add(word: WordInBlock) -> list[int]:
    """Return which entries are shown: the first whose rounded parts make their rounded sums, or the first of all."""
    values = {name: vector.value.tolist() for name, vector in word.vectors.items()}
    sums = [[values[name] for name in names] for names in SUMS if all(name in values for name in names)]
    width = len(values["enters"])
    adding = (
        entry for entry in range(width)
        if all(adds_as_written([one[entry], other[entry]], whole[entry], DECIMALS) for one, other, whole in sums)
    )  # fmt: skip
    found = list(islice(adding, ENTRIES))
    return found if len(found) == ENTRIES else list(range(min(ENTRIES, width)))
