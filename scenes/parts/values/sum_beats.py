"""Beats: a value, then all values under their weights, poured into one sum."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, VGroup, linear

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import bubble_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.illustrations.pictures import Bubble
from attention_scenes.scenes.mobjects.stage.value_lamps import ValueLamps
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.token_names import role_of
from attention_scenes.scenes.mobjects.vectors.linear_map import MapStep
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.values.value_focus import ValueFocus, most_weighted
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, fitting_step, notes_under

ASIDE = 3.9  # scene units beside a map, for a bubble


def lamps_of(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> ValueLamps:
    """Return the stage of the words that the query weighs most, with an empty column for their sum."""
    frame, keys = scene.layout.frame, most_weighted(focus.weights.value, focus.query, at.keys)
    values = scene.bundle.read("v", focus.layer, focus.kv_head)
    lamps = ValueLamps(
        [focus.word(key) for key in keys], [role_of(focus.tokens, key) for key in keys], focus.weights[keys],
        values[keys], scene.bundle.read("z", focus.layer, focus.head, focus.query), label_text("sum"),
        (frame.left, at.lamps.bottom), (frame.right, frame.top),
        at.lamps.corners,
    )  # fmt: skip
    lamps.ready = 1.0
    return lamps


def show_value(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> None:
    """Show the word that is read most and the learned map that makes what it hands over."""
    word, size = focus.word(focus.partner), scene.counted("d_head")
    names = (
        scene.label(label_text("“{word}”", word=word), 0.38),
        scene.label(label_text("value: {count} numbers", count=size[0]), 0.38, "value", numbers=[size]),
    )
    entering = scene.bundle.read("attn_in", focus.layer, focus.partner)
    weights = scene.bundle.read("W_V", focus.layer, focus.kv_head)
    value = scene.bundle.read("v", focus.layer, focus.kv_head, focus.partner)

    def built(share: float) -> MapStep:
        roles, sizes = (None, "value", "value"), (0.42 * share, 0.24 * share, 0.9 * share)
        return MapStep(entering, weights, value, scene.map_name("V"), names, roles, *sizes)

    says = Bubble(bubble_text("take this from me"), "value", 0.44)
    beside = scene.layout.is_wide
    room = at.whole if not beside else Place(at.whole.left, at.whole.bottom, at.whole.right - ASIDE, at.whole.top)
    step = fitting_step(built, room if beside else at.whole.part(0.0, 0.75))
    says.next_to(step, RIGHT if beside else DOWN, buff=0.5)
    cut_to(scene, *step.parts[:2])
    with scene.beat("value", "What is handed over is not the column: a value map makes it."):
        scene.play(FadeIn(step.parts[2]), run_time=0.7)
        scene.play(FadeIn(says), run_time=0.5)


def show_weighted_sum(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces, lamps: ValueLamps) -> None:
    """Let all values stand under their lamps, fade to their weights and pour into one column; that stays."""
    keys = most_weighted(focus.weights.value, focus.query, at.keys)
    em = min(0.42, lamps.tags[0].em * 1.05)
    numbers = NumberField(focus.weights[keys], lamps.numbers_at(), em, scene.palette.rgba("focus"), decimals=2)
    order = np.linspace(0, 1, len(keys))
    count = scene.counted("tokens")
    told = label_text("{count} tokens, {count} values: not one for each pair, {count} × {count}", count=count[0])
    note = notes_under(scene, [(told, [count] * 4)], 1.2 * scene.layout.em.word)
    caption = phrased("One value a word, for all who read it; “{word}” weighs each.", word=focus.word(focus.query))
    lamps.arcs[:] = 0
    cut_to(scene, lamps, numbers)
    with scene.beat("values", caption):
        scene.play(Change(lamps, rise=1, delays=order, spread=0.6, run_time=1.8), FadeIn(note))
    share = float(focus.weights.value[focus.partner])
    others = [float(w) for k, w in enumerate(focus.weights.value[: focus.query + 1]) if k != focus.partner]
    stays = scene.claim("one weight is over a half", share > 0.5, f"{share:.2f}") and bool(others)
    with scene.beat(
        "weighted", "Weight times value: most fade, one stays." if stays else "Weight times value, for each."
    ):
        scene.play(Change(lamps, weighted=1, run_time=1.8))
    size = scene.counted("d_head")
    caption = phrased("Added up, they are {count} numbers: what the head has gathered.", count=size[0])
    with scene.beat("sum", caption, [size]):
        down = np.linspace(0, 1, len(lamps.filled))
        scene.play(Change(lamps, arcs=1, run_time=0.8))
        scene.let_go(note)
        pour = Change(lamps, way=1, rate_func=linear, run_time=3.0)
        scene.play(pour, Change(lamps, filled=1, delays=0.3 + 0.7 * down, spread=0.8, run_time=3.0),
                   *map(FadeIn, left_out(scene, focus, keys)))  # fmt: skip


def left_out(scene: AttentionScene, focus: ValueFocus, keys: list[int]) -> list[VGroup]:
    """Say how many words are not shown in the sum, and what weight they have; nothing where all are."""
    left = [k for k in range(focus.query + 1) if k not in keys]
    if not left:
        return []
    rest = join([focus.weights[k] for k in left]).sum()
    many = scene.bundle.count(f"position.{focus.query}") + 1.0 - float(len(keys))
    texts = str(len(left)), written(float(rest), 2)
    text = label_text(
        "and {count} more tokens, which have {share} of the weight together", count=texts[0], share=texts[1]
    )
    return [notes_under(scene, [(text, list(zip(texts, (many, rest), strict=True)))], 0.34)]
