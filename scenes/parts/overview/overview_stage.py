"""What stays on screen through the story: the words on their floor, the one that asks as a figure, the five steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import RIGHT, UP

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.creature.bead import Bead
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.illustrations.icons import StepStrip
from attention_scenes.scenes.mobjects.stage.word_arcs import WordArcs
from attention_scenes.scenes.mobjects.stage.word_floor import WordFloor
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken, words_of
from attention_scenes.scenes.parts.overview.overview_data import Asking, HeadSwitched
from attention_scenes.scenes.parts.overview.overview_places import OverviewPlaces, place_words, places_in
from attention_scenes.scenes.parts.shared.creature_beats import CreaturePhrase

Figure = Creature | Bead
HEART, BEHIND = 0.36, 0.3  # of a figure's height, where arcs end; how far behind it, in units of space
UNDER = 0.72  # scene units from the floor to the end of the picture
BODY = 0.48  # of its height, from its middle to its side
FAINT_WORDS = 0.5  # opacity of words that cannot be read yet


@dataclass(frozen=True)
class Stage:
    """The words, the figure, the steps, and where each of them stands."""

    floor: WordFloor
    figure: Figure
    strip: StepStrip
    at: OverviewPlaces
    later: np.ndarray  # [T] 1 for the words behind the one that asks

    @classmethod
    def of(cls, scene: AttentionScene, asking: Asking, heads: dict[str, HeadSwitched]) -> Stage:
        tokens, at, frame = asking.focus.tokens, places_in(scene.layout), scene.layout.frame
        texts = [spoken(token) for token in tokens]
        joined = [i > 0 and token.word == tokens[i - 1].word for i, token in enumerate(tokens)]
        words = place_words(scene.layout, texts, joined, asking.focus.query)
        pieces = [word for word in words_of(tokens) if len(word) > 1 and asking.focus.query not in word]
        low = max(scene.layout.stage.bottom, at.floor - UNDER)  # a caption of two lines reaches into the stage
        floor = WordFloor(
            texts, [role_of(tokens, i) for i in range(len(tokens))], pieces, asking.focus.query, words.at, words.em,
            (frame.left, low), (frame.right, frame.top), at.pitch,
        )  # fmt: skip
        figure = figure_of(scene, asking.phrase, heads, at)
        stand(figure, *words.at[asking.focus.query].tolist())
        later = (np.arange(len(tokens)) > asking.focus.query).astype(float)
        return cls(floor, figure, StepStrip(at.step_y, at.step_pitch, scene.layout.is_wide), at, later)

    @property
    def height(self) -> float:
        """How high the figure is."""
        return self.at.bead if isinstance(self.figure, Bead) else self.at.hero

    @property
    def tall(self) -> float:
        """The part of that from its feet to its ears."""
        return 0.79 if isinstance(self.figure, Bead) else 0.9

    @property
    def told(self) -> Place:
        """Where what is measured is told of."""
        place = self.at.told
        if self.at.over is not None:
            return place
        return Place(place.left, place.bottom, float(self.figure.get_x()) - BODY * self.height, place.top)

    def arcs(self, pattern: Reading, role: str) -> WordArcs:
        """Return the arcs of a head, those of the word that asks ending in the figure."""
        up = HEART * self.height / float(np.cos(np.deg2rad(self.at.pitch)))
        heart = self.floor.feet[self.floor.asks] + [0, up, BEHIND]
        return WordArcs(pattern, self.floor, heart, role)


def light(scene: AttentionScene, stage: Stage, step: str, *others: Any) -> None:
    """Light a step of the strip, along with other animations."""
    scene.play(*stage.strip.lighten(step), *others, run_time=0.6)


def figure_of(
    scene: AttentionScene, phrase: CreaturePhrase | None, heads: dict[str, HeadSwitched], at: OverviewPlaces
) -> Figure:
    """Return the word that asks as a figure: before any layer, then after each head's layer; a bead without a drawing.

    Its last states are those with the heads that are told of.
    """
    if phrase is None or not heads:
        return Bead(None, height=at.bead)
    colours = list(probe_sentences()["attribute"]["colours"])
    places = scene.bundle.probe("attribute.place", 0)
    tints = [places[colours.index(phrase.colour), 0], *[head.tint[0] for head in heads.values()]]
    fluffs = [places[len(colours), 0], *[head.fluff[0] for head in heads.values()]]
    return made(phrase, join(tints), join(fluffs), at)


def made(phrase: CreaturePhrase, tint: Reading, fluff: Reading, at: OverviewPlaces) -> Figure:
    """Return the creature, or a bead where another word asks, with these states."""
    if phrase.is_drawn:
        return Creature(tint, fluff, phrase.colour, at.hero)
    return Bead(tint, phrase.colour, at.bead)


def stand(figure: Figure, x: float, y: float) -> Figure:
    """Set a figure on the floor at a place of the frame."""
    figure.move_to(x * RIGHT)
    figure.shift((y - figure.floor) * UP)
    return figure
