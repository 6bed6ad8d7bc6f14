"""Beats: a token becomes its query, or its key, on the way through a learned map."""

from __future__ import annotations

from typing import Literal

from manim import Group

from attention_scenes.scenes.captions import bubble_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.vectors.projection import BESIDE, Projection, ProjectionPlaces
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def question_and_answer(
    scene: AttentionScene, focus: HeadFocus, places: ProjectionPlaces = BESIDE, ys: tuple[float, float] = (2.02, -1.1)
) -> tuple[Projection, Projection]:
    """Return the ways to the query and to its partner's key, one above the other."""
    question, answer = spoken_words(focus)
    query = projection(scene, focus, "query", focus.query, question, places).at(ys[0])
    return query, projection(scene, focus, "key", focus.partner, answer, places).at(ys[1])


def spoken_words(focus: HeadFocus) -> tuple[str, str]:
    """Return, in words of ours, what the query asks and what its partner's key answers."""
    before = focus.holds and focus.partner == focus.query - 1
    question = bubble_text("any adjectives before me?") if focus.holds else bubble_text("who matters to me?")
    return question, bubble_text("I am one, right before you") if before else bubble_text("maybe I do")


def projection(
    scene: AttentionScene, focus: HeadFocus, kind: Literal["query", "key"], index: int, speech: str,
    places: ProjectionPlaces,
) -> Projection:  # fmt: skip
    letter, head = ("Q", focus.head) if kind == "query" else ("K", focus.kv_head)
    return Projection(
        focus.word(index), kind, scene.map_name(letter), scene.bundle.read("attn_in", focus.layer, index),
        scene.bundle.read(f"W_{letter}", focus.layer, head), focus.read(letter.lower())[index],
        focus.read(f"rot_{letter.lower()}")[index], speech, scene.bundle.count(f"position.{index}"), places,
    )  # fmt: skip


def ask(scene: AttentionScene, side: Projection) -> None:
    scene.play(FadeIn(side.box), FadeIn(side.column), FadeIn(side.arrows[0]), run_time=0.8)
    scene.play(FadeIn(side.patch), FadeIn(side.arrows[1]), run_time=0.6)
    frame = Group(side.vector.frame, side.vector.dots, side.vector.note)
    scene.play(FadeIn(frame), side.vector.arrive(0.8), FadeIn(side.arrows[2]))
    scene.play(FadeIn(side.speech), run_time=0.5)


def rooted(size: int) -> str:
    """Return √size as text, with decimals only where it has some."""
    return written(size**0.5, 0 if size**0.5 % 1 == 0 else 2)
