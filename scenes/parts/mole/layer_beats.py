"""Beats: a word walks through the layers, until its senses part."""

from __future__ import annotations

import numpy as np
from manim import Animation, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.mole.sense_views import ALONG, SIDE, fly, seen_from
from attention_scenes.scenes.parts.mole.tunnel_beats import SenseView
from attention_scenes.scenes.parts.mole.word_senses import Senses

LONGEST_QUOTE = 15  # characters that a caption has room for
SLOW, QUICK = 0.75, 0.2  # seconds a layer
LOST = 1 / 3  # of a lead that the last layer takes: worth a sentence


def show_layers(scene: AttentionScene, senses: Senses, view: SenseView, phrases: VGroup) -> None:
    """Let the vectors walk layer by layer, and say from where on the senses are apart."""
    first = senses.parted if senses.parted is not None else senses.depth
    show_first_layer(scene, view, first)
    if first > 1:
        with scene.beat("layers", wandering(senses, view.names)):
            for n in range(2, first + 1):
                tick(scene, view, n, SLOW if first <= 12 else QUICK)
    if senses.parted is None:
        show_unparted(scene, senses, view)
        return
    since = scene.counted(f"layer.{senses.parted}")
    caption = phrased("After {layer} layers, each is nearest to its own sense.", layer=since[0])
    if senses.parted == 1:
        caption, since = phrased("After one layer, each is nearest to its own sense."), ("", since[1])
    with scene.beat("parted", caption, [since] if since[0] else []):
        scene.play(view.chart.mark(senses.parted), *tell_accuracy(view, senses.parted), run_time=0.8)
        scene.wait(1)
    show_mask(scene, senses, phrases)
    if senses.parted < senses.depth:
        show_rest(scene, senses, view)


def show_first_layer(scene: AttentionScene, view: SenseView, layers: int) -> None:
    """Go round to the side, where the first layers can be told apart, and say how the chart is read, by one bar."""
    chart, numbers = view.chart, view.chart.numbers.fields[0]
    with scene.beat("chart", "Bar up: its own sense is nearest. Bar down: another one is."):
        view.tunnel.strands = 1.0
        only = np.eye(len(chart.names))[0]
        chart.bars.opacities, numbers.opacities = only, only.copy()
        coming = chart.names[0], chart.bars, view.title
        side = seen_from(scene, view.tunnel, SIDE, layers)
        chart.bars.window = side["window"]
        scene.play(*fly(view.tunnel, view.pictures, 2.6, ticks=1.0, **side), FadeIn(*coming, run_time=0.8))
        tick(scene, view, 1, 1.2)
        scene.wait(1.2)
        rest = FadeIn(*chart.names[1:])
        scene.play(rest, Change(chart.bars, opacities=1.0), Change(numbers, opacities=1.0), run_time=0.6)


def show_unparted(scene: AttentionScene, senses: Senses, view: SenseView) -> None:
    caption = phrased("On these sentences the senses do not part cleanly.")
    if not senses.sure:
        caption = phrased("Sentences held out are named no better than by luck: no senses found.")
    with scene.beat("parted", caption):
        scene.play(*tell_accuracy(view, senses.depth), run_time=0.8)
        scene.wait(1)


def tell_accuracy(view: SenseView, layer: int) -> list[Animation]:
    """Return animations that say how many sentences held out are named right, in place of how the bars are read."""
    gone, comes = FadeOut(view.title, rate_func=early), FadeIn(view.held, rate_func=late)
    return [gone, comes, *view.accuracy.to(layer - 1)]


def show_mask(scene: AttentionScene, senses: Senses, phrases: VGroup) -> None:
    """Dim the words behind the word in each phrase, where there are some: they cannot reach it."""
    early = [(phrase, at) for phrase, (_, words, at, _) in zip(phrases, senses.at, strict=True) if at < len(words) - 1]
    if not early:
        return
    phrase, at = early[0]
    words = next(w for _, w, a, _ in senses.at if w[a + 1 :])
    later, earlier = " ".join(words[at + 1 :]), " ".join(words[:at])
    caption = phrased("“{later}” comes later: it cannot reach back.", later=later)
    if at:
        caption = phrased("In each layer attention reads back; no word reads ahead.")
    if at and len(earlier) <= LONGEST_QUOTE:
        caption = phrased("In each layer attention reads back, not ahead: here “{earlier}”.", earlier=earlier)
    with scene.beat("mask", caption):
        scene.play(*[p.later.animate.set_opacity(0.3) for p, _ in early], run_time=0.6)
        scene.wait(1)


def show_rest(scene: AttentionScene, senses: Senses, view: SenseView) -> None:
    """Go on to the last layer; where that takes much of a lead, stop before it and say so."""
    assert senses.parted is not None
    loser, before, after = last_loss(senses)
    loses = scene.claim(
        "the last layer takes more than a third of a lead",
        senses.depth == scene.bundle.meta["n_layers"]
        and senses.depth - senses.parted > 1
        and float(after) < (1 - LOST) * float(before),
        claim_text("{before}, then {after}", before=written(float(before)), after=written(float(after))),
    )
    end = senses.depth - loses
    with scene.beat("rest", "From there on, each stays nearest to its own sense."):
        for n in range(senses.parted + 1, end + 1):
            tick(scene, view, n, QUICK)
        along = seen_from(scene, view.tunnel, ALONG, senses.depth)
        scene.play(*fly(view.tunnel, view.pictures, 2.6, **along), view.chart.hold(senses.depth))
    if loses:
        digits = written(float(before)), written(float(after))
        caption = phrased(
            "In the last layer “{phrase}” loses lead: {before} falls to {after}.",
            phrase=view.names[loser], before=digits[0], after=digits[1],
        )  # fmt: skip
        with scene.beat("last layer", caption, [(digits[0], before), (digits[1], after)]):
            tick(scene, view, senses.depth, 1.2)


def last_loss(senses: Senses) -> tuple[int, Reading, Reading]:
    """Return which phrase keeps the smallest part of its lead through the last layer, that lead before and after."""
    kept = senses.leads.value[:, -1] / senses.leads.value[:, max(senses.depth - 2, 0)]
    loser = int(kept.argmin())
    return loser, senses.leads[loser, max(senses.depth - 2, 0)], senses.leads[loser, senses.depth - 1]


def wandering(senses: Senses, names: list[str]) -> str:
    """Say which phrase leans most to another sense than its own, among layers whose directions beat luck; where none
    does, that the vectors part."""
    if senses.parted is None or senses.parted < 2:
        return phrased("Layer by layer, the vectors part.")
    sure = np.array([senses.beats_luck[n] for n in range(1, senses.parted)])
    early = np.where(sure, senses.leads.value[:, : senses.parted - 1], 1.0)
    if early.min() >= 0:
        return phrased("Layer by layer, the vectors part.")
    phrase, layer = divmod(int(early.argmin()), early.shape[1])
    sense = senses.senses[senses.nearest(phrase, layer + 1)]
    return phrased(
        "On the way “{phrase}” leans to {sense}; then each finds its sense.", phrase=names[phrase], sense=named(sense)
    )


def tick(scene: AttentionScene, view: SenseView, layer: int, seconds: float) -> None:
    """Go one layer on: the strands grow, a bar a row, numbers are replaced."""
    # What moves stands in front, so that all that stands still is drawn once and not in every frame.
    moving = view.counter.number, view.chart.bars, view.chart.numbers, view.accuracy
    scene.bring_to_front(view.tunnel, *moving)
    flips = [*view.counter.to(layer), *view.chart.to(layer)]
    if view.accuracy.at >= 0:
        flips += view.accuracy.to(layer - 1)
    held = float(max(layer, view.tunnel.window))  # all layers that are passed stay in the picture
    scene.play(Change(view.tunnel, layer=layer, window=held), view.chart.hold(held), *flips, run_time=seconds)
