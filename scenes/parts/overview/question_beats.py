"""Beats: each word begins alone; one asks, others answer."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Line, VGroup

from attention_scenes.scenes.captions import bubble_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.creature.bead import Bead
from attention_scenes.scenes.mobjects.illustrations.icons import speech
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.mobjects.stage.token_edges import corners_of, overlapping
from attention_scenes.scenes.parts.overview.overview_data import Asking
from attention_scenes.scenes.parts.overview.overview_stage import BODY, FAINT_WORDS, Stage, light
from attention_scenes.scenes.parts.shared.query_key_beats import spoken_words

OVER, HEAD = 0.14, 0.9  # scene units over the figure's head; that of the creature, in parts of its height
NEAR, STEM = 0.45, 0.3  # from a word's baseline to the stem of its answer, and that one's length
TURNS = 0.75  # from one answer to the next, where they stand by turns


def show_words(scene: AttentionScene, asking: Asking, stage: Stage) -> None:
    """Show the sentence on its floor, and the word that asks as it is before any layer."""
    stage.floor.lit = np.eye(len(stage.floor.lit))[stage.floor.asks]
    scene.add(stage.floor, stage.figure)
    with scene.beat("words", phrased("Each word begins alone: “{word}” knows only itself.", word=asking.word)):
        scene.play(FadeIn(stage.strip), run_time=0.8)


def show_ask(scene: AttentionScene, asking: Asking, stage: Stage) -> VGroup:
    """Let the word ask; later words grow faint, and the question stays."""
    asked, _ = spoken_words(asking.focus)
    question = VGroup(picture("ask", 0.75), speech(asked, "query", 0.42)).arrange(RIGHT, buff=0.2)
    story = scene.label(label_text("a story, in our words"), 0.36 if scene.layout.is_wide else 0.28)
    story.next_to(question, RIGHT, buff=0.25)
    if not scene.layout.is_wide:
        story.next_to(question, UP, buff=0.1)
    question.add(story)
    top = stage.figure.floor + (stage.tall * stage.height if stage.at.over is not None else HEAD * stage.at.hero)
    question.move_to([stage.figure.get_x(), top + OVER + question[1].height / 2, 0])
    scene.layout.words.hold(question)
    with scene.beat("ask", "Ask: every word asks for what it needs."):
        light(scene, stage, "ask", FadeIn(question))
        fainter = Change(stage.floor, opacities=1 - (1 - FAINT_WORDS) * stage.later)
        scene.play(fainter, run_time=0.6)
    return question


def show_describe(scene: AttentionScene, asking: Asking, stage: Stage, question: VGroup) -> VGroup:
    """Let the words that are read answer, in place of the question where they stand over it; return what stays."""
    answers = VGroup()
    said = bubble_text("here: I am one") if len(asking.answering) == 1 else bubble_text("here")
    if not asking.focus.holds:
        said = bubble_text("maybe I do")
    lit = stage.floor.lit.copy()
    body = BODY * stage.height if isinstance(stage.figure, Bead) else stage.figure.side()
    clear = stage.figure.get_x() - body - 0.1  # so far right an answer beside the figure may reach
    way = DOWN if stage.at.over is not None else UP
    for number, word in enumerate(asking.answering):
        x, y = stage.floor.places[list(word)].mean(axis=0)
        bubble = speech(said, "key", 0.36 if way is UP else 0.28)
        end = x * RIGHT + (y + (NEAR if way is UP else -0.25)) * UP
        turn = TURNS * (number % 2) if way is UP else 0.0
        around = stage.floor.places[np.abs(stage.floor.places[:, 0] - x) < bubble.width / 2 + 0.6, 1]
        clear_of = max(0.0, float(around.max()) - y) if way is UP else 0.0  # words of other rows
        bubble.next_to(end + (turn + clear_of) * way, way, buff=STEM if way is UP else STEM / 3)
        if way is DOWN and answers:  # all on one line: beside the last
            bubble.shift(max(0.0, answers[-1][0].get_right()[0] + 0.08 - bubble.get_left()[0]) * RIGHT)
        scene.layout.words.hold(bubble)
        if way is UP and x < stage.figure.get_x():
            bubble.shift(min(0.0, clear - bubble.get_right()[0]) * RIGHT)
        if way is UP and answers and overlapping(corners_of(bubble), corners_of(answers[-1][0])):
            bubble.shift((answers[-1][0].get_top()[1] + 0.1 - bubble.get_bottom()[1]) * UP)
        foot = Line([x, bubble.get_edge_center(-way)[1], 0], end, color=scene.palette.key, stroke_width=3)
        answers.add(VGroup(bubble, foot))
        lit[list(word)] = 1
    if way is DOWN:
        scene.let_go(question)
    with scene.beat("describe", "Describe: every word says what it has to offer."):
        light(scene, stage, "describe", Change(stage.floor, lit=lit))
        for answer in answers:
            scene.play(FadeIn(answer), run_time=0.6)
    return VGroup(*answers, *([question] if way is UP else []))
