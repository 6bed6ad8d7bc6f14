"""Beats: one query, one key, their dot product."""

from __future__ import annotations

from typing import Literal

from manim import RIGHT, Group

from attention_scenes.scenes.captions import bubble_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.vectors.dot_product import DotProduct
from attention_scenes.scenes.mobjects.vectors.projection import Projection
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def show_query_and_key(scene: AttentionScene, focus: HeadFocus) -> None:
    """Show a query and the key it weighs most, turned by their positions, and work their product through."""
    query, key = question_and_answer(scene, focus)
    with scene.beat("query", phrased("A learned map turns “{word}” into a query.", word=focus.word(focus.query))):
        ask(scene, query)
    with scene.beat("key", phrased("Another learned map turns “{word}” into a key.", word=focus.word(focus.partner))):
        ask(scene, key)
    if scene.rotary:
        with scene.beat("rotation", "Both are rotated by position, so distance matters."):
            for side in (query, key):
                scene.play(FadeOut(side.vector.numbers), run_time=0.3)
                scene.play(side.turned.arrive(0.8), FadeIn(side.mark, run_time=0.8))
    else:
        caption = phrased("Where the words stand is in their vectors: nothing is rotated here.")
        if not scene.adds_positions:
            caption = phrased("This model is told no positions: nothing is rotated here.")
        with scene.beat("positions", caption):
            scene.wait(1)
    at, size = (focus.query, focus.partner), scene.bundle.meta["d_head"]
    table = DotProduct(
        focus.read("rot_q")[focus.query], focus.read("rot_k")[focus.partner], focus.read("raw_scores")[at],
        focus.read("attn_scores")[at],
    ).move_to(scene.layout.stage.at(RIGHT, up=-0.05), RIGHT)  # fmt: skip
    with scene.beat("dot product", "Multiply and add: one number says how well they fit."):
        scene.play(FadeOut(query.speech), FadeOut(key.speech), run_time=0.5)
        for part in table.rows()[:3]:
            scene.play(FadeIn(part), run_time=0.7)
    length = scene.bundle.count("d_head")
    caption = phrased(
        "{count} independent products would spread √{count} = {root} times as wide.",
        count=str(size),
        root=rooted(size),
    )
    with scene.beat("scaling", caption, [(str(size), length), (str(size), length), (rooted(size), length.sqrt())]):
        scene.play(FadeIn(table.scaled), run_time=0.7)
    scene.make_way()


def question_and_answer(scene: AttentionScene, focus: HeadFocus) -> tuple[Projection, Projection]:
    """Return the ways to the query and to its partner's key, one above the other."""
    before = focus.holds and focus.partner == focus.query - 1
    question = bubble_text("any adjectives before me?") if focus.holds else bubble_text("who matters to me?")
    answer = bubble_text("I am one, right before you") if before else bubble_text("maybe I do")
    query = projection(scene, focus, "query", focus.query, question).at(2.02)
    return query, projection(scene, focus, "key", focus.partner, answer).at(-1.1)


def projection(
    scene: AttentionScene, focus: HeadFocus, kind: Literal["query", "key"], index: int, speech: str
) -> Projection:
    letter, head = ("Q", focus.head) if kind == "query" else ("K", focus.kv_head)
    return Projection(
        focus.word(index), kind, scene.map_name(letter), scene.bundle.read("attn_in", focus.layer, index),
        scene.bundle.read(f"W_{letter}", focus.layer, head), focus.read(letter.lower())[index],
        focus.read(f"rot_{letter.lower()}")[index], speech, scene.bundle.count(f"position.{index}"),
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
