"""Beats: shares are compared and used, all words ask at once, training tunes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import LEFT, UP, Create, Mobject, VGroup, linear

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, listed, phrased
from attention_scenes.scenes.framework.pattern_claims import written_word
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.illustrations.icons import StepBoard
from attention_scenes.scenes.mobjects.stage.word_arcs import WordArcs
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.overview.overview_data import Asking
from attention_scenes.scenes.parts.overview.overview_stage import Stage, light

DIGITS, DOWN_BY = 0.34, 1.15  # em of a share, and from a word's baseline to it, in its em
OTHERS = 0.7  # opacity of the arcs of other words
MIDWAY = 0.6  # of the way: light is seen all along the arcs


@dataclass(frozen=True)
class Shares:
    """The shares of the word that asks, on screen."""

    arcs: WordArcs
    numbers: NumberField
    told: VGroup


def show_compare(scene: AttentionScene, asking: Asking, stage: Stage, gone: Sequence[Mobject]) -> Shares:
    """Show the shares of the word that asks, as lamps, arcs and numbers, in place of what was said."""
    arcs = stage.arcs(asking.focus.pattern, "focus")
    numbers, told = share_numbers(asking.shares, stage, scene.palette.rgba("focus")), shares_told(scene, asking, stage)
    scene.add(arcs)
    scene.bring_to_front(stage.figure)
    order = np.array([k for _, k in arcs.pairs]) / max(1, asking.focus.query)
    with scene.beat("compare", what_fits(asking)):
        scene.let_go(*gone)
        light(scene, stage, "compare", FadeIn(numbers), FadeIn(told))
        growing = Change(arcs, growth=arcs.own, lamps=1, delays=np.clip(order, 0, 1), spread=0.4, run_time=1.6)
        scene.play(growing)
    return Shares(arcs, numbers, told)


def shares_told(scene: AttentionScene, asking: Asking, stage: Stage) -> VGroup:
    """Return what the numbers are, and who has the largest share where that is the start token."""
    total = asking.shares.sum()
    said = label_text(
        "shares of “{word}”, measured: they sum to {total}", word=asking.word, total=f"{float(total):.2f}"
    )
    place = stage.told
    told = VGroup(Lines(said, 0.34, place.width, edge=-1, numbers=[(f"{float(total):.2f}", total)]))
    rests = bool(asking.shares.value.argmax() == 0)
    scene.claim("the largest share is on the start token", rests, f"{float(asking.shares[0]):.3f}")
    if rests:
        told.add(
            Lines(
                label_text("“start”, before every text, has the largest share: why, another scene"),
                0.34,
                place.width,
                edge=-1,
            )
        )
    return set_in(told, stage)


def set_in(told: VGroup, stage: Stage) -> VGroup:
    """Set lines one below the other at the top of the place for what is measured."""
    place = stage.told
    for n, one in enumerate(told):
        one.align_to([place.left, place.top, 0], LEFT + UP)
        if n:
            above = told[n - 1]
            one.shift([0, above[-1].baseline - above.step - one[0].baseline, 0])
    return told


def share_numbers(shares: Reading, stage: Stage, color: np.ndarray) -> NumberField:
    """Return the numbers under the words, that of the word that asks beside its name."""
    floor = stage.floor
    size = min(DIGITS, floor.tags[0].em)
    places = floor.places[: len(shares)] - [0, DOWN_BY * size]
    places[-1] = floor.places[floor.asks] + [floor.tags[floor.asks].width / 2 + 1.5 * size, 0.3 * size]
    return NumberField(shares, places, size, color)


def what_fits(asking: Asking) -> str:
    focus = asking.focus
    weights = asking.shares.value
    if focus.holds:
        some = [written_word(focus.tokens, word) for word in asking.answering]
        if len(some) == 1:
            return phrased("Compare: {word} fits the question and gets a share.", word=some[0])
        return phrased("Compare: {words} fit the question and get a share.", words=listed(some))
    if weights[0] > 0.5:
        return phrased("Compare: “{word}” gives “start” more than half.", word=asking.word)
    if not focus.partner:
        return phrased("Compare: no other word comes before “{word}”.", word=asking.word)
    return phrased("Compare: of the other words, “{word}” fits best.", word=focus.word(focus.partner))


def show_use(scene: AttentionScene, asking: Asking, stage: Stage, shares: Shares) -> None:
    """Let what they hand over flow into the word, each by its share."""
    caption = phrased("Use: what they hand over flows into “{word}”, each by its share.", word=asking.word)
    with scene.beat("use", caption):
        light(scene, stage, "use")
        scene.play(Change(shares.arcs, way=MIDWAY, rate_func=linear), run_time=2.4)


def arrive(shares: Shares, run_time: float = 0.9) -> list[Change]:
    """Return the animation of what is still on its way along the arcs; none where nothing is."""
    if not 0 < shares.arcs.way < 1:
        return []
    return [Change(shares.arcs, way=1, rate_func=linear, run_time=run_time)]


def show_all(scene: AttentionScene, asking: Asking, stage: Stage, shares: Shares, gone: Sequence[Mobject]) -> None:
    """Show the shares of all words at once, and how many rest on the start token."""
    weights = asking.focus.pattern.value
    at_rest = int((weights[1:, 0] > 0.5).sum())
    rest = scene.claim(
        "most tokens give the start token more than half",
        at_rest > (len(weights) - 1) / 2,
        claim_text("{some} of {all}", some=at_rest, all=len(weights) - 1),
    )
    legend = set_in(VGroup(*[
        Lines(text, 0.36, stage.told.width, edge=-1, numbers=numbers) for text, numbers in (
            (label_text("a thicker arc: a larger share"), []), at_rest_told(scene, asking)
        )
    ]), stage)  # fmt: skip
    said = phrased("Every word asks at once; each takes its shares.")
    if rest:
        said = phrased("Every word asks at once; most tokens give “start” more than half.")
    scene.let_go(*gone)
    arcs = shares.arcs
    with scene.beat("all", said):
        coming: Sequence[Change] = arrive(shares, 0.7)
        if arcs not in scene.mobjects:  # grown behind the figure: to fade in would lay them over its face
            arcs.growth, arcs.lamps = np.zeros_like(arcs.own), 0.0
            scene.add(arcs)
            scene.bring_to_front(stage.figure)
            coming = [Change(arcs, growth=arcs.own, lamps=1)]
        scene.play(Change(stage.floor, opacities=1), FadeIn(legend, rate_func=late), *coming, run_time=0.7)
        scene.bring_to_front(stage.figure)
        arcs.opacities = np.maximum(arcs.own, OTHERS)
        scene.play(Change(arcs, growth=1), run_time=1.6)


def at_rest_told(scene: AttentionScene, asking: Asking) -> tuple[str, Numbers]:
    """Return how much the tokens of a text give the start token, one with another."""
    mean = asking.focus.pattern[1:, 0].sum() / (scene.bundle.count("tokens") - 1.0)
    share = written(float(mean))
    return label_text("on average a token gives “start” {share} of its weight", share=share), [(share, mean)]


def show_tune(scene: AttentionScene, stage: Stage) -> None:
    """Gather the five steps on a board, on a rail: training tunes them all."""
    at = stage.at
    board = StepBoard(stage.strip, at.board_y, at.board_pitch, upright=scene.layout.is_tall)
    with scene.beat("tune", "Tune: training sets how words ask, describe and what they hand over."):
        light(scene, stage, "tune")
        icons = stage.strip.icons.values()
        scene.play(*scene.leave(*icons), *board.gather(), run_time=1.2)
        scene.play(FadeIn(board.words), run_time=0.7)
        scene.play(Create(board.rail), run_time=1)
    with scene.beat("end", "That is attention in words. Now the numbers."):
        scene.wait(1.5)
