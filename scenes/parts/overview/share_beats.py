"""Beats: shares are compared and used, all words ask at once, training tunes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, Create, Mobject, Restore, VGroup, linear

from attention_scenes.scenes.captions import claim_text, label_text, listed, phrased
from attention_scenes.scenes.framework.pattern_claims import written_word
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.illustrations.icons import StepBoard
from attention_scenes.scenes.mobjects.marks.dots import Arcs
from attention_scenes.scenes.mobjects.marks.flow import Flow
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.parts.overview.overview_data import Asking
from attention_scenes.scenes.parts.overview.overview_places import places_in
from attention_scenes.scenes.parts.overview.question_beats import Words, light, steps_shown


@dataclass(frozen=True)
class Shares:
    """Shares on screen: all arcs, which of them are the asking word's, and its numbers."""

    arcs: Arcs
    own: np.ndarray
    numbers: NumberField
    told: Mobject


def show_compare(scene: AttentionScene, asking: Asking, words: Words, gone: Sequence[Mobject]) -> Shares:
    """Show the shares of the word that asks, as arcs and numbers, in place of what was said."""
    focus, xs = asking.focus, words.row.xs
    arcs = Arcs(focus.pattern, xs, 2.6, scene.palette.rgba("focus"), thick=0.2)
    arcs.shift([0, words.row.boxes.get_top()[1] + 0.06, 0])
    own = np.array([q == focus.query for q, _ in arcs.pairs], dtype=float)
    arcs.opacities, arcs.growth = own.copy(), np.zeros(len(own))
    numbers = share_numbers(scene, asking, words)
    total, at = asking.shares.sum(), places_in(scene.layout)
    said = label_text(
        "shares of “{word}”, measured: they sum to {total}", word=asking.word, total=f"{float(total):.2f}"
    )
    told = scene.note(said, 0.28, 2 * at.reach, numbers=[(f"{float(total):.2f}", total)])
    reach = at.reach - told.width / 2
    x = -reach if asking.creature else np.clip(numbers.get_x(), -reach, reach)
    told.next_to(numbers, DOWN, buff=0.2).set_x(x)
    rests = bool(asking.shares.value.argmax() == 0)
    scene.claim("the largest share is on the start token", rests, f"{float(asking.shares[0]):.3f}")
    if rests:
        note = scene.note(label_text("“start”, before every text, has the largest share"), 0.28, 2 * at.reach)
        below = not (isinstance(note, Label) and isinstance(told, Label))
        if isinstance(note, Label) and isinstance(told, Label):
            below = note.same_line(told, 0.5).get_right()[0] > 6.6
        if below:
            note.next_to(told, DOWN, buff=0.12).align_to(told, LEFT)
            scene.layout.words.hold(note)
        told = VGroup(told, note)
    with scene.beat("compare", what_fits(asking)):
        light(scene, words, "compare", FadeOut(*gone))
        scene.play(Change(arcs, growth=1), FadeIn(numbers), FadeIn(told), run_time=1.2)
        scene.wait(1)
    return Shares(arcs, own, numbers, told)


def share_numbers(scene: AttentionScene, asking: Asking, words: Words) -> NumberField:
    """Return the numbers under the words; by turns higher and lower where words are narrow."""
    xs, count = words.row.xs, asking.focus.query + 1
    turns = 1 if scene.layout.is_wide else 2
    apart = np.abs(xs[turns:] - xs[:-turns])
    em = float(min(0.34, 0.42 * apart.min())) if len(apart) else 0.34
    ys = words.row.get_bottom()[1] - 0.32 - 1.25 * em * (np.arange(count) % turns)
    places = np.column_stack([xs[:count], ys])
    return NumberField(asking.shares, places, em, scene.palette.rgba("text"), decimals=2)


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


def show_use(scene: AttentionScene, asking: Asking, words: Words, shares: Shares) -> None:
    """Let what they hand over flow into the word, each by its share."""
    flow = Flow(shares.arcs, scene.palette.rgba("update"), 0.34)
    flow.shift(shares.arcs.origin - flow.origin)
    flow.opacities = shares.own.copy()
    others = float(asking.shares.value[1:-1].sum())
    box = words.row.boxes[asking.focus.query]
    glow = box.animate.set_fill(scene.palette.update, 0.12 + 0.6 * others).set_stroke(scene.palette.update)
    caption = phrased("Use: what they hand over flows into “{word}”, each by its share.", word=asking.word)
    with scene.beat("use", caption):
        light(scene, words, "use", FadeIn(flow))
        scene.play(Change(flow, way=1, rate_func=linear), run_time=1.6)
        scene.play(FadeOut(flow), glow, run_time=0.5)
        scene.wait(1)


def show_all(scene: AttentionScene, asking: Asking, words: Words, shares: Shares, gone: Sequence[Mobject]) -> Label:
    """Show the shares of all words at once, and how many rest on the start token."""
    weights = asking.focus.pattern.value
    at_rest = int((weights[1:, 0] > 0.5).sum())
    rest = scene.claim(
        "most words give the start token more than half",
        at_rest > (len(weights) - 1) / 2,
        claim_text("{some} of {all}", some=at_rest, all=len(weights) - 1),
    )
    legend = scene.label(label_text("a thicker arc: a larger share"), 0.28, "soft").set_x(0).set_y(shares.told.get_y())
    said = phrased("Every word asks at once; each takes its shares.")
    if rest:
        said = phrased("Every word asks at once; most give “start” more than half.")
    with scene.beat("all", said):
        scene.play(
            FadeOut(shares.numbers, shares.told, *gone),
            *([Restore(words.later)] if len(words.later) else []),
            run_time=0.6,
        )
        colors = np.where(shares.own[:, None] > 0, shares.arcs.colors, scene.palette.rgba("data_low"))
        shares.arcs.colors = colors
        back = [FadeIn(steps_shown(words))] if gone else []
        scene.play(Change(shares.arcs, opacities=np.maximum(shares.own, 0.7)), FadeIn(legend), *back, run_time=1.2)
        scene.wait(1)
    return legend


def show_tune(scene: AttentionScene, words: Words, shares: Shares, legend: Label) -> None:
    """Gather the five steps on a board, on a rail: training tunes them all."""
    at = places_in(scene.layout)
    board = StepBoard(words.strip, at.board_y, at.board_pitch, upright=scene.layout.is_tall)
    with scene.beat("tune", "Tune: training sets how words ask, describe and what they hand over."):
        light(scene, words, "tune")
        scene.wait(0.6)
        going = [FadeOut(m) for m in (words.row, shares.arcs, words.strip, legend)]
        scene.play(*going, *board.gather(), run_time=1)
        scene.play(FadeIn(board.words), run_time=0.7)
        scene.play(Create(board.rail), run_time=1)
    with scene.beat("end", "That is attention in words. Now the numbers."):
        scene.wait(1.5)
