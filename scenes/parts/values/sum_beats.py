"""Beats: a key and a value, then all values times their weights, summed."""

from __future__ import annotations

from manim import RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import bubble_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.illustrations.pictures import Bubble
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.vectors.linear_map import MapStep
from attention_scenes.scenes.mobjects.vectors.weighted_sum import WeightedSum
from attention_scenes.scenes.parts.values.value_focus import ValueFocus, most_weighted
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, notes_under


def show_key_and_value(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> None:
    """Show one word and two more learned maps: what it is found by and what it gives."""
    word, size = focus.word(focus.partner), scene.counted("d_head")
    entering = scene.bundle.read("attn_in", focus.layer, focus.partner)
    steps = []
    for letter, role, y in (("K", "key", at.steps[0]), ("V", "value", at.steps[1])):
        counted = label_text("key: {count} numbers", count=size[0])
        if role == "value":
            counted = label_text("value: {count} numbers", count=size[0])
        names = (
            scene.label(label_text("“{word}”", word=word), 0.3),
            scene.label(counted, 0.3, role, numbers=[size]),
        )
        step = MapStep(
            entering, scene.bundle.read(f"W_{letter}", focus.layer, focus.kv_head),
            scene.bundle.read(letter.lower(), focus.layer, focus.kv_head, focus.partner),
            scene.map_name(letter), names, (None, role, role), em=at.step_em, gap=at.step_gap,
        ).at(at.steps_left, y)  # fmt: skip
        says = bubble_text("find me by this") if role == "key" else bubble_text("take this from me")
        steps.append((step, Bubble(says, role, 0.34).move_to(at.bubble[0] * RIGHT + (y - at.bubble[1]) * UP)))
    (key, key_says), (value, value_says) = steps
    with scene.beat("key", "The key says who should look here."):
        scene.play(*[FadeIn(part) for part in key.parts], run_time=0.8)
        scene.play(FadeIn(key_says), run_time=0.5)
    with scene.beat("value", "What is handed over is another thing: so there is a value map."):
        for part in value.parts:
            scene.play(FadeIn(part), run_time=0.6)
        scene.play(FadeIn(value_says), run_time=0.5)
    scene.make_way()


def show_weighted_sum(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> WeightedSum:
    """Show all values up to the query, times their weights, summed; the sum stays."""
    keys = most_weighted(focus.weights.value, focus.query, at.keys)
    values = scene.bundle.read("v", focus.layer, focus.kv_head)
    gathered = scene.bundle.read("z", focus.layer, focus.head, focus.query)
    total = WeightedSum(focus.tokens, keys, focus.weights, values, gathered, at.sum)
    caption = phrased("Every word has a value; “{word}” has a weight for each.", word=focus.word(focus.query))
    with scene.beat("values", caption):
        scene.play(FadeIn(total.names), FadeIn(total.values), run_time=0.8)
        scene.play(FadeIn(total.dots), FadeIn(total.numbers), FadeIn(total.legend), run_time=0.8)
    share = float(focus.weights.value[focus.partner])
    others = [float(w) for k, w in enumerate(focus.weights.value[: focus.query + 1]) if k != focus.partner]
    stays = scene.claim("one weight is over a half", share > 0.5, f"{share:.2f}") and bool(others)
    with scene.beat(
        "weighted", "Weight times value: most fade, one stays." if stays else "Weight times value, for each."
    ):
        scene.play(*[FadeOut(c.numbers) for c in total.values], run_time=0.5)
        for column in total.products:
            column.frame.set_stroke(opacity=0)
        scene.play(*[c.arrive(1.2) for c in total.products])
    size = scene.counted("d_head")
    caption = phrased("Added up, they are {count} numbers: what the head has gathered.", count=size[0])
    with scene.beat("sum", caption, [size]):
        new = total.plus, total.sign, total.total, *left_out(scene, focus, keys)
        scene.play(*map(FadeIn, new), run_time=0.8)
    scene.make_way(total.total)
    return total


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
    return [notes_under(scene, [(text, list(zip(texts, (many, rest), strict=True)))], 0.28, -0.05)]
