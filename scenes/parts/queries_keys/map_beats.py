"""Beats: a column is normalised; two learned maps make a query and a key, of every word."""

from __future__ import annotations

from manim import DOWN, LEFT, UP, Group, VGroup

from attention_scenes.scenes.captions import joined, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.mobjects.vectors.normalisation import Normalising
from attention_scenes.scenes.mobjects.vectors.projection import Projection
from attention_scenes.scenes.mobjects.vectors.vector_row import VectorRow
from attention_scenes.scenes.parts.queries_keys.question_places import QuestionPlaces
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.shared.query_key_beats import ask, question_and_answer


def show_normalising(scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces) -> None:
    """Show the word's column normalised, step by step, as it enters the head."""
    row = TokenRow(focus.tokens, width=at.row)
    row.scale(min(1, at.row_height / row.height)).move_to(at.row_y * UP)
    for index, label in enumerate(row.labels):
        if index != focus.query:
            label.set_opacity(0.45)
    row.boxes[focus.query].set_stroke(scene.palette.query, width=3)
    entering = label_text("“{word}” on entering layer {layer}", word=focus.word(focus.query), layer=focus.layer)
    learned = [scene.bundle.read("attn_norm", focus.layer)]
    if centred := f"attn_shift[{focus.layer}]" in scene.bundle.arrays:
        learned.append(scene.bundle.read("attn_shift", focus.layer))
    shown = Normalising(
        scene.bundle.read("resid_pre", focus.layer, focus.query), learned,
        scene.bundle.read("attn_in", focus.layer, focus.query),
        scene.label(entering, 0.28, "soft", numbers=[scene.counted("head.layer")]),
        lines=at.normal_lines, em=at.normal_em, flush=not scene.layout.is_wide,
    )  # fmt: skip
    fitted(shown, at.normal_width).move_to(at.normal_y * UP)
    scene.add(row)
    caption = phrased("Before it asks: divided by its size, times a learned gain.")
    if centred:
        caption = phrased("Before it asks: centred, divided by its size, scaled and shifted.")
    with scene.beat("normalise", caption):
        for step in shown.steps:
            scene.play(FadeIn(step), run_time=0.8)
        scene.wait(0.5)
    scene.make_way()


def show_maps(scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces) -> tuple[Projection, Projection]:
    """Turn one word into a query, another into a key; both ways stay."""
    query, key = question_and_answer(scene, focus, at.way, at.ways)
    both = Group(query, key).scale(at.ways_scale)
    if scene.layout.is_wide:
        both.set_x(0.0)
    both.set_y(at.ways_y)
    size = scene.counted("d_head")
    word, answers = focus.word(focus.query), focus.word(focus.partner)
    caption = phrased("A learned map turns “{word}” into a query of {count} numbers.", word=word, count=size[0])
    with scene.beat("query", caption, [size]):
        ask(scene, query)
    with scene.beat("key", phrased("Another learned map turns “{word}” into a key.", word=answers)):
        ask(scene, key)
    return query, key


def show_all_words(
    scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces, query: Projection, key: Projection
) -> None:
    """Show the same two maps on every word that fits on the screen."""
    rows = [
        VectorRow(focus.tokens, focus.read(letter), role, focus.query, at.rows_width, at.rows_em).at(
            at.rows_left, side.patch.cells.get_y() - at.rows_down
        )
        for letter, role, side in (("q", "query", query), ("k", "key", key))
    ]
    keep = query.patch, key.patch
    many = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads"))
    caption = phrased("The same two maps serve all words: that is a head, one of {count}.", count=many[0])
    anew = label_text("queries and keys: computed anew for each text")
    left_out = scene.bundle.count("tokens") - float(len(rows[0].columns))
    more = [grouped(left_out)] if float(left_out) else []
    notes = (
        VGroup(
            scene.note(
                label_text("weights: learned once, the same for every text"),
                0.28,
                scene.layout.words.right - at.notes[0],
                role="weight_plus",
            ),
            scene.note(
                joined("; ", [anew, *[label_text("{count} more tokens", count=n) for n, _ in more]]),
                0.28,
                scene.layout.words.right - at.notes[0],
                role="text",
                numbers=more,
            ),
        )
        .arrange(DOWN, buff=0.12, aligned_edge=LEFT)
        .move_to([*at.notes, 0], LEFT)
    )
    with scene.beat("all words", caption, [many]):
        scene.make_way(*keep)
        scene.play(*[patch.animate.set_x(at.map_x) for patch in keep], run_time=0.8)
        scene.play(*[FadeIn(row) for row in rows], run_time=1)
        scene.play(FadeIn(notes), run_time=0.6)
        scene.wait(1)
    scene.make_way()
