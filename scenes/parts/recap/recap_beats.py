"""Beats of a recap: the sentence over empty panels, one idea after the other, and the questions to stop at."""

from __future__ import annotations

from typing import Any

from manim import ReplacementTransform

from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap
from attention_scenes.scenes.parts.recap.idea_cards import IdeaCards
from attention_scenes.scenes.parts.recap.recap_places import ROW


def show_sentence(scene: AttentionScene, recap: ChapterRecap, found: Any) -> IdeaCards:
    """Show the sentence, large, then over the ideas' titles."""
    cards, tokens = IdeaCards(scene, recap.ideas), recap.tokens(scene.bundle)
    row = TokenRow(tokens, 0.46, cards.places.row_width, smallest=0.33)
    row.scale(min(1.0, ROW / row.height)).move_to([0, cards.places.row_y, 0])
    large = TokenRow(tokens, 0.95, cards.places.row_width, smallest=0.6).move_to(scene.layout.stage.at())
    for one in (large, row):
        one.boxes[found.query].set_stroke(scene.palette.query, width=4, opacity=1)
    scene.add(large)
    with scene.beat("sentence", recap.opening(scene, found)):
        scene.wait(0.5)
        scene.play(ReplacementTransform(large, row), FadeIn(cards, rate_func=late), run_time=1.0)
    return cards


def show_ideas(scene: AttentionScene, recap: ChapterRecap, found: Any, cards: IdeaCards) -> None:
    """Bring one idea after the other: no panel stands empty."""
    for n, idea in enumerate(recap.ideas):
        shown = idea.show(scene, found, cards.inside(n))
        panel, words = cards.fill(n, shown)
        with scene.beat(idea.name, shown.caption, shown.in_caption):
            scene.play(*panel, run_time=1.0)
            scene.play(*words, run_time=0.6)


def show_questions(scene: AttentionScene, recap: ChapterRecap, cards: IdeaCards) -> None:
    """Stop, with a question for each idea; then say what the chapter was about, and what it was not."""
    with scene.beat("questions", "Stop here and ask: one question for each idea."):
        scene.play(*cards.ask(), run_time=0.9)
        scene.wait(4)
    with scene.beat("end", *recap.end(scene)):
        if pictures := cards.look_back():
            scene.play(*pictures, run_time=0.9)
        scene.wait(1)
