"""Beat: a word's column is normalised as it enters the head."""

from __future__ import annotations

from manim import UP

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.mobjects.vectors.normalisation import Normalising
from attention_scenes.scenes.parts.queries_keys.question_places import QuestionPlaces
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def show_normalising(scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces) -> None:
    """Show the word's column normalised, step by step, as it enters the head."""
    row = TokenRow(focus.tokens, width=at.row)
    row.scale(min(1, at.row_height / row.height)).move_to(at.row_y * UP)
    for index, label in enumerate(row.labels):
        if index != focus.query:
            label.set_opacity(0.5)
    row.boxes[focus.query].set_stroke(scene.palette.query, width=3)
    entering = label_text("“{word}” on entering layer {layer}", word=focus.word(focus.query), layer=focus.layer)
    learned = [scene.bundle.read("attn_norm", focus.layer)]
    if centred := f"attn_shift[{focus.layer}]" in scene.bundle.arrays:
        learned.append(scene.bundle.read("attn_shift", focus.layer))
    shown = Normalising(
        scene.bundle.read("resid_pre", focus.layer, focus.query), learned,
        scene.bundle.read("attn_in", focus.layer, focus.query),
        scene.label(entering, 0.34, numbers=[scene.counted("head.layer")]),
        lines=at.normal_lines, em=at.normal_em, flush=not scene.layout.is_wide,
    )  # fmt: skip
    fitted(shown, at.normal_width).move_to(at.normal_y * UP)
    scene.add(row, *shown.steps[:2])
    caption = phrased("Before it asks: divided by its size, times a learned gain.")
    if centred:
        caption = phrased("Before it asks: centred, divided by its size, scaled and shifted.")
    with scene.beat("normalise", caption):
        for step in shown.steps[2:]:
            scene.play(FadeIn(step), run_time=0.45)
    scene.make_way()
