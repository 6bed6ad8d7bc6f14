"""Beats: phrases that share a word, and its vectors before any layer."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.phrase_box import Phrase
from attention_scenes.scenes.mobjects.text.shaping import least_em
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.mole.mole_places import places_in
from attention_scenes.scenes.parts.mole.word_senses import Senses

ROLES = ("first", "second", "third")


def alone(scene: AttentionScene) -> float:
    """Return the scale of the phrases while nothing else is shown."""
    return 1.25 if scene.layout.is_tall else 1.5


def show_phrases(scene: AttentionScene, senses: Senses) -> VGroup:
    """Show the phrases and the word that they share; they stay."""
    least = least_em() / places_in(scene.layout).shrunk
    phrases = VGroup(*[
        Phrase(words, at, role, 5.3, least=least) for (_, words, at, _), role in zip(senses.at, ROLES, strict=False)
    ])  # fmt: skip
    phrases.arrange(DOWN, buff=0.28).move_to(scene.layout.stage.at(up=0.3))
    phrases.scale(alone(scene))
    scene.add(phrases)
    caption = phrased("Two phrases share a word: “{word}”.", word=scene.params.word)
    if len(senses.at) == 3:
        caption = phrased("Three phrases share a word: “{word}”.", word=scene.params.word)
    with scene.beat("phrases", caption):
        scene.wait(1)
    return phrases


def show_one_column(scene: AttentionScene, senses: Senses, phrases: VGroup) -> tuple[bool, Group]:
    """Show the word's vectors before any layer: whether they are one and the same, and their columns, which stay."""
    vectors = [scene.bundle.read("embed", token, trace=key) for key, _, _, token in senses.at]
    equal = all(np.array_equal(vectors[0].value, v.value) for v in vectors)
    same = scene.claim(
        "the word's vectors are identical before the first layer", equal, claim_text("all entries compared")
    )
    places = places_in(scene.layout)
    columns = [VectorColumn(v, 8, places.em, role) for v, role in zip(vectors, ROLES, strict=False)]
    differences = [VectorColumn(v - vectors[0], 8, places.em, "soft", decimals=3) for v in vectors[1:]]
    row = Group(*columns, *differences).arrange(RIGHT, buff=places.gap).move_to(places.columns)
    scene.layout.words.hold(row)
    heads = VGroup()
    for column, role in zip(columns, ROLES, strict=False):
        heads.add(
            scene.label(label_text("“{word}”", word=scene.params.word), 0.26, role).next_to(column.frame, UP, buff=0.18)
        )
    for column, words in zip(differences, (label_text("2nd − 1st"), label_text("3rd − 1st")), strict=False):
        heads.add(scene.label(words, 0.26, "soft").next_to(column.frame, UP, buff=0.18))
    caption, none = phrased("Cut into other tokens, the vectors differ from the start."), []
    if same and not scene.adds_positions:
        caption, none = phrased("Before any layer it is the same vector every time: difference 0."), constants("0")
    elif same:
        caption = phrased("The same embedding every time; its position adds another vector.")
    with scene.beat("one vector", caption, none):
        smaller = phrases.animate(run_time=1.3).scale(places.shrunk / alone(scene)).arrange(DOWN, buff=0.14)
        coming = FadeIn(*columns, heads[: len(columns)], run_time=1.3, rate_func=late)
        scene.play(smaller.move_to(places.phrases, UP + LEFT), coming)
        scene.play(*[FadeIn(c) for c in differences], FadeIn(heads[len(columns) :]), run_time=0.8)
    return same, Group(row, heads)
