"""Beats: a word asks, others answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, UP, Line, Mobject, VGroup

from attention_scenes.scenes.captions import bubble_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.illustrations.icons import StepStrip, speech
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.mobjects.marks.flow import tinted
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.tokens import TokenRow
from attention_scenes.scenes.parts.overview.overview_data import Asking

STRIP_Y = 3.1


@dataclass(frozen=True)
class Words:
    """On screen through the story: the sentence, the strip of its steps, the creature."""

    row: TokenRow
    strip: StepStrip
    hero: Mobject
    drawn: Mobject  # the creature, as tinted as it is by now
    name: Label
    later: VGroup  # the tokens behind the word that asks


def show_words(scene: AttentionScene, asking: Asking) -> Words:
    """Show the sentence, the creature where it is one, and the strip of five steps."""
    focus = asking.focus
    row = TokenRow(focus.tokens, 0.5, 12.8, smallest=0).move_to(scene.layout.stage.at(up=-1.5))
    hero = picture("creature", 1.9).move_to(scene.layout.stage.at(right=4.5, up=0.22))
    drawn = tinted(hero, 0)
    name = scene.label(label_text("“{word}”, drawn", word=asking.word), 0.28, "soft").next_to(drawn, UP, buff=0.12)
    strip = StepStrip(STRIP_Y)
    with scene.beat("words", phrased("Each word begins alone: “{word}” knows only itself.", word=asking.word)):
        scene.play(FadeIn(row), run_time=0.8)
        if asking.blue is not None:
            scene.play(FadeIn(drawn, name), run_time=0.8)
        scene.play(FadeIn(strip), run_time=0.6)
    later = VGroup(*[row.token(i) for i in range(focus.query + 1, len(focus.tokens))])
    return Words(row, strip, hero, drawn, name, later)


def light(scene: AttentionScene, words: Words, step: str, *others: Any) -> None:
    """Light a step of the strip, along with other animations."""
    scene.play(*words.strip.lighten(step), *others, run_time=0.6)


def show_ask(scene: AttentionScene, asking: Asking, words: Words) -> list[Mobject]:
    """Let the word ask; later words fade, and question and note stay."""
    focus = asking.focus
    top = words.row.boxes[focus.query].get_top()
    asked = bubble_text("any adjectives before me?") if focus.holds else bubble_text("who matters to me?")
    question = VGroup(picture("ask", 0.7), speech(asked, "query", 0.36)).arrange(RIGHT, buff=0.2)
    reach = 6.3 - question.width / 2
    x = np.clip(top[0], -reach, min(reach, 3.0 - question.width / 2) if asking.blue is not None else reach)
    question.move_to(scene.layout.stage.at(right=x, up=1.25))
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
    answers = VGroup()
    said = bubble_text("here: I am one") if len(asking.answering) == 1 else bubble_text("here")
    if not asking.focus.holds:
        said = bubble_text("maybe I do")
    for number, word in enumerate(asking.answering):
        top = VGroup(*[words.row.boxes[i] for i in word]).get_top()
        bubble = speech(said, "key", 0.3)
        bubble.move_to(max(top[0], -6.3 + bubble.width / 2) * RIGHT + 0.66 * (number % 2) * UP)
        foot = Line([top[0], bubble.get_bottom()[1], 0], top, buff=0.06, color=scene.palette.key, stroke_width=3)
        answers.add(VGroup(bubble, foot))
    with scene.beat("describe", "Describe: every word says what it has to offer."):
        light(scene, words, "describe")
        for answer in answers:
            scene.play(FadeIn(answer), run_time=0.6)
        scene.wait(0.5)
    return answers
