"""Beat: ways round the square, and what each of them saves."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.context_size.context_places import places_in
from attention_scenes.scenes.parts.context_size.trick_icons import blocks_icon, shared_icon, sparse_icon, window_icon


def show_tricks(scene: AttentionScene) -> None:
    """List the tricks: blocks and shared heads, as here, and two that other models have."""
    at, em = places_in(scene.layout), scene.layout.em
    queries, keys = scene.counted("n_heads"), scene.counted("n_kv_heads")
    shared = label_text("shared keys and values: {keys} sets for {queries} heads", keys=keys[0], queries=queries[0])
    if keys[0] == queries[0]:
        shared = label_text("shared keys and values: none here, a set for each head")
    shared_by = [keys, queries] if keys[0] != queries[0] else []
    columns, side = scene.params.convention == "columns", (2.3 if scene.layout.is_wide else 1.5) * em.caption
    rows = [
        (blocks_icon(side, columns), label_text("block by block"), label_text("saves memory, not work"), []),
        (
            shared_icon(side, round(float(queries[1])), round(float(keys[1]))), shared,
            label_text("fewer numbers kept for each token"), shared_by,
        ),
        (
            window_icon(side, columns), label_text("sliding window, elsewhere"),
            label_text("only the last tokens are met: text × window cells"), [],
        ),
        (
            sparse_icon(side, columns), label_text("sparse patterns, elsewhere"),
            label_text("most cells are never worked out"), [],
        ),
    ]  # fmt: skip
    table, room = VGroup(), at.tricks.width - side - 0.35
    for icon, name, saves, numbers in rows:
        lines = [Lines(name, em.word, room, "focus", edge=-1, numbers=numbers), Lines(saves, em.word, room, edge=-1)]
        words = VGroup(*lines).arrange(DOWN, buff=0.12, aligned_edge=LEFT)
        table.add(VGroup(icon, words.next_to(icon, RIGHT, buff=0.35)))
    table.arrange(DOWN, buff=0.34 if scene.layout.is_wide else 0.2, aligned_edge=LEFT).move_to(
        at.tricks.at(UP + LEFT), UP + LEFT
    )
    table.scale(min(1.0, at.tricks.height / table.height), about_point=at.tricks.at(UP + LEFT))
    with scene.beat("tricks", "Ways round the square, and what each of them saves."):
        for row in table:
            scene.play(FadeIn(row), run_time=0.6)
        scene.wait(0.4)
    scene.let_go(table)
