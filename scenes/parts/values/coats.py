"""The creature in values: its colour is a place along a measured direction, its fur that of the word on its way in."""

from __future__ import annotations

import numpy as np
from manim import DOWN, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.creature.coat import named
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.values.value_focus import ValueFocus

NAME, GAP = 0.4, 0.15  # em of what stands under a creature, and from it


def coat(
    scene: AttentionScene, focus: ValueFocus, phrase: int, places: list[Reading], height: float
) -> Creature | None:
    """Return the creature with a state for each of some places of its word along a direction.

    ``phrase`` 0 is the sentence as it is, 1 that with the other word, of which it has the colour. None where the word
    that receives has no drawing, its direction no colour, or either direction cannot be counted on.
    """
    axis, word = (("given", scene.params.given()), ("instead", scene.params.other()))[phrase]
    if scene.params.drawn() is None or named(word) is None:
        return None
    fluffy = scene.bundle.probe("attribute.accuracy", -1, focus.layer)
    sure = scene.bundle.probe(f"{axis}.accuracy", focus.layer + 1)
    if not min(float(np.nan_to_num(fluffy.value)), float(np.nan_to_num(sure.value))) >= SURE:
        return None
    fur = scene.bundle.probe("attribute.place", phrase)
    fluff = join([fur[fur.shape[0] - 1, focus.layer]] * len(places))
    return Creature(join(places), fluff, word, height)


def standing(creatures: list[Creature], names: list[VGroup], place: Place) -> None:
    """Stand creatures side by side in a place, as high as it allows, each over its name."""
    room = max(name.height for name in names) + GAP
    height = min(place.height - room, 1.12 * place.width / len(creatures))
    for index, (creature, name) in enumerate(zip(creatures, names, strict=True)):
        x = place.left + place.width * (index + 0.5) / len(creatures)
        creature.scale(height / creature.height).move_to([x, place.top - (place.height - room) / 2, 0])
        fitted(name, place.width / len(creatures) - GAP).next_to(creature, DOWN, buff=GAP)


def placed_at(scene: AttentionScene, title: str, word: str, place: Reading, decimals: int = 2) -> VGroup:
    """Return what stands under a creature: what it is, and its place along a direction."""
    text = written(float(place), decimals)
    told = scene.label(label_text("“{word}” {place}", word=word, place=text), NAME, numbers=[(text, place)])
    return VGroup(scene.label(title, NAME), told).arrange(DOWN, buff=0.12)


def how_painted(word: str) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what a coat means."""
    text = label_text("coat: place along “{word}”, grey at 0, full at 1; fur: fluffiness on entering", word=word)
    return text, constants("0", "1")
