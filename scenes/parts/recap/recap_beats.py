"""Beats of a recap: the sentence over empty panels, one idea after the other, and the questions to stop at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manim import ReplacementTransform

from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap
from attention_scenes.scenes.parts.recap.idea_cards import IdeaCards
from attention_scenes.scenes.parts.recap.recap_places import ROW


@dataclass(frozen=True)
class Opened:
    """The sentence as it stands at first, and over the ideas; the ideas' titles."""

    large: TokenRow
    row: TokenRow
    cards: IdeaCards


def show_sentence(scene: AttentionScene, recap: ChapterRecap, found: Any) -> Opened:
    """Show the sentence, large."""
    cards, tokens = IdeaCards(scene, recap.ideas), recap.tokens(scene.bundle)
    row = TokenRow(tokens, 0.46, cards.places.row_width, smallest=0.33)
    row.scale(min(1.0, ROW / row.height)).move_to([0, cards.places.row_y, 0])
    large = TokenRow(tokens, 0.95, cards.places.row_width, smallest=0.6).move_to(scene.layout.stage.at())
    for one in (large, row):
        one.boxes[found.query].set_stroke(scene.palette.query, width=4, opacity=1)
    scene.add(large)
    with scene.beat("sentence", recap.opening(scene, found)):
        scene.wait(0.5)
    return Opened(large, row, cards)


def show_ideas(scene: AttentionScene, recap: ChapterRecap, found: Any, opened: Opened) -> None:
    """Bring one idea after the other, with the first of them the sentence over all: no panel stands empty."""
    cards = opened.cards
    for n, idea in enumerate(recap.ideas):
        shown = idea.show(scene, found, cards.inside(n))
        panel, words = cards.fill(n, shown)
        with scene.beat(idea.name, shown.caption, shown.in_caption):
            if n == 0:
                scene.wait(0.2)
                smaller = ReplacementTransform(opened.large, opened.row)
                scene.play(smaller, FadeIn(cards, rate_func=late), *panel[:2], run_time=1.0)
            scene.play(*(panel if n else panel[2:]), run_time=1.0 if n else 0.4)
            scene.play(*words, run_time=0.6)


def show_questions(scene: AttentionScene, recap: ChapterRecap, cards: IdeaCards) -> None:
    """Stop, with a question for each idea; then say what the chapter was about, and what it was not."""
    with scene.beat("questions", "Stop here and ask: one question for each idea."):
        scene.play(*cards.ask(), run_time=0.9)
        scene.wait(2.5)
    with scene.beat("end", *recap.end(scene)):
        scene.wait(1)
