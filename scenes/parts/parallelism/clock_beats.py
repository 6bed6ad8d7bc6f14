"""Beats: microseconds a word by a clock on one core, and how many times as fast both nets are on two."""

from __future__ import annotations

from collections.abc import Callable

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.parallelism.pair_towers import pairs_of, rise_pairs, short
from attention_scenes.scenes.parts.parallelism.waiting_facts import ATTENDING, RECURRENT, WaitingFacts
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

CLEAR = 1.25  # times as fast: from here on a second core is said to help


def show_clock(scene: AttentionScene, facts: WaitingFacts) -> None:
    """Compare the time of a word on one core."""
    sizes = facts.read("pace.size")
    pairs = [facts.pace(n, "one") for n in range(len(sizes))]
    text = label_text("microseconds a word, one core of the machine that made this clip, by the words of a text")
    drawn, heading = pairs_of(scene, pairs, sizes, text)
    cut_to(scene, drawn, heading)
    with scene.beat("clock", *said_of_clock(scene, pairs, sizes), by_clock=True):
        rise_pairs(scene, drawn)
        scene.wait(0.8)


def said_of_clock(scene: AttentionScene, pairs: list[Reading], sizes: Reading) -> tuple[str, Numbers]:
    """Return who is faster in which texts, as the numbers at the towers have it, and the numbers in that."""
    ahead = [_as_read(short, pair[ATTENDING]) < _as_read(short, pair[RECURRENT]) for pair in pairs]
    turn = ahead.index(False) if False in ahead else len(ahead)
    turns = scene.claim(
        "on one core attention is faster in the shortest texts, and slower in all longer ones",
        0 < turn < len(ahead)
        and all(_as_read(short, pair[ATTENDING]) > _as_read(short, pair[RECURRENT]) for pair in pairs[turn:]),
        claim_text("{pairs}", pairs=", ".join("/".join(short(float(each)) for each in pair) for pair in pairs)),
        by_clock=True,
    )
    if turns:
        some, many = grouped(sizes[turn - 1]), grouped(sizes[len(sizes) - 1])
        caption = phrased("One core: attention is faster up to {some} words, slower with {many}.", some=some[0],
                          many=many[0])  # fmt: skip
        return caption, [some, many]
    if all(ahead):
        return phrased("One core: attention is faster in every text here."), []
    some, many = (grouped(constant(count)) for count in (sum(ahead), len(ahead)))
    caption = phrased("One core: attention is faster in {some} of {many} texts here.", some=some[0], many=many[0])
    return caption, [some, many]


def _as_read(written: Callable[[float], str], number: Reading) -> float:
    """Return a number as it stands at its tower."""
    return float(written(float(number)).replace(",", ""))


def show_cores(scene: AttentionScene, facts: WaitingFacts) -> None:
    """Show how many times as fast both are on a second core, in a pane at 1: as fast as on one."""
    sizes = facts.read("pace.size")
    gains = [facts.gain(n) for n in range(len(sizes))]
    one = grouped(constant(1))
    level = Level(one[1], label_text("{one}: no gain", one=one[0]), digits=one[0])
    text = label_text("times as fast on two cores of this machine as on one; a GPU has thousands of cores")
    drawn, heading = pairs_of(scene, gains, sizes, text, level, written)
    cut_to(scene, drawn, heading)
    with scene.beat("cores", *said_of_cores(scene, gains), by_clock=True):
        rise_pairs(scene, drawn)
        scene.wait(0.8)


def said_of_cores(scene: AttentionScene, gains: list[Reading]) -> tuple[str, Numbers]:
    """Return who gains by a second core, as the towers have it, and in how many texts; how much is in no caption."""
    best = [max(float(gain[net]) for gain in gains) for net in (RECURRENT, ATTENDING)]
    some, few = (
        grouped(constant(sum(_as_read(written, gain[net]) > 1 for gain in gains))) for net in (ATTENDING, RECURRENT)
    )
    helps = scene.claim(
        "a second core makes attention faster in some text, and the recurrent net in none",
        best[ATTENDING] > CLEAR and float(few[1]) == 0,
        claim_text("{one} and {other} times as fast", one=written(best[ATTENDING]), other=written(best[RECURRENT])),
        by_clock=True,
    )
    if helps:
        return phrased("Two cores: attention has work for both, the relay has none."), []
    if max(float(some[1]), float(few[1])) == 0:
        return phrased("Two cores make neither faster here, in any text."), []
    count = grouped(constant(len(gains)))
    caption = phrased("Two cores: attention gains in {some} of {count} texts, the relay in {few}.", some=some[0],
                      count=count[0], few=few[0])  # fmt: skip
    return caption, [some, count, few]
