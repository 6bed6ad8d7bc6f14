"""Beats: a word walks through the layers, until its senses part."""

from __future__ import annotations

from manim import VGroup

from attention_scenes.scenes.captions import phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.parts.mole.tunnel_beats import SenseView
from attention_scenes.scenes.parts.mole.word_senses import Senses

LONGEST_QUOTE = 15  # characters that a caption has room for


def show_layers(scene: AttentionScene, senses: Senses, view: SenseView, phrases: VGroup) -> None:
    """Let the vectors walk layer by layer, and say from where on the senses are apart."""
    first = senses.parted if senses.parted is not None else senses.depth
    with scene.beat("layers", wandering(senses)):
        scene.play(
            Change(view.tunnel, strands=1.0),
            FadeIn(view.rule, view.table.words, view.title, view.held, rate_func=late),
            run_time=1,
        )
        for n in range(1, first + 1):
            tick(scene, view, n, 0.75)
    if senses.parted is None:
        caption = phrased("On these sentences the senses do not part cleanly.")
        if not senses.sure:
            caption = phrased("Sentences held out are named no better than by luck: no senses found.")
        with scene.beat("parted", caption):
            scene.wait(1)
        return
    since = scene.counted(f"layer.{senses.parted}")
    caption = phrased("After {layer} layers, each is nearest to its own sense.", layer=since[0])
    with scene.beat("parted", caption, [since]):
        scene.wait(1.5)
    early = [(phrase, at) for phrase, (_, words, at, _) in zip(phrases, senses.at, strict=True) if at < len(words) - 1]
    if early:
        phrase, at = early[0]
        words = next(w for _, w, a, _ in senses.at if w[a + 1 :])
        later, earlier = " ".join(words[at + 1 :]), " ".join(words[:at])
        caption = phrased("“{later}” comes later: it cannot reach back.", later=later)
        if at:
            caption = phrased("In this model no word reads ahead.")
        if at and len(earlier) <= LONGEST_QUOTE:
            caption = phrased("In this model no word reads ahead: here it has only “{earlier}”.", earlier=earlier)
        with scene.beat("mask", caption):
            scene.play(*[p.later.animate.set_opacity(0.3) for p, _ in early], run_time=0.6)
            scene.wait(1)
    if senses.parted < senses.depth:
        with scene.beat("rest", "From there on, each stays nearest to its own sense."):
            for n in range(senses.parted + 1, senses.depth + 1):
                tick(scene, view, n, 0.28)


def wandering(senses: Senses) -> str:
    if senses.parted is None or senses.parted < 2:
        return phrased("Layer by layer, the vectors part.")
    return phrased("At first they stray; then each finds its sense.")


def tick(scene: AttentionScene, view: SenseView, layer: int, seconds: float) -> None:
    """Go one layer on: the strands grow, numbers are replaced."""
    # What moves stands in front, so that all that stands still is drawn once and not in every frame.
    moving = view.counter.knob, view.counter.number, view.table.numbers, view.accuracy
    scene.bring_to_front(view.tunnel, *moving)
    flips = [*view.counter.to(layer), *view.table.numbers.to(layer - 1), *view.accuracy.to(layer - 1)]
    scene.play(Change(view.tunnel, layer=layer), *flips, run_time=seconds)
