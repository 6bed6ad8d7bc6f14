"""Beats: what a long text is for, one look back over hundreds of tokens; and what is left without its reason."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, Line, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.far_arcs import FarArcs
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.context_size.context_places import places_in
from attention_scenes.scenes.parts.context_size.context_size_data import Growth
from attention_scenes.scenes.parts.context_size.far_look import CONTROL, FarLook

BETWEEN = 0.4  # scene units between what is quoted at both ends
FOOT = 0.25  # scene units under an arc's end, where its tick and light are
GAP = 0.3  # em, between a word that is lit and what stands beside it
GONE = 0.1  # of its weight: a look that keeps no more has lost its reason


def show_far(scene: AttentionScene, growth: Growth) -> None:
    """Light the farthest look of the head over the whole text, and take away what it was for."""
    look = FarLook.of(growth)
    if look is None:
        return
    arcs = arcs_of(scene, growth, look)
    quotes = quotes_of(scene, look, arcs)
    back, share = grouped(look.distance), (written(float(look.weight)), look.weight)
    held = scene.claim(
        "a word far away gets half of a query's weight or more",
        look.strong,
        claim_text(
            "“{query}” reads “{key}”: {share}", query=look.word(look.query), key=look.word(look.key), share=share[0]
        ),
    )
    what = {"query": look.word(look.query), "key": look.word(look.key), "back": back[0]}
    caption = phrased("The largest far look: “{query}” reads “{key}”, {back} tokens back.", **what)
    if held:
        caption = phrased("A far look in a long text: “{query}” reads “{key}”, {back} tokens back.", **what)
    weight = scene.label(share[0], scene.layout.em.hero, "focus", numbers=[share])
    weight.move_to(arcs.place(np.array([[(arcs.x(look.query) + arcs.x(look.key)) / 2, 0.55 * arcs.tallest]]))[0])
    scene.layout.words.hold(weight)
    note = reason(scene, look)
    with scene.beat("far", caption, [back]):
        scene.make_way()
        arcs.grown = np.full(len(look.pairs), 0.3)
        delays = look.pairs[:, 0] / len(growth.pattern)
        scene.play(FadeIn(arcs, quotes, run_time=0.6), Change(arcs, grown=1.0, delays=delays, run_time=2.4))
        scene.play(Change(arcs, reach=1.0, grown=0.5), run_time=1.6)
        scene.play(FadeIn(weight, note), run_time=0.6)
    if look.left is not None:
        show_control(scene, look, arcs, quotes, weight, note)


def show_control(
    scene: AttentionScene, look: FarLook, arcs: FarArcs, quotes: VGroup, weight: Label, note: Label
) -> None:
    """Put another word in the place of the earlier one, and show what is left of the look."""
    assert look.left is not None
    left = written(float(look.left), 4), look.left
    lost = scene.claim(
        "another word before the key takes the look away",
        float(look.left) < GONE * float(look.weight),
        claim_text("{before}, then {after}", before=written(float(look.weight)), after=left[0]),
    )
    what = {"other": look.other, "word": look.word(look.key - 1), "left": left[0]}
    caption = phrased("“{other}” in place of the first “{word}”: {left} of the weight is left.", **what)
    if lost:
        caption = phrased("Control: “{other}” for that first “{word}”, and the look is gone: {left}.", **what)
    old, place, quote = quotes[0], places_in(scene.layout).text, quoted(scene, look, look.key, CONTROL)
    fitted(quote, old.width * 1.1).move_to(old)
    place.hold(quote.shift((lit(look, old, look.key).get_x() - lit(look, quote, look.key).get_x()) * RIGHT))
    only = label_text("a look: what it brings is not measured here")
    fewer = scene.label(left[0], weight.em, "text", numbers=[left]).move_to(weight)
    with scene.beat("control", caption, [left]):
        scene.play(*exchange(note, under_quotes(scene, only)))
        scene.play(Change(arcs, turned=1.0), *exchange(weight, fewer), *exchange(quotes[0], quote), run_time=1.4)
        scene.wait(1)


def arcs_of(scene: AttentionScene, growth: Growth, look: FarLook) -> FarArcs:
    """Return the text as a line with the head's far arcs, none of them there yet."""
    place = places_in(scene.layout).text
    arcs = FarArcs(growth.pattern, look.pairs, (look.query, look.key), place.width, place.height, look.swapped)
    return arcs.shift(place.at(DOWN + LEFT) - arcs.origin)


def quotes_of(scene: AttentionScene, look: FarLook, arcs: FarArcs) -> VGroup:
    """Return what stands round both words, under the line: the earlier place at the left, the later at the right."""
    place = places_in(scene.layout).text
    apart = 0.0 if scene.layout.is_wide else 0.6  # one line below the other, where both have no room side by side
    room = place.width if apart else 0.48 * place.width
    made = VGroup()
    for index, edge, x in ((look.key, -1, arcs.end(look.key)[0]), (look.query, 1, arcs.end(look.query)[0])):
        quote = fitted(quoted(scene, look, index), room)
        quote.shift([x - lit(look, quote, index).get_x(), place.bottom - 0.85 - apart * (edge > 0) - quote.get_y(), 0])
        made.add(place.hold(quote))
    over = made[0].get_right()[0] + BETWEEN - made[1].get_left()[0]
    if not apart and over > 0:  # as near as that: both give way
        made[1].shift(min(over, place.right - made[1].get_right()[0]) * RIGHT)
        made[0].shift(min(made[1].get_left()[0] - BETWEEN - made[0].get_right()[0], 0) * RIGHT)
    return made.add(leads_to(scene, look, arcs, made))


def leads_to(scene: AttentionScene, look: FarLook, arcs: FarArcs, quotes: VGroup) -> VGroup:
    """Return a line from each end of the lit arc to its word; none that would cross the other quotation."""
    leads, first = VGroup(), quotes[0]
    for quote, index in zip(quotes, (look.key, look.query), strict=True):
        end, word = arcs.end(index) - [0, FOOT, 0], lit(look, quote, index)
        if quote is first or quote.get_y() > first.get_bottom()[1] or end[0] > first.get_right()[0] + 0.2:
            leads.add(Line(end, word.get_top(), buff=0.08, stroke_width=2.5, color=scene.palette.focus))
    return leads


def lit(look: FarLook, quote: VGroup, index: int) -> Label:
    """Return the token that is lit in what is quoted around it."""
    return quote[int(bool(look.around(index)[0]))]


def quoted(scene: AttentionScene, look: FarLook, index: int, trace: str = "") -> VGroup:
    """Return a token lit among those around it."""
    em, (before, word, after) = scene.layout.em.word, look.around(index, trace)
    parts = [scene.label(text, em, role) for text, role in ((before, "soft"), (word, "focus"), (after, "soft")) if text]
    return line(*parts, buff=GAP * em)


def reason(scene: AttentionScene, look: FarLook) -> Label:
    """Say what the two places have in common, where they have it."""
    text = label_text("width of an arc = weight; arcs to the first token are left out")
    if look.repeated:
        text = label_text(
            "“{key}” came after the earlier “{query}”", key=look.word(look.key), query=look.word(look.query)
        )
    return under_quotes(scene, text)


def under_quotes(scene: AttentionScene, text: str) -> Label:
    """Return a line under what is quoted."""
    place = places_in(scene.layout).text
    return (
        fitted(scene.label(text, scene.layout.em.word, "text"), place.width)
        .move_to(place.at(DOWN))
        .shift((1.35 if scene.layout.is_wide else 1.95) * DOWN)
    )
