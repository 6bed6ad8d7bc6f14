"""Beats: the stack that the layer is taken from; whether all layers are alike, and the sum of all they add."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Group, Line

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.charts.layer_bars import LayerBars
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.marks.strips import StripField
from attention_scenes.scenes.mobjects.stage.pose import glide
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import decimals_of_small, written
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.transformer_block.word_in_block import WordInBlock

READABLE = 18  # words side by side on the floor
DIMMED = 0.5
OWN = 0.1  # a cosine below which maps have nothing in common
PARTNERS = 0.5  # the largest mean cosine of a neuron and its best partner of which the same is said
MAPS: dict[str, tuple[str, str]] = {
    "q": ("$W_Q$", "query"), "k": ("$W_K$", "key"), "v": ("$W_V$", "value"), "o": ("$W_O$", "output"),
    "gate": ('$W_"gate"$', "third"), "up": ('$W_"up"$', "second"), "down": ('$W_"down"$', "first"),
}  # fmt: skip
SHOWN = 6  # entries of each column
ADDED = ("attn_out", "mlp_out")
SAME = 1e-4  # of the largest entry: what rounding may change


def show_stack(scene: AttentionScene, word: WordInBlock) -> LayerStack:
    """Show all layers, the word's thread lit, and open the one that is taken apart."""
    layout, bundle = scene.layout, scene.bundle
    stage, frame = layout.stage, layout.frame
    patterns = bundle.read("pattern")
    mean = patterns[:, 0]
    for head in range(1, patterns.shape[1]):
        mean = mean + patterns[:, head]
    layers = [bundle.count(f"layer.{n}") for n in range(word.n_layers)]
    low = stage.bottom + (0.0 if layout.is_wide else 0.6)
    stack = LayerStack(
        word.tokens, mean / bundle.count("n_heads"), layers, (frame.left, low), (frame.right, frame.top),
        query=word.query, ceiling=frame.top - 0.02 * frame.height,
    )  # fmt: skip
    stack.sheets = np.zeros_like(stack.sheets)
    stack.said = 1.0 if len(word.tokens) <= READABLE else 0.0
    box: dict[str, Any] = {
        "low": (stage.left, low + 0.5),
        "high": (stage.right + 1.2, stage.top),
        "pitch": 23,
        "yaw": 52,
    }
    near = box | {
        "low": (stage.left + 1.4, low + 0.6),
        "high": (stage.right - 1.2, stage.top - 0.5),
        "pitch": 15,
        "yaw": 57,
    }
    if layout.is_tall:
        box = {"low": (stage.left + 0.5, low + 0.4), "high": (stage.right, frame.top - 0.5), "pitch": 50, "yaw": 22}
        near = {"low": (stage.left, low + 1.6), "high": (stage.right, frame.top - 1.0), "pitch": 28, "yaw": 32}
    for name, value in stack.whole(**box).items():
        setattr(stack, name, value)
    stack.reach = float(word.n_layers + 1)
    count, layer = scene.counted("n_layers"), scene.counted("head.layer")
    caption = phrased("{count} layers, all built alike. Layer {layer} is taken apart.",
                      count=count[0], layer=layer[0])  # fmt: skip
    if word.n_layers == 1:
        caption, count = phrased("A model of one layer. It is taken apart."), layer
    dimmed = np.full_like(stack.opacities, DIMMED)
    dimmed[word.layer] = 1.0
    scene.add(stack)
    with scene.beat("stack", caption, [count, layer] if word.n_layers > 1 else []):
        scene.play(Change(stack, glow=np.eye(len(stack.x))[word.query], run_time=1.0))
        there: dict[str, Any] = {
            **stack.before(word.layer, **near),
            **stack.open(word.layer),
            "opacities": dimmed,
            "first": 0.0,
            "said": 0.0,
        }
        told = FadeIn(told_of_vectors(scene), run_time=2.8, rate_func=late)
        scene.play(Change(stack, run_time=2.8, rate_func=glide, **there), told)
    return stack


def told_of_vectors(scene: AttentionScene) -> Lines:
    """Return that as many vectors, as large, leave each layer as enter it."""
    layout, counts = scene.layout, [scene.counted(name) for name in ("tokens", "d_model")]
    text = label_text("in and out of each layer: {count} vectors of {size} numbers", count=counts[0][0],
                      size=counts[1][0])  # fmt: skip
    edge = DOWN + RIGHT if layout.is_wide else DOWN
    width, em, up = (3.6, 0.36, 0.1) if layout.is_wide else (layout.stage.width, layout.em.word, 0.7)
    return Lines(text, em, width, edge=int(edge[0]), numbers=counts).move_to(layout.stage.at(edge, up=up), edge)


def show_maps(scene: AttentionScene, word: WordInBlock) -> None:
    """Compare every layer's maps with the next one's: as far from 1 as the same numbers in reverse order."""
    if word.n_layers == 1:
        return
    bundle, layout, stage = scene.bundle, scene.layout, scene.layout.stage
    cosine, backwards = bundle.probe("layer_maps.cosine"), bundle.probe("layer_maps.reversed")
    names = bundle.meta["probes"]["layer_maps"]["names"]
    place = Place(stage.left + 1.5, stage.bottom + 1.75, stage.right - 1.3, stage.top - 0.35)
    if layout.is_tall:
        place = Place(stage.left + 1.65, stage.bottom + 2.4, stage.right - 1.0, stage.top - 0.8)
    ys = np.linspace(place.top - 0.3, place.bottom + 0.3, len(names))
    field = strips_of(scene, cosine, names, ys, place)
    frame = frame_of_maps(scene, names, ys, place)
    told = told_of_maps(scene, cosine, backwards)
    fitted(told, layout.words.width).next_to([0, frame.get_bottom()[1], 0], DOWN, buff=0.2)
    largest, partner = float(np.abs(cosine.value).max()), float(scene.bundle.probe("layer_maps.partner").value.max())
    own = scene.claim(
        "neighbouring layers' maps have next to nothing in common, neurons put in another order neither",
        largest < OWN and partner < PARTNERS,
        claim_text("the largest cosine is {largest}", largest=f"{largest:.3f}"),
    )  # fmt: skip
    count = scene.counted("n_layers")
    caption = phrased("Built alike, but neighbours among the {count} have weights of their own.", count=count[0])
    if not own:
        caption = phrased("Built alike: how much do the {count} layers’ weights agree?", count=count[0])
    with scene.beat("maps", caption, [count]):
        order = np.linspace(0, 1, len(names))
        scene.play(FadeIn(frame, field, run_time=0.5), Change(field, growth=1.0, delays=order, run_time=2.2))
        scene.play(FadeIn(told), run_time=0.5)
        scene.wait(0.6)
    scene.make_way()


def strips_of(scene: AttentionScene, cosine: Reading, names: list[str], ys: np.ndarray, place: Place) -> StripField:
    """Return a row of lights for each map: a light for every two neighbours, at their cosine."""
    means = join([row.sum() / float(row.shape[0]) for row in cosine])
    colors = np.array([scene.palette.rgba(MAPS[name][1]) for name in names])
    return StripField(cosine, means, ys - ys.mean(), place.width, colors).shift([place.left, ys.mean(), 0])


def frame_of_maps(scene: AttentionScene, names: list[str], ys: np.ndarray, place: Place) -> Group:
    """Return the maps' names, a line for each from 0 to 1, and what 1 is."""
    layout, colors = scene.layout, scene.palette
    parts: list[Any] = []
    for name, y in zip(names, ys, strict=True):
        symbol, role = MAPS[name]
        label = scene.label(symbol, 0.42, role, markup=True).move_to([place.left - 0.45, y, 0], RIGHT)
        rail = Line([place.left, y, 0], [place.right, y, 0], stroke_width=3, color=colors.faint)
        parts += [rail, label, Dot([place.right, y, 0], radius=0.09, color=getattr(colors, role))]
    em = 0.34 if layout.is_wide else layout.em.word
    for text, x in (("0", place.left), ("1", place.right)):
        parts.append(
            scene.label(text, em, "soft", numbers=constants(text)).next_to([x, place.bottom, 0], DOWN, buff=0.1)
        )
    itself = scene.label(label_text("a map beside itself"), em, "soft")
    itself.next_to([place.right, place.top - 0.3, 0], LEFT, buff=0.3).shift(0.24 * UP)
    return Group(*parts, itself)


def told_of_maps(scene: AttentionScene, cosine: Reading, backwards: Reading) -> Lines:
    """Return the largest cosine of two neighbours, and beside it the control."""
    largest = [_largest(each) for each in (cosine, backwards)]
    text = label_text("cosines with the next layer’s map: {most} at most; its numbers in reverse: {control}",
                      most=largest[0][0], control=largest[1][0])  # fmt: skip
    layout = scene.layout
    return Lines(text, 0.36 if layout.is_wide else layout.em.note, layout.words.width, "text", numbers=largest)


def _largest(readings: Reading) -> tuple[str, Reading]:
    one = readings.largest()
    return written(float(one), 3), one


def show_sum(scene: AttentionScene, word: WordInBlock) -> None:
    """Show all that was ever added to the word as lengths; added up, it is compared with the last vector."""
    bundle = scene.bundle
    start = bundle.read("resid_pre", 0, word.query)
    total = start + _added_up(word, "attn_out")
    total = total + _added_up(word, "mlp_out") if word.has_mlp else total
    last = bundle.read("resid_post", word.n_layers - 1, word.query)
    chart, columns = all_lengths(scene, word), both_sums(scene, total, last)
    gap = (total - last).largest()
    notes = told_of_sum(scene, word, gap)
    begins = 2.0 if bundle.meta["positions"] == "learned" else 1.0  # the embedding, and the position's vector
    terms = bundle.count("n_layers") * (2.0 if word.has_mlp else 1.0) + begins
    number = (written(float(terms), 0), terms)
    same = scene.claim(
        "all that was added makes the last vector", float(gap) < SAME * float(np.abs(last.value).max()),
        claim_text("the largest difference is {gap}", gap=f"{float(gap):.1e}"),
    )  # fmt: skip
    caption = phrased("The last vector is a sum: {count} vectors, each with its author.", count=number[0])
    if word.has_mlp and begins == 1:
        caption = phrased("The last vector: a sum of {count}, the start, then two from each layer.", count=number[0])
    if not same:
        caption = phrased("{count} vectors were added: do they make the last one?", count=number[0])
    with scene.beat("sum", caption, [number]):
        scene.play(FadeIn(chart.names, chart.legend, columns), run_time=0.7)  # lights of maps leave before bars come
        scene.play(*chart.grow())
        scene.add(chart)
        scene.play(FadeIn(notes), run_time=0.6)
        scene.wait(0.5)


def all_lengths(scene: AttentionScene, word: WordInBlock) -> LayerBars:
    """Return a bar for what attention adds in each layer, and one for what the MLP adds."""
    bundle, stage, is_wide = scene.bundle, scene.layout.stage, scene.layout.is_wide
    layers = [bundle.count(f"layer.{n}") for n in range(word.n_layers)]
    lengths = [[bundle.read(f"{name}_norm", n, word.query) for n in range(word.n_layers)] for name in ADDED]
    kinds = label_text("attention adds"), label_text("MLP adds")
    place = Place(stage.left, stage.bottom + 0.1, stage.left + 6.7, stage.top) if is_wide else stage.part(0.0, 0.45)
    longest = int(np.argmax([max(float(length) for length in each) for each in lengths]))
    size = place.width - (1.0 if is_wide else 1.6), place.height - 0.8
    chart = LayerBars(layers, kinds, (lengths[0], lengths[1]), size, told=longest)
    return chart.move_to(place.at(LEFT), LEFT)


def both_sums(scene: AttentionScene, total: Reading, last: Reading) -> Group:
    """Return what was added up beside the last vector, some entries of each."""
    layout, stage = scene.layout, scene.layout.stage
    columns = []
    for name, readings in ((label_text("added up"), total), (label_text("last vector"), last)):
        column = VectorColumn(
            readings, min(SHOWN, len(readings)), 0.38 if layout.is_wide else 0.34, decimals=2, note=False
        )
        label = scene.label(name, 0.36 if layout.is_wide else layout.em.word, "soft")
        fitted(label, column.width + 0.7).next_to(column, UP).stand_on(column.frame.get_top()[1] + 0.25)
        columns.append(Group(column, label))
    Group(*columns).arrange(RIGHT, buff=1.2, aligned_edge=DOWN)
    sign = scene.label("≈", 0.6, "soft").move_to(Group(*columns)).set_y(columns[0][0].frame.get_y())
    place = (
        Place(stage.left + 7.2, stage.bottom + 1.9, stage.right, stage.top) if layout.is_wide else stage.part(0.5, 0.84)
    )
    return Group(*columns, sign).move_to(place.at())


def told_of_sum(scene: AttentionScene, word: WordInBlock, gap: Reading) -> Group:
    """Return by how much both differ at most, and whether biases are in it."""
    layout, stage = scene.layout, scene.layout.stage
    size = scene.counted("d_model")
    digits = written(float(gap), decimals_of_small(float(gap), 2, 8))
    difference = label_text("at most {gap} apart, of all {size} entries", gap=digits, size=size[0])
    room = 5.6 if layout.is_wide else layout.words.width
    lines = [
        Lines(difference, layout.em.word if layout.is_tall else 0.36, room, "text", numbers=[(digits, gap), size]),
        Lines(told_of_biases(scene, word), layout.em.note if layout.is_tall else 0.36, room, "text"),
    ]
    middle = (stage.left + 7.2 + stage.right) / 2 if layout.is_wide else 0.0
    return Group(*lines).arrange(DOWN, buff=0.2).move_to([middle, stage.bottom + (1.0 if layout.is_wide else 0.75), 0])


def _added_up(word: WordInBlock, array: str) -> Reading:
    """Return what all layers' attention, or MLPs, add to the word, ``[D]``."""
    total = word.bundle.read(array, 0, word.query)
    for layer in range(1, word.n_layers):
        total = total + word.bundle.read(array, layer, word.query)
    return total


def told_of_biases(scene: AttentionScene, word: WordInBlock) -> str:
    """Return whether maps of this model add biases, and which models' do."""
    without = scene.claim(
        "no map of this model adds a bias", not word.is_biased, claim_text("read off the names of its tensors")
    )
    if without:
        return label_text("no map of this model adds a bias; those of GPT-2 and GPT-3 do")
    return label_text("maps of this model add biases, + b: they are within these vectors")
