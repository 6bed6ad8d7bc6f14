"""Beats: how often each head finds the right English word, and how many adjectives are right with arcs cut."""

from __future__ import annotations

from manim import smooth

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased, translated
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.learning.place_towers import Mark, PlaceTowers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cross_attention.cross_places import places_in
from attention_scenes.scenes.parts.cross_attention.translation_facts import (
    ADJECTIVE,
    FAR,
    NEXT,
    NOTHING,
    OWN,
    TranslationFacts,
)
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of

CLEAR = 0.5  # by how much a head finds the right word more often than another sentence's, to be said to align
BEGUN = 0.4  # of their height: towers that stand before the rest comes
HANGS, STAYS = 0.5, 0.05  # of adjectives: fewer are right with their arc cut; so few others are wrong


def rise(t: float) -> float:
    """Ease what rises: while the caption is still being read it does not move."""
    return float(smooth(max(0.0, t - 0.15) / 0.85))


def towers(
    scene: AttentionScene, names: list[str], values: Reading, full: float, roles: list[list[str]], marks: list[Mark],
    lit: tuple[int, int], numbers: Numbers = (),
) -> PlaceTowers:  # fmt: skip
    """Return towers in rows, the last row behind, and the numbers over some of them; ``numbers`` are in names."""
    at, em, wide = places_in(scene.layout).towers, scene.layout.em, scene.layout.is_wide
    many = len(names) > 4
    height = (2.6 if wide else 4.4) if many else (1.25 if wide else 3.4)
    return PlaceTowers(
        [str(translated(name)) for name in names], values, full, roles, *at.corners, height=height,
        em=em.word * ((1.2 if not many else 0.85) if wide else 0.9), turn=0.0, pitch=14, yaw=-9, marks=marks,
        lit=[lit], mark_em=em.heading if not many else em.word, below=1.2, numbers=numbers,
    )  # fmt: skip


def begun(scene: AttentionScene, drawn: PlaceTowers, heading: Lines) -> None:
    """Cut to towers that have risen a little, so that they rise over nothing that is leaving."""
    drawn.growth[:], drawn.named = BEGUN, 1.0
    cut_to(scene, drawn, heading)


def show_heads(scene: AttentionScene, facts: TranslationFacts) -> None:
    """Show for each head before how many held-out adjectives it looks most at the right word, and at another's."""
    layers, heads = facts.bundle.probe("translator_scores.looks").shape[:2]
    every = [(layer, head) for layer in range(layers) for head in range(heads)]
    rows = [
        [facts.bundle.probe(f"translator_scores.{name}", *head, ADJECTIVE) for head in every]
        for name in ("shuffled", "looks")
    ]
    best = every.index(facts.head)
    shuffled, looks = (float(row[best]) for row in rows)
    digits = [written(looks), written(shuffled)]
    aligns = scene.claim(
        "the head finds the right English word far more often than one of another sentence",
        looks - shuffled > CLEAR,
        claim_text("{one} and {other}", one=digits[0], other=digits[1]),
    )
    what = {"one": digits[0], "other": digits[1]}
    caption = phrased("This head finds the adjective’s word: {one}; another sentence’s: {other}.", **what)
    if not aligns:
        caption = phrased("The best head looks at the right word: {one}; another sentence’s: {other}.", **what)
    count = grouped(facts.bundle.count("translator_scores.adjectives"))
    text = label_text(
        "by layer · head: right words read most, of {count} adjectives; grey: another sentence’s place",
        count=count[0],
    )
    heading = heading_of(scene, text, [count])
    names = [f"{layer} · {head}" for layer, head in every]
    counts = [what for layer, head in every for what in (f"layer.{layer}", f"head.{head}")]
    named = [grouped(facts.bundle.count(what)) for what in counts]
    roles = [["soft"] * len(every), ["query" if n == best else "key" for n in range(len(every))]]
    marks: list[Mark] = [(1, n, written(float(rows[1][n])), rows[1][n]) for n in range(len(every))]
    values = join([each.reshape(1) for row in rows for each in row]).reshape(2, len(every))
    drawn = towers(scene, names, values, 1.0, roles, marks, (1, best), named)
    begun(scene, drawn, heading)
    with scene.beat("heads", caption, [(digits[0], rows[1][best]), (digits[1], rows[0][best])]):
        scene.play(Change(drawn, growth=1.0, run_time=1.8, rate_func=rise))
        scene.play(Change(drawn, marked=1.0, run_time=0.6))
        scene.wait(0.8)
    scene.make_way()


def show_counted(scene: AttentionScene, facts: TranslationFacts) -> None:
    """Count right adjectives with nothing cut, with their word's arc cut, and with arcs to other words cut."""
    cut = facts.bundle.probe("translator_scores.cut")
    order = [NOTHING, FAR, NEXT, OWN]
    values = join([cut[way].reshape(1) for way in order])
    digits = [grouped(cut[way]) for way in order]
    whole, far, _, own = (float(cut[way]) for way in order)
    hangs = scene.claim(
        "right adjectives hang on the arc to their English word, and not on one to a far word",
        own < (1 - HANGS) * whole and whole - far < STAYS * whole,
        claim_text("{whole}, {far}, {own}", whole=digits[0][0], far=digits[1][0], own=digits[3][0]),
    )
    what = {"own": digits[3][0], "all": digits[0][0], "far": digits[1][0]}
    caption = phrased("Adjectives right: {all}; own arc cut: {own}; arc to a far word cut: {far}.", **what)
    if hangs:
        caption = phrased("Cut their arcs: {own} of {all} adjectives right; cut a far word’s: {far}.", **what)
    numbers = [grouped(facts.bundle.count(f"translator_scores.{what}")) for what in ("adjectives", "sentences")]
    text = label_text("right of {count} adjectives, in {sentences} held-out sentences, with the arc cut to …",
                      count=numbers[0][0], sentences=numbers[1][0])  # fmt: skip
    names = [
        label_text("nothing"), label_text("far word"), label_text("next word"), label_text("own word"),
    ]  # fmt: skip
    marks: list[Mark] = [(0, n, each, reading) for n, (each, reading) in enumerate(digits)]
    drawn = towers(
        scene, names, values.reshape(1, -1), max(whole, 1.0), [["key", "soft", "focus", "value"]], marks, (0, 3)
    )
    begun(scene, drawn, heading_of(scene, text, numbers))
    with scene.beat("counted", caption, [digits[0], digits[1], digits[3]]):
        scene.play(Change(drawn, growth=1.0, run_time=1.8, rate_func=rise))
        scene.play(Change(drawn, marked=1.0, run_time=0.5))
        scene.wait(0.8)
