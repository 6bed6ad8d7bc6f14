"""Beats: one arc is cut in all heads and another word is said; an arc to another word is cut instead."""

from __future__ import annotations

import numpy as np

from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.translation.facing_walls import FacingWalls
from attention_scenes.scenes.parts.cross_attention.translation_facts import FAR, NOTHING, OWN, TranslationFacts
from attention_scenes.scenes.parts.cross_attention.wall_beats import again, note_under


def show_cut(scene: AttentionScene, facts: TranslationFacts) -> None:
    """Cut the arc to the word's own English word."""
    row, heads = facts.row, facts.how_many_heads
    chance = facts.bundle.probe("cross_cut.chance")
    own, said, now = facts.own(row), facts.when_cut(NOTHING), facts.when_cut(OWN)
    digits = [written(float(chance[way, row])) for way in (NOTHING, OWN)]
    changed = scene.claim(
        "with the arc to its English word cut, another word is said",
        said != now,
        claim_text("{said} {one}, {now} {other}", said=said, one=digits[0], now=now, other=digits[1]),
    )
    caption = phrased("Cut {said} ← {own} in all {heads} heads: it says “{now}”.", said=named(said), own=own,
                      heads=heads[0], now=named(now))  # fmt: skip
    if not changed:
        caption = phrased("Cut {said} ← {own} in all {heads} heads: it still says “{now}”.", said=named(said),
                          own=own, heads=heads[0], now=named(now))  # fmt: skip
    note = note_under(
        scene, label_text("probability: “{said}” {one}; with its arc cut, “{now}” {other}", said=named(said),
                          one=digits[0], now=named(now), other=digits[1]),
        [(digits[0], chance[NOTHING, row]), (digits[1], chance[OWN, row])], "text",
    )  # fmt: skip
    walls = again(scene, facts, facts.places[row])
    with scene.beat("cut", caption, [heads]):
        scene.play(FadeIn(walls), run_time=0.9)
        scene.play(Change(walls, cut=cutting(walls, row, facts.places[row]), run_time=1.4))
        scene.play(Change(walls, other=float(changed), run_time=0.8), FadeIn(note, run_time=0.8))
        scene.wait(0.8)
    scene.make_way()


def show_control(scene: AttentionScene, facts: TranslationFacts) -> None:
    """Cut the arc to another English word: the farthest one that names something."""
    row, place = facts.row, facts.cut_place(FAR)
    chance = facts.bundle.probe("cross_cut.chance")[FAR, row]
    said, now, other = facts.when_cut(NOTHING), facts.when_cut(FAR), facts.english[place]
    digits = written(float(chance))
    stays = scene.claim(
        "with an arc to another English word cut instead, the same word is said",
        said == now,
        claim_text("{now} {share}", now=now, share=digits),
    )
    caption = phrased("Cut its arcs to {other} instead: it still says “{said}”.", other=other, said=named(said))
    if not stays:
        caption = phrased("Cut its arcs to {other} instead: now it says “{said}”.", other=other, said=named(now))
    note = note_under(
        scene, label_text("probability: “{now}” {share}", now=named(now), share=digits), [(digits, chance)], "text"
    )
    walls = again(scene, facts, place)
    with scene.beat("control", caption):
        scene.play(FadeIn(walls), run_time=0.9)
        scene.play(Change(walls, cut=cutting(walls, row, place), run_time=1.4))
        scene.play(FadeIn(note), run_time=0.8)
        scene.wait(0.8)


def cutting(walls: FacingWalls, row: int, place: int) -> np.ndarray:
    """Return the cut of one arc."""
    found = np.zeros_like(walls.cut)
    found[row, place] = 1
    return found
