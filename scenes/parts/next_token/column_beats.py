"""Beats: a vector for each token after the last layer, and none for the next one yet."""

from __future__ import annotations

from manim import DOWN, UP, Group, Mobject

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.mobjects.vectors.token_columns import TokenColumns
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken
from attention_scenes.scenes.parts.next_token.next_token_places import places_in


def show_columns(scene: AttentionScene, last: LastToken) -> tuple[TokenColumns, Mobject]:
    """Show the vectors after the last layer, of which the last alone is used; columns and a note stay."""
    tokens, at = scene.bundle.tokens(), places_in(scene.layout)
    row = TokenColumns(
        tokens, lambda i: scene.bundle.read("final_norm", i), visible=9, width=at.columns, em=at.em, digits=at.digits
    )
    row.move_to(scene.layout.sentence.at(up=0.1), UP)
    size, dimensions = scene.counted("d_model")
    first = row.first
    counts = [
        *constants("9"),
        (size, dimensions),
        *([(str(first), scene.bundle.count(f"position.{first}"))] if first > 1 else []),
    ]
    text = label_text("each: 9 of its {size} numbers, normalised", size=size)
    if first == 1:
        text = label_text("each: 9 of its {size} numbers, normalised; the start token is not shown", size=size)
    elif first:
        text = label_text(
            "each: 9 of its {size} numbers, normalised; the first {count} tokens are not shown",
            size=size, count=first,
        )  # fmt: skip
    note = scene.note(text, 0.28, scene.layout.stage.width, edge=0, numbers=counts)
    note.move_to(at.note_y * UP)
    if not scene.layout.is_wide:
        note.next_to(row, DOWN, buff=0.5)
    columns = row.columns
    scene.add(*row.places)
    with scene.beat("vectors", "After the last layer, each token has its own vector."):
        frames = [FadeIn(Group(c.dots, c.frame), run_time=0.8) for c in columns]
        scene.play(*frames, *[c.arrive(1.4) for c in columns], FadeIn(note, run_time=0.8))
    with scene.beat("no vector yet", "The next token has no vector yet: it is what we ask for."):
        scene.play(FadeIn(row.slot), run_time=0.8)
    word = called(tokens, last.index)
    mixed = scene.label(label_text("attention has mixed the others into it"), 0.3, "soft").move_to(note)
    with scene.beat("last", phrased("For the next token only that of “{word}” is used.", word=word)):
        scene.play(
            *row.light(0.4, [last.index]), *exchange(note, mixed),
            run_time=1,
        )  # fmt: skip
    return row, mixed
