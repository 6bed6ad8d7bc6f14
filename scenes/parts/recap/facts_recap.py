"""Recap of facts and features: an MLP's neurons on a word, room for directions, a bound, and a model's own arrows."""

from __future__ import annotations

from typing import Any

import numpy as np

from attention_scenes.model.probes.angles.arrow_angles import ArrowAnglesProbe
from attention_scenes.model.probes.angles.packed_arrows import WIDTHS, PackedArrowsProbe
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.angles.angle_piles import AnglePiles, Pile
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import grid_centers
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap, Idea, Shown
from attention_scenes.scenes.parts.recap.meaning_recap import FollowedWord, followed_word_in
from attention_scenes.scenes.parts.recap.recap_places import MOST_TOKENS
from attention_scenes.scenes.parts.superposition.angle_facts import (
    NEURONS,
    RANDOM,
    RANDOM_TOKENS,
    RIGHT_ANGLE,
    TOKENS,
)

SHOWN = 1_536  # neurons that are drawn at most
MANY = WIDTHS.index(100)  # dimensions of the pile that is drawn
HALF = 30.0  # degrees to either side that are drawn
HIGH, UNIT = 2.6, 0.1  # units of space: of the highest share, of a degree
FAINTEST = 0.08  # opacity of a neuron that gives nothing
LIKELY = 0.995  # share of neurons that are no brighter than the brightest colour


def needs(params: Any, model: str) -> Needs:
    trace = TraceNeed(params.text, ("pattern", "mlp_act"), top=1, most=MOST_TOKENS)
    return Needs(model=model, traces={"": trace}, probes=(PackedArrowsProbe(), ArrowAnglesProbe()))


def begin(scene: AttentionScene) -> FollowedWord:
    scene.provenance(label_text("a layer’s MLP, and arrows"))
    return followed_word_in(scene)


def opening(scene: AttentionScene, found: FollowedWord) -> str:
    return phrased("Where facts sit, and how many directions there is room for.")


def show_neurons(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show what each neuron of a layer in the middle gives on the word."""
    bundle = scene.bundle
    if not bundle.meta["d_mlp"]:
        layers = scene.counted("n_layers")
        pile = piles_in(place, [random_pile(scene)])
        told = label_text("layers, and none has an MLP")
        return Shown(phrased("This model has no MLP: its layers are attention alone."), pile, layers, told)
    layer = len(bundle.read("mlp_act")) // 2
    given = bundle.read("mlp_act")[layer, found.query][:SHOWN]
    columns = max(1, round((len(given) * place.width / place.height) ** 0.5))
    rows = -(-len(given) // columns)
    cell = (place.width / columns, place.height / rows)
    colors = np.tile(scene.palette.rgba("text"), (len(given), 1))
    bright = float(np.quantile(np.abs(given.value), LIKELY)) or 1.0
    colors[:, 3] = np.clip(np.abs(given.value) / bright, FAINTEST, 1)
    cells = CellField(given, grid_centers(rows, columns, cell)[: len(given)], np.array(cell) * 0.8, colors)
    cells.move_to(place.at())
    where = scene.counted(f"layer.{layer}")
    told = label_text("neurons in layer {layer}: here, on “{word}”", layer=where[0], word=found.word)
    caption = phrased("In an MLP each word is by itself, and makes some of its neurons fire.")
    return Shown(caption, cells, scene.counted("d_mlp"), told, "second", [], [where])


def random_pile(scene: AttentionScene) -> Pile:
    """Return the pile of random arrows in many dimensions."""
    shares, points = (scene.bundle.probe(f"packed.{name}", MANY).reshape(1, -1) for name in ("pile", "pile_points"))
    return Pile(shares, points, "second")


def piles_in(place: Place, piles: list[Pile], **given: Any) -> AnglePiles:
    """Return piles, grown, that fill a panel."""
    most = max(float(pile.shares.value.max()) for pile in piles)
    field = AnglePiles(
        piles, *place.corners, 0.3, tall=HIGH / most, unit=UNIT * min(1.0, place.width / place.height), bend=0.004,
        reach=HIGH, apart=1.2, **given,
    )  # fmt: skip
    field.growth[:], field.said = 1.0, 0.0
    field.step = float(len(piles[0].shares) - 1)
    field.spanned[:] = 1.0
    between = RIGHT_ANGLE - HALF, RIGHT_ANGLE + HALF
    field.stand_at(field.seen(*place.corners, pitch=10, yaw=-14, between=between))
    return field


def show_room(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the pile of angles of random arrows."""
    width, size = scene.bundle.probe("packed.width", MANY), constant(WIDTHS[MANY])
    told = label_text("usual cosine of random arrows in {count} dimensions", count=str(WIDTHS[MANY]))
    caption = phrased("Many dimensions: random arrows stand nearly at right angles.")
    number = (written(float(width), 3), width)
    return Shown(
        caption, piles_in(place, [random_pile(scene)]), number, told, "second", [], [(str(WIDTHS[MANY]), size)]
    )


def show_bound(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show arrows that were pushed apart, and the bound before which they stop."""
    bundle = scene.bundle
    worst, bound = bundle.probe("packed.worst")[-1], bundle.probe("packed.bound")
    shares, points = (bundle.probe(f"packed.{name}")[-1].reshape(1, -1) for name in ("hist", "points"))
    pile = Pile(shares, points, "third")
    picture = piles_in(place, [pile], needles=bound, needle_roles=("focus",), needle_piles=(0,))
    off = constant(RIGHT_ANGLE) - worst
    count = grouped(constant(PackedArrowsProbe().count))
    told = label_text("degrees off: the worst pair of {count}, pushed apart", count=count[0])
    caption = phrased("Pushed apart, arrows stay short of a bound that none can pass.")
    return Shown(caption, picture, (written(float(off), 1), off), told, "third", [], [count])


def show_arrows(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the angles of the model's arrows before those of random ones."""
    bundle = scene.bundle
    there = float(bundle.probe("angles.count", NEURONS)) > 1
    own, random = (NEURONS, RANDOM) if there else (TOKENS, RANDOM_TOKENS)
    piles = [
        Pile(bundle.probe("angles.hist", kind).reshape(1, -1), bundle.probe("angles.points", kind).reshape(1, -1), role)
        for kind, role in ((own, "focus"), (random, "token"))
    ]
    widths = [bundle.probe("angles.width", kind) for kind in (own, random)]
    mine, theirs = ((written(float(width), 3), width) for width in widths)
    told = label_text("usual cosine of neurons’ arrows; of random ones {random}", random=theirs[0])
    caption = phrased("Neurons’ arrows lie as random ones do: angles prove no features.")
    if not there:
        told = label_text("spread of tokens’ cosines; of random ones {random}", random=theirs[0])
        caption = phrased("Tokens’ arrows beside random ones: angles alone prove no features.")
    return Shown(caption, piles_in(place, piles), mine, told, "focus", [], [theirs])


def end(scene: AttentionScene) -> tuple[str, Numbers]:
    """Say what is left to ask."""
    return phrased("Facts are many small parts; more directions than numbers find room."), []


FACTS = ChapterRecap(needs, begin, opening, (
    Idea("neurons", label_text("neurons"), label_text("What does an MLP do for one word?"), show_neurons),
    Idea("room", label_text("room"), label_text("Why do so many directions fit?"), show_room),
    Idea("bound", label_text("a bound"), label_text("All pairs, or the nearest one?"), show_bound),
    Idea("arrows", label_text("a model’s arrows"), label_text("What would prove a feature?"), show_arrows),
), end)  # fmt: skip
