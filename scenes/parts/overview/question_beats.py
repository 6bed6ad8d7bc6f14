"""Beats: a word asks, others answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Line, Mobject, VGroup

from attention_scenes.scenes.captions import bubble_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.illustrations.icons import StepStrip, speech
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.overview.overview_data import Asking
from attention_scenes.scenes.parts.overview.overview_places import places_in
from attention_scenes.scenes.parts.shared.creature_beats import Coat, creature_of


@dataclass(frozen=True)
class Words:
    """On screen through the story: the sentence, the strip of its steps, the creature."""

    row: TokenRow
    strip: StepStrip
    hero: Creature | None
    name: Label
    later: VGroup  # the tokens behind the word that asks


def show_words(scene: AttentionScene, asking: Asking) -> Words:
    """Show the sentence, the creature where it is one, and the strip of five steps."""
    focus, at = asking.focus, places_in(scene.layout)
    row = TokenRow(focus.tokens, 0.5, at.row, smallest=0).move_to(at.row_y * UP)
    hero = hero_of(scene, asking)
    name = scene.label(label_text("“{word}”, drawn", word=asking.word), 0.3, "soft")
    name.next_to(hero or row, UP, buff=-0.1)
    scene.layout.words.hold(name)
    strip = StepStrip(at.strip_y, at.pitch)
    with scene.beat("words", phrased("Each word begins alone: “{word}” knows only itself.", word=asking.word)):
        scene.play(FadeIn(row), run_time=0.8)
        if hero:
            scene.play(FadeIn(hero, name), run_time=0.8)
        scene.play(FadeIn(strip), run_time=0.6)
    later = VGroup(*[row.token(i) for i in range(focus.query + 1, len(focus.tokens))])
    return Words(row, strip, hero, name, later)


def hero_of(scene: AttentionScene, asking: Asking) -> Creature | None:
    """Return the creature where it is one that asks: before any layer, and after that where it is read most surely."""
    if not asking.creature:
        return None
    at, coat = places_in(scene.layout), Coat.of(scene, asking.creature.colour)
    hero = creature_of(coat, [0, *coat.layers[:1]], asking.creature.colour, at.large[2])
    return hero.scale(at.hero_height / at.large[2]).move_to(at.hero_x * RIGHT + at.hero_y * UP)


def steps_shown(words: Words) -> VGroup:
    """Return the strip as it is now, the steps that are lit with it."""
    return VGroup(words.strip, *[words.strip.icons[step] for step in ("ask", "describe", "compare", "use")])


def light(scene: AttentionScene, words: Words, step: str, *others: Any) -> None:
    """Light a step of the strip, along with other animations."""
    scene.play(*words.strip.lighten(step), *others, run_time=0.6)


def show_ask(scene: AttentionScene, asking: Asking, words: Words) -> list[Mobject]:
    """Let the word ask; later words fade, and question and note stay."""
    focus, at = asking.focus, places_in(scene.layout)
    top = words.row.boxes[focus.query].get_top()
    asked = bubble_text("any adjectives before me?") if focus.holds else bubble_text("who matters to me?")
    question = VGroup(picture("ask", 0.7), speech(asked, "query", 0.36)).arrange(RIGHT, buff=0.2)
    reach = at.reach - question.width / 2
    beside = at.hero_x - 1.5 - question.width / 2 if asking.creature and not scene.layout.is_tall else reach
    x = np.clip(top[0], -reach, min(reach, beside))
    question.move_to(x * RIGHT + at.question_y * UP)
    stem = Line([top[0], question.get_bottom()[1], 0], top, buff=0.06, color=scene.palette.query, stroke_width=3)
    story = scene.label(label_text("a story, in our words"), 0.26, "soft").next_to(words.row, DOWN, buff=0.35)
    with scene.beat("ask", "Ask: every word asks for what it needs."):
        light(scene, words, "ask")
        scene.play(FadeIn(question, stem), FadeIn(story), run_time=0.7)
        if len(words.later):
            words.later.save_state()
            scene.play(words.later.animate.fade(0.6), run_time=0.6)
    return [question, stem, story]


def show_describe(scene: AttentionScene, asking: Asking, words: Words) -> VGroup:
    """Let the words that are read answer; the answers stay."""
    answers, at = VGroup(), places_in(scene.layout)
    said = bubble_text("here: I am one") if len(asking.answering) == 1 else bubble_text("here")
    if not asking.focus.holds:
        said = bubble_text("maybe I do")
    for number, word in enumerate(asking.answering):
        top = VGroup(*[words.row.boxes[i] for i in word]).get_top()
        bubble = speech(said, "key", 0.3)
        low = at.row_y + 1.2 + 0.66 * (number % 2)
        bubble.move_to(max(top[0], bubble.width / 2 - at.reach) * RIGHT + low * UP)
        foot = Line([top[0], bubble.get_bottom()[1], 0], top, buff=0.06, color=scene.palette.key, stroke_width=3)
        answers.add(VGroup(bubble, foot))
    with scene.beat("describe", "Describe: every word says what it has to offer."):
        light(scene, words, "describe")
        for answer in answers:
            scene.play(FadeIn(answer), run_time=0.6)
        scene.wait(0.5)
    return answers
