"""Beats: the head that looks is switched off, then the one that carries the colour; other words in the places."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, UP, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.overview.overview_data import CARRIES, LOOKS, Asking, HeadSwitched
from attention_scenes.scenes.parts.overview.overview_stage import Figure, Stage, made, stand
from attention_scenes.scenes.parts.overview.share_beats import Shares, set_in, share_numbers
from attention_scenes.scenes.parts.shared.creature_beats import CreaturePhrase
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE

HARDLY = 0.1  # of the way to nouns called so: less is no change
HALF = 0.5  # of what the phrase's own words bring
DIGITS, NAME, SMALL = 0.5, 0.34, 0.27  # em of the places over a figure, colour and fur, and of small print


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
        """Return the places of a figure, over it."""
        words = [self.phrase.colour, "fluffy"] if self.phrase.is_drawn else [self.phrase.colour]
        lines = VGroup()
        for word, place, em in zip(words, places, (DIGITS, NAME), strict=False):
            text = written(float(place), 2)
            said = label_text("{word} {share}", word=word, share=text)
            lines.add(self.scene.label(said, em, numbers=[(text, place)]))
        top = figure.floor + self.stage.tall * self.stage.height
        return lines.arrange(DOWN, buff=0.1).next_to([figure.get_x(), top, 0], UP, buff=0.1)

    def change(self, state: float, twin: Figure, told: VGroup, *others: Mobject, away: Sequence[Mobject] = ()) -> None:
        """Bring a twin in place of the last one."""
        hidden = Change(self.stage.floor, opacities=1 - self.stage.later, lit=np.zeros(len(self.stage.later)))
        self.scene.play(
            *[FadeOut(one) for one in (*self.shown, *away)], FadeIn(twin), FadeIn(told), *map(FadeIn, others), hidden,
            Change(self.stage.figure, state=state), run_time=1.2,
        )  # fmt: skip
        self.shown = [twin, told, *others]


def show_looks(scene: AttentionScene, asking: Asking, twins: Twins, head: HeadSwitched, shares: Shares) -> None:
    """Switch the head off that looks at the adjectives: what becomes of the colour?"""
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
    how = how_measured(scene, twins, head, carry)
    with scene.beat("looks", caption, [(on, head.tint[0]), (off, head.tint[1])]):
        twins.change(1, twin, told, how, away=[shares.told])


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
    arcs.growth = arcs.own.copy()
    arcs.lamps = 1.0
    shares_read = pattern[asking.focus.query, : asking.focus.query + 1]
    numbers = share_numbers(shares_read, stage, scene.palette.rgba("value"))
    twin, told = twins.pair(*head.both(), label_text("without this head"))
    how = how_measured(scene, twins, head, carry)
    layer, number = scene.bundle.count(f"layer.{head.layer}"), scene.bundle.count(f"head.{head.head}")
    where = [grouped(layer), grouped(number)]
    scene.change_provenance(label_text("layer {layer} · head {head}", layer=head.layer, head=head.head), where)
    with scene.beat("carries", caption, [(on, head.tint[0]), (off, head.tint[1])]):
        scene.play(FadeOut(shares.arcs), FadeOut(shares.numbers), FadeIn(arcs), FadeIn(numbers), run_time=0.8)
        scene.bring_to_front(stage.figure, *twins.shown)
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
    after = grouped(scene.bundle.count(f"layer.{head.layer + 1}"))
    neither = scene.claim(
        "other words in the same places bring less than half of either" if either
        else "other words in the same places bring less than half of the colour",
        less,
        claim_text("{colour} {tint}, fluffy {fluff}", colour=twins.phrase.colour, tint=written(float(tint), 2),
                   fluff=written(float(fluff), 2)),
    )  # fmt: skip
    caption = phrased("After {layer} layers, other words in the same places bring this much.", layer=after[0])
    if neither and either:
        caption = phrased("After {layer} layers, other words there bring less than half of either.", layer=after[0])
    elif neither:
        caption = phrased(
            "Other words in the same places bring less than half of the {colour}.", colour=twins.phrase.colour
        )
    name = label_text("“{word}”", word=twins.phrase.other_words)
    twin, told = twins.pair(head.both()[0], (tint, fluff), name)
    stay = twins.shown[2:]
    twins.shown = twins.shown[:2]
    with scene.beat("other words", caption, [after] if either or not neither else []):
        twins.change(state, twin, told)
    twins.shown += stay


def how_measured(scene: AttentionScene, twins: Twins, head: HeadSwitched, carry: Reading) -> VGroup:
    """Return what the places are, and how surely they are read."""
    place = twins.stage.told
    after, depth = grouped(scene.bundle.count(f"layer.{head.layer + 1}")), scene.counted("n_layers")
    sentences, others = scene.counted("attribute.sentences"), scene.counted("adjective.carry_sentences")
    right, cosine = written(float(head.named), 2), written(float(carry), 2)
    heads = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads"))
    every = scene.bundle.probe("adjective.carry").value
    carried = label_text("colour it carries on {count} others (cosine): {cosine}", count=others[0], cosine=cosine)
    best = [heads] if float(carry) == every.max() else []
    if best:
        what = {"heads": heads[0], "count": others[0], "cosine": cosine}
        carried = label_text("best of {heads} heads in carrying colour on {count} others (cosine {cosine})", **what)
    what = {"count": sentences[0], "share": right}
    held, sure = label_text("{count} other sentences; held out, told right: {share}", **what), [(right, head.named)]
    if twins.phrase.is_drawn:
        accuracy = scene.bundle.probe("attribute.accuracy")
        fluffy = accuracy[len(accuracy) - 1, head.layer + 1]
        what["fluffy"] = written(float(fluffy), 2)
        held = label_text("{count} other sentences; held out, told right: colours {share}, fluffy {fluffy}", **what)
        sure.append((what["fluffy"], fluffy))
    lines: list[tuple[str, Numbers, float, str]] = [
        (label_text("after {layer} of {depth} layers", layer=after[0], depth=depth[0]), [after, depth], 0.38, "text"),
        (label_text("0: as without adjectives; 1: as nouns called so"), constants("0", "1"), SMALL, "soft"),
        (held, [sentences, *sure], SMALL, "soft"),
        (carried, [*best, others, (cosine, carry)], SMALL, "soft"),
    ]
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
