"""Beats: each English word has a value for its weight; what a run says whose values are the decoder's own."""

from __future__ import annotations

from manim import DOWN, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.translation.grammar import spoken
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.cross_attention.translation_facts import TranslationFacts
from attention_scenes.scenes.parts.cross_attention.wall_beats import names_over, note_under, sides, walls_of
from attention_scenes.scenes.parts.shared.clean_cut import cut_to


def show_values(scene: AttentionScene, facts: TranslationFacts) -> None:
    """Show the values of the English words on their wall, one for each weight of a place."""
    walls, row = walls_of(scene, facts), facts.row
    walls.asking[row], walls.lit = 1.0, 1.0
    walls.links[row] = 1.0
    left, _, right = sides(scene, walls)
    names = names_over(scene, [
        (label_text("values: one for each word"), "value", left, -1),
        (label_text("weights: one for each word"), "query", right, 1),
    ])  # fmt: skip
    count = grouped(facts.bundle.count("d_head"))
    note = note_under(
        scene, label_text("{count} numbers a value: larger ones are {more}", count=count[0],
                          more=scene.palette.shades.more), [count],
    )  # fmt: skip
    cut_to(scene, walls, names)
    with scene.beat("values", "An arc is a weight; what comes along it is the English word’s value."):
        scene.play(FadeIn(note, run_time=0.6), Change(walls, tiles=1.0, spoken=1.0, run_time=1.7))
        scene.wait(0.8)
    scene.make_way()


def show_other_values(scene: AttentionScene, facts: TranslationFacts) -> None:
    """Count the right sentences of both runs: values from the encoder, values from the decoder."""
    all_, other = (bundle.probe("translator_scores.exact", 0) for bundle in (facts.bundle, facts.other))
    different = facts.other.probe("translator_scores.different", 0)
    total = grouped(facts.bundle.count("translator_scores.sentences"))
    fails = scene.claim(
        "with values from the decoder no sentence is translated, with the encoder’s most are",
        float(other) == 0 < float(all_) and 2 * float(all_) > float(total[1]),
        claim_text("{other} and {right} of {count}", other=grouped(other)[0], right=grouped(all_)[0], count=total[0]),
    )
    caption = phrased("Trained with the decoder’s own values: {right} of {count} sentences right.",
                      right=grouped(other)[0], count=total[0])  # fmt: skip
    if fails:
        caption = phrased("With the decoder’s own values nothing English arrives: {right} of {count}.",
                          right=grouped(other)[0], count=total[0])  # fmt: skip
    one, two = halves(scene)
    counted = label_text("of {count} sentences right", count=total[0])
    sentence = spoken(facts.other.meta["probes"]["translation"]["says"])
    what = label_text("it says “{text}”", text=sentence)
    if int(float(different)) == 1:
        what = label_text("of every sentence it says “{text}”", text=sentence)
    left = said(scene, one, grouped(all_), "key", label_text("trained with the encoder’s values"), (counted, [total]))
    right = said(
        scene, two, grouped(other), "value", label_text("trained with the decoder’s values"), (counted, [total])
    )
    right.add(Lines(what, em_of(scene), two.width, "soft").next_to(right, DOWN, buff=0.3))
    with scene.beat("decoder values", caption, [grouped(other), total]):
        scene.play(FadeIn(left, right), run_time=1.0)
        scene.wait(1.6)


def said(
    scene: AttentionScene, place: Place, number: tuple[str, Reading], role: str, name: str, below: tuple[str, Numbers]
) -> Group:
    """Return a large number, what it is of above it, what it counts below."""
    hero = scene.label(number[0], 1.8 * scene.layout.em.hero, role, numbers=[number])
    lines = Lines(name, em_of(scene), place.width, role), Lines(below[0], em_of(scene), place.width, numbers=below[1])
    found = Group(lines[0], hero, lines[1]).arrange(DOWN, buff=0.3)
    return found.move_to([place.at()[0], place.top, 0], UP)


def em_of(scene: AttentionScene) -> float:
    """Return the em of what is said of a run."""
    return 1.35 * scene.layout.em.word if scene.layout.is_wide else scene.layout.em.word


def halves(scene: AttentionScene) -> tuple[Place, Place]:
    """Return two places: side by side, or one under the other."""
    stage = scene.layout.stage
    if scene.layout.is_tall:
        return stage.part(0.12, 0.45), stage.part(0.52, 0.95)
    top = stage.top - 1.1
    return Place(stage.left, stage.bottom, -0.4, top), Place(0.4, stage.bottom, stage.right, top)
