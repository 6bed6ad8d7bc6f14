"""Beats: the head that looks is switched off, then the one that carries the colour; other words in the places."""

from __future__ import annotations

import numpy as np
from manim import UP, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.overview.overview_data import CARRIES, LOOKS, Asking, HeadSwitched
from attention_scenes.scenes.parts.overview.overview_stage import Figure, Stage, made, stand
from attention_scenes.scenes.parts.overview.share_beats import Shares, arrive, set_in, share_numbers
from attention_scenes.scenes.parts.shared.creature_beats import CreaturePhrase
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE

HARDLY = 0.1  # of the way to nouns called so: less is no change
HALF = 0.5  # of what the phrase's own words bring
TURNED = 0.25  # of the way to nouns called so: from here on a noun is said to have their colour
DIGITS, WORDS, SMALL = 0.5, 0.36, 0.27  # em of the place over a figure, of what is told of it, and of small print


class Twins:
    """The figure and another one beside it: without a head, or with other words before its noun."""

    def __init__(self, scene: AttentionScene, asking: Asking, stage: Stage) -> None:
        assert asking.phrase
        self.scene, self.phrase, self.stage = scene, asking.phrase, stage
        self.shown: list[Mobject] = []  # what stands beside, over and under the figure now

    def pair(self, own: tuple[Reading, Reading], other: tuple[Reading, Reading], name: str) -> tuple[Figure, VGroup]:
        """Return another figure of that name, and what is read of both: tint and fluff of each, over it."""
        figure, at = self.stage.figure, self.stage.at
        twin = made(self.phrase, other[0].reshape(1), other[1].reshape(1), at)
        stand(twin, figure.get_x() + at.pair, figure.floor)
        em = self.stage.floor.tags[0].em if at.over is None else self.scene.layout.em.note
        below = self.scene.label(name, em).move_to([twin.get_x() + (0.0 if at.over is None else 0.15), 0, 0])
        self.scene.layout.words.hold(below)
        below.stand_on(self.stage.floor.places[self.stage.floor.asks, 1])
        return twin, VGroup(self.read_of(figure, own), self.read_of(twin, other), below)

    def read_of(self, figure: Figure, places: tuple[Reading, Reading]) -> VGroup:
        """Return the place of a figure along its colour, over it; its fur is seen."""
        text = written(float(places[0]), 2)
        said = label_text("{word} {share}", word=self.phrase.colour, share=text)
        top = figure.floor + self.stage.tall * self.stage.height
        label = self.scene.label(said, DIGITS, numbers=[(text, places[0])])
        return VGroup(label.next_to([figure.get_x(), top, 0], UP, buff=0.15))

    def change(self, state: float, twin: Figure, told: VGroup, *others: Mobject) -> None:
        """Bring a twin in place of the last one; of ``others``, what is there stays."""
        gone = [FadeOut(one, rate_func=early) for one in self.shown if one not in others]
        come = [FadeIn(one, rate_func=late) for one in (told, *others) if one not in self.shown]
        self.scene.play(*gone, FadeIn(twin), *come, Change(self.stage.figure, state=state), run_time=1.2)
        self.shown = [twin, told, *others]


def show_looks(scene: AttentionScene, asking: Asking, twins: Twins, head: HeadSwitched, shares: Shares) -> None:
    """Give the noun the coat it has after the head's layer, then switch the head off: what becomes of the colour?"""
    coat = show_coat(scene, twins, head, shares)
    carry = scene.bundle.probe("adjective.carry", head.layer, head.head)
    on, off = (written(float(place), 2) for place in head.tint)
    nothing = scene.claim(
        "switched off, the head leaves the noun's colour as it is, and on other sentences it carries none",
        abs(head.brings) < HARDLY and abs(float(carry)) < HARDLY,
        claim_text("{one} against {other}; cosine {cosine}", one=on, other=off, cosine=written(float(carry), 3)),
    )
    colour = twins.phrase.colour
    caption = phrased("Switch this head off: {colour} goes from {on} to {off}.", colour=colour, on=on, off=off)
    if nothing and asking.focus.holds:
        caption = phrased("This head looks, but brings no {colour}: {on}, and {off} without it.", colour=colour, on=on,
                          off=off)  # fmt: skip
    twin, told = twins.pair(*head.both(), label_text("without this head"))
    with scene.beat("looks", caption, [(on, head.tint[0]), (off, head.tint[1])]):
        twins.change(1, twin, told, *coat)


def show_coat(scene: AttentionScene, twins: Twins, head: HeadSwitched, shares: Shares) -> list[VGroup]:
    """Let the noun take the coat that the layers so far gave it, whichever head did; return what is said of it."""
    carry = scene.bundle.probe("adjective.carry", head.layer, head.head)
    after, depth, on = after_layers(scene, head), scene.counted("n_layers"), written(float(head.tint[0]), 2)
    colour = twins.phrase.colour
    what = {"after": after[0], "depth": depth[0], "colour": colour, "share": on}
    turned = scene.claim(
        "after the head's layer the noun lies towards its own colour", float(head.tint[0]) >= TURNED, on
    )
    caption = phrased("After {after} of {depth} layers: {colour} {share}.", **what)
    if turned:
        caption = phrased("After {after} of {depth} layers it has turned {colour}: {share} of the way.", **what)
    how, own = how_measured(scene, twins, head, carry), twins.read_of(twins.stage.figure, head.both()[0])
    with scene.beat("coat", caption, [after, depth, (on, head.tint[0])]):
        if coming := arrive(shares):
            scene.play(*coming)
        hidden = Change(twins.stage.floor, opacities=1 - twins.stage.later, lit=np.zeros(len(twins.stage.later)))
        scene.play(
            FadeOut(shares.told, rate_func=early), FadeIn(own), FadeIn(how, rate_func=late), hidden,
            Change(twins.stage.figure, state=1), run_time=1.2,
        )  # fmt: skip
    twins.shown = [own, how]
    return [how]


def after_layers(scene: AttentionScene, head: HeadSwitched) -> tuple[str, Reading]:
    """Return after how many layers the places are read."""
    return grouped(scene.bundle.count(f"layer.{head.layer + 1}"))


def show_carries(scene: AttentionScene, asking: Asking, twins: Twins, head: HeadSwitched, shares: Shares) -> None:
    """Switch the head off that carries most of a colour on other sentences."""
    carry, stage = scene.bundle.probe("adjective.carry", head.layer, head.head), twins.stage
    on, off = (written(float(place), 2) for place in head.tint)
    sure = float(np.nan_to_num(head.named.value)) >= SURE
    brings = scene.claim(
        "switched off, the head that carries colours takes its colour from the noun",
        head.brings >= HARDLY and float(carry) >= HARDLY and sure,
        claim_text("{one} against {other}; cosine {cosine}", one=on, other=off, cosine=written(float(carry), 3)),
    )
    colour = twins.phrase.colour
    caption = phrased("Another head switched off: {colour} goes from {on} to {off}.", colour=colour, on=on, off=off)
    if brings:
        caption = phrased(
            "Another head carries it: {colour} {on}, and {off} without it.", colour=colour, on=on, off=off
        )
    pattern = scene.bundle.read("pattern", head.layer, head.head)
    arcs = stage.arcs(pattern, "value")
    shares_read = pattern[asking.focus.query, : asking.focus.query + 1]
    numbers = share_numbers(shares_read, stage, scene.palette.rgba("value"))
    twin, told = twins.pair(*head.both(), label_text("without this head"))
    how = how_measured(scene, twins, head, carry)
    layer, number = scene.bundle.count(f"layer.{head.layer}"), scene.bundle.count(f"head.{head.head}")
    where = [grouped(layer), grouped(number)]
    scene.change_provenance(label_text("layer {layer} · head {head}", layer=head.layer, head=head.head), where)
    with scene.beat("carries", caption, [(on, head.tint[0]), (off, head.tint[1])]):
        scene.add(arcs)
        scene.bring_to_front(stage.figure, *twins.shown)
        grown = Change(arcs, growth=arcs.own, lamps=1)
        scene.play(FadeOut(shares.arcs), FadeOut(shares.numbers), grown, FadeIn(numbers), run_time=0.8)
        twins.change(2, twin, told, how)
        scene.play(Change(arcs, way=1), run_time=2)
    twins.shown += [arcs, numbers]


def show_other_words(scene: AttentionScene, twins: Twins, head: HeadSwitched, state: int) -> None:
    """Set the same noun with other words before it beside the figure, in its ``state`` after that head."""
    places, colours = scene.bundle.probe("attribute.place", 1), list(probe_sentences()["attribute"]["colours"])
    tint, fluff = (places[axis, head.layer + 1] for axis in (colours.index(twins.phrase.colour), len(colours)))
    own = [float(place) for place in head.both()[0]]
    pairs = list(zip(own, (float(tint), float(fluff)), strict=True))[: 2 if twins.phrase.is_drawn else 1]
    brought = [(mine, theirs) for mine, theirs in pairs if mine >= HARDLY]  # else there is nothing to take half of
    less, either = own[0] >= HARDLY and all(theirs < HALF * mine for mine, theirs in brought), len(brought) == 2
    after = after_layers(scene, head)
    neither = scene.claim(
        "other words in the same places bring less than half of either" if either
        else "other words in the same places bring less than half of the colour",
        less,
        claim_text("{colour} {tint}, fluffy {fluff}", colour=twins.phrase.colour, tint=written(float(tint), 2),
                   fluff=written(float(fluff), 2)),
    )  # fmt: skip
    mine, theirs = (written(float(place), 2) for place in (own[0], tint))
    what = {"words": twins.phrase.other_words, "colour": twins.phrase.colour, "share": theirs, "own": mine}
    caption = phrased("After {layer} layers, other words in the same places bring this much.", layer=after[0])
    numbers: Numbers = [after]
    if neither:
        caption = phrased("Control: “{words}” in their place, {colour} {share}, not {own}.", **what)
        numbers = [(theirs, tint), (mine, head.tint[0])]
    name = label_text("“{word}”", word=twins.phrase.other_words)
    twin, told = twins.pair(head.both()[0], (tint, fluff), name)
    stay = twins.shown[2:]
    twins.shown = twins.shown[:2]
    with scene.beat("other words", caption, numbers):
        twins.change(state, twin, told)
    twins.shown += stay


def how_measured(scene: AttentionScene, twins: Twins, head: HeadSwitched, carry: Reading) -> VGroup:
    """Return what the places are, how surely they are read, and what the head is the best at, if it is."""
    place, right = twins.stage.told, written(float(head.named), 2)
    heads = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads"))
    after = after_layers(scene, head)
    where = label_text("colour after {count} whole layers:", count=after[0])
    if not head.layer:
        where, after = label_text("colour after the whole first layer:"), ("", after[1])
    scale = label_text("0 as without adjectives, 1 as nouns called so")
    lines: list[tuple[str, Numbers, float, str]] = [
        (where, [after] if after[0] else [], WORDS, "text"),
        (scale, constants("0", "1"), WORDS, "text"),
        (label_text("colours told right, held out: {share}", share=right), [(right, head.named)], SMALL, "soft"),
    ]  # fmt: skip
    if float(carry) == scene.bundle.probe("adjective.carry").value.max():
        best = label_text("of {heads} heads, the best at carrying a colour", heads=heads[0])
        lines.insert(0, (best, [heads], WORDS, "value"))
    made_lines = [Lines(text, em, place.width, role, edge=-1, numbers=numbers) for text, numbers, em, role in lines]
    return set_in(VGroup(*made_lines), twins.stage)


def tested(scene: AttentionScene, phrase: CreaturePhrase | None) -> dict[str, HeadSwitched]:
    """Return the heads to switch off; one where both are the same, none where no colour is read after their layers."""
    if phrase is None:
        return {}
    heads = {which: HeadSwitched.of(scene, phrase, which) for which in (LOOKS, CARRIES)}
    if heads[LOOKS].is_same_as(heads[CARRIES]):
        del heads[CARRIES]
    return heads if all(head.is_read for head in heads.values()) else {}
