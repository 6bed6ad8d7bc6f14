"""Beats: microseconds a word by a clock, on one core and on two."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.parallelism.pair_towers import pairs_of, rise_pairs
from attention_scenes.scenes.parts.parallelism.waiting_facts import ATTENDING, RECURRENT, WaitingFacts
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

CLEAR = 1.25  # times as fast: from here on one is called faster


def times_of(facts: WaitingFacts, threads: str) -> list[Reading]:
    return [facts.pace(n, threads) for n in range(len(facts.read("pace.size")))]


def show_clock(scene: AttentionScene, facts: WaitingFacts) -> None:
    """Compare the time of a word on one core."""
    pairs, sizes = times_of(facts, "one"), facts.read("pace.size")
    text = label_text("microseconds a word, one core of the machine that made this clip, by the words of a text")
    drawn, heading = pairs_of(scene, pairs, sizes, text, _most(facts))
    cut_to(scene, drawn, heading)
    with scene.beat("clock", *said_of_clock(scene, pairs, sizes), by_clock=True):
        rise_pairs(scene, drawn)
        scene.wait(0.8)


def said_of_clock(scene: AttentionScene, pairs: list[Reading], sizes: Reading) -> tuple[str, Numbers]:
    """Return who is faster in which text, and the numbers in that; how much is no matter of a caption."""
    ratio = [float(pair[RECURRENT] / pair[ATTENDING]) for pair in pairs]
    ahead = [n for n, each in enumerate(ratio) if each > CLEAR]
    behind = [n for n, each in enumerate(ratio) if each < 1 / CLEAR]
    largest = len(ratio) - 1
    turns = scene.claim(
        "on one core attention is faster in a text of some length, and slower in the longest",
        bool(ahead) and largest in behind,
        claim_text("{short} and {long} times as fast", short=f"{max(ratio):.2f}", long=f"{ratio[-1]:.2f}"),
        by_clock=True,
    )
    if turns:
        some, many = grouped(sizes[ahead[-1]]), grouped(sizes[largest])
        caption = phrased("One core: attention is faster with {some} words, slower with {many}.", some=some[0],
                          many=many[0])  # fmt: skip
        return caption, [some, many]
    if ahead and not behind:
        return phrased("One core: attention is faster, or as fast, in every text here."), []
    return phrased("One core: what the clock says of a word, in short texts and long."), []


def show_cores(scene: AttentionScene, facts: WaitingFacts) -> None:
    """Compare the time of a word with a second core."""
    pairs, sizes = times_of(facts, "two"), facts.read("pace.size")
    text = label_text("microseconds a word, two cores, by the words of a text")
    drawn, heading = pairs_of(scene, pairs, sizes, text, _most(facts))
    cut_to(scene, drawn, heading)
    largest = len(pairs) - 1
    gains = [facts.gain(net, largest) for net in (RECURRENT, ATTENDING)]
    with scene.beat("cores", said_of_cores(scene, *gains), by_clock=True):
        rise_pairs(scene, drawn)
        scene.wait(0.8)


def said_of_cores(scene: AttentionScene, recurrent: float, attending: float) -> str:
    """Return who gains by a second core in the longest text."""
    alone = scene.claim(
        "a second core makes attention faster, and the recurrent net not", attending > CLEAR and recurrent < CLEAR,
        claim_text("{one} and {other} times as fast", one=f"{attending:.2f}", other=f"{recurrent:.2f}"),
        by_clock=True,
    )  # fmt: skip
    if alone:
        return phrased("A second core: attention has work for it, the relay has none.")
    return phrased("A second core: how much each net gains by it here.")


def _most(facts: WaitingFacts) -> float:
    """Return the longest time there is: towers of both beats have one scale."""
    return max(float(pair.value.max()) for threads in ("one", "two") for pair in times_of(facts, threads))
