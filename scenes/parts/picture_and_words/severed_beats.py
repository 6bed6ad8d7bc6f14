"""Beats: a word's place is cut from the patches of its thing, and from as many others; both are counted."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.picture_and_words.caption_facts import (
    HELD_OUT,
    MODELS,
    NOTHING,
    OTHERS,
    OWN,
    SEVERED,
    UNSEEN,
    CaptionFacts,
)
from attention_scenes.scenes.parts.picture_and_words.looking_beats import (
    ASLANT,
    note_under,
    pose_in,
    told_board,
)
from attention_scenes.scenes.parts.picture_and_words.word_places import places_in
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.count_towers import Bar, count_towers, show_counts

HANGS, STAYS = 0.5, 0.05  # of right words: so many are lost with their own patches cut, at most so many with others
MOST = 0.8  # of captions: more are most
LEFT_OF = 0.25  # of the light of a patch that is cut off


def show_cut(scene: AttentionScene, facts: CaptionFacts) -> None:
    """Cut the word's place from the patches of its own thing, in all heads."""
    said, now = facts.when_cut(NOTHING), facts.when_cut(OWN)
    heads, count = grouped(facts.bundle.count("n_heads")), grouped(facts.how_many)
    changed = scene.claim(
        "with its own thing's patches cut, another word is said", said != now,
        claim_text("{said}, {now}", said=said, now=now),
    )  # fmt: skip
    what = {"count": count[0], "heads": heads[0], "now": named(now)}
    caption = phrased("Cut these {count} patches off in all {heads} heads: it still says “{now}”.", **what)
    if changed:
        caption = phrased("Cut these {count} patches off in all {heads} heads: it says “{now}”.", **what)
    _show_severed(scene, facts, "cut", OWN, (caption, [count, heads]))


def show_control(scene: AttentionScene, facts: CaptionFacts) -> None:
    """Cut it from as many other patches instead, or from all that there are."""
    said, now = facts.when_cut(NOTHING), facts.when_cut(OTHERS)
    count = grouped(facts.cut(OTHERS).sum())
    words = claim_text("{said}, {now}", said=said, now=now)
    if facts.are_as_many:
        stays = scene.claim("with as many other patches cut, the same word is said", said == now, words)
    else:
        stays = scene.claim("with all other patches cut, the same word is said", said == now, words)
    caption = phrased("Cut {count} other patches off instead: now it says “{now}”.", count=count[0], now=named(now))
    if stays:
        caption = phrased("Cut {count} other patches off instead: it still says “{now}”.", count=count[0],
                          now=named(now))  # fmt: skip
    _show_severed(scene, facts, "control", OTHERS, (caption, [count]))


def _show_severed(
    scene: AttentionScene, facts: CaptionFacts, beat: str, way: int, caption: tuple[str, Numbers]
) -> None:
    """Show the word's place with arcs of some patches cut, and what it says then."""
    row, before, now = facts.row, facts.when_cut(NOTHING), facts.when_cut(way)
    chances = facts.own.probe("chance")
    one, other = percent(chances[NOTHING, row]), percent(chances[way, row])
    note = note_under(
        scene, label_text("probability: “{before}” {one}; with patches cut, “{now}” {other}", before=named(before),
                          one=one[0], now=named(now), other=other[0]), [one, other], "text",
    )  # fmt: skip
    pose = pose_in(facts.own, places_in(scene.layout).board, ASLANT)
    board = told_board(scene, facts.own, pose, (row, now) if now != before else None, facts.weights_when_cut(way))
    board.told = (np.arange(len(board.told)) <= row).astype(float)
    board.asking[row], board.reads[row] = 1, 1
    cut = facts.cut(way).value.astype(float)
    board.lit = cut.copy()
    cut_to(scene, board)
    with scene.beat(beat, *caption):
        scene.play(Change(board, severed=cut, lit=0.0, shares=1 - (1 - LEFT_OF) * cut, run_time=1.4))
        says = Change(board, left=1.0, changed=float(now != before), run_time=1.0)
        scene.play(says, FadeIn(note, run_time=0.7))
        scene.wait(0.5)


def show_counted(scene: AttentionScene, facts: CaptionFacts) -> None:
    """Count right colours and shapes on held-out pictures with nothing cut, with other patches cut, with their own."""
    order = (NOTHING, OTHERS, OWN)
    colors, shapes = ([grouped(facts.right(way, kind)) for way in order] for kind in range(2))
    words, pictures = (grouped(facts.bundle.count(f"{SEVERED}.{what}")) for what in ("colors", "pictures"))
    whole, others, own = (np.array([float(colors[way][1]), float(shapes[way][1])]) for way in range(3))
    hangs = scene.claim(
        "right colours and shapes hang on the patches of their own thing, and not on others",
        bool((own < (1 - HANGS) * whole).all() and (whole - others < STAYS * whole).all()),
        claim_text("{own}, {shapes}", own=colors[2][0], shapes=shapes[2][0]),
    )  # fmt: skip
    what = {"colors": colors[2][0], "shapes": shapes[2][0], "count": words[0]}
    caption = phrased("Own patches cut: {colors} of {count} colours right, {shapes} shapes.", **what)
    if hangs:
        caption = phrased("Arcs carry it: own cut, {colors} of {count} colours right, {shapes} shapes.", **what)
    of = {"count": words[0], "pictures": pictures[0]}
    text = label_text("how many of {count} colours and of as many shapes are right, in {pictures} pictures", **of)
    if facts.is_ours:
        text = label_text(
            "how many of {count} colours and of as many shapes are right, in {pictures} held-out pictures", **of
        )
    names = [label_text("nothing cut"), label_text("others cut"), label_text("own cut")]
    bars = [Bar(name, reading, role) for counts in (colors, shapes)
            for name, (_, reading), role in zip(names, counts, ("key", "soft", "value"), strict=True)]  # fmt: skip
    drawn = count_towers(scene, places_in(scene.layout).towers, bars, lit=(2, 5), full=float(words[1]))
    kinds = halves(scene, label_text("colours"), label_text("shapes"))
    say_of_what(scene, facts)
    show_counts(scene, "counted", (caption, [colors[2], words, shapes[2]]), drawn, (text, [words, pictures]), *kinds)


def show_exact(scene: AttentionScene, facts: CaptionFacts) -> None:
    """Count captions that are right word for word: of new pairs of known things, and of things never seen."""
    known, unseen = ([grouped(facts.exact(key, which)) for key in MODELS] for which in (HELD_OUT, UNSEEN))
    pictures = grouped(facts.bundle.count(f"{HELD_OUT}.pictures"))
    other = label_text("other start") if facts.three_runs else label_text("other run")
    names = [label_text("shown"), *[other] * (len(MODELS) - 1)]
    bars = [Bar(name, reading, first if n == 0 else "soft") for counts, first in ((known, "key"), (unseen, "value"))
            for n, (name, (_, reading)) in enumerate(zip(names, counts, strict=True))]  # fmt: skip
    drawn = count_towers(scene, places_in(scene.layout).towers, bars, lit=(0, len(MODELS)), full=float(pictures[1]))
    text = label_text("right captions of {count}", count=pictures[0])
    if facts.three_runs:
        text = label_text("right captions of {count}, by the same network from three starts", count=pictures[0])
    kinds = label_text("pairs held out of our training"), label_text("things held out of our training")
    if facts.are_ours:
        kinds = label_text("both things known, pair new"), label_text("a thing never trained")
    say_of_what(scene, facts)
    caption = said_of_exact(scene, facts, known, unseen)
    show_counts(scene, "exact", caption, drawn, (text, [pictures]), *halves(scene, *kinds))


def said_of_exact(
    scene: AttentionScene, facts: CaptionFacts, known: list[tuple[str, Reading]], unseen: list[tuple[str, Reading]]
) -> tuple[str, Numbers]:
    """Return what is said of right captions; of what training never shows, only where that is known."""
    pictures = grouped(facts.bundle.count(f"{HELD_OUT}.pictures"))
    what = {"known": known[0][0], "count": pictures[0], "unseen": unseen[0][0]}
    numbers = [known[0], pictures, unseen[0]]
    if not facts.are_ours:
        return phrased("At the left {known} of {count} captions are right, at the right {unseen}.", **what), numbers
    split = scene.claim(
        "in each run, most captions of new pairs are right, and clearly fewer of unseen things",
        all(float(new[1]) > MOST * float(pictures[1]) and float(never[1]) < MOST * float(new[1])
            for new, never in zip(known, unseen, strict=True)),
        claim_text("{known}, {unseen}", known=known[0][0], unseen=unseen[0][0]),
    )  # fmt: skip
    caption = phrased("Right of {count}: {known} with new pairs, {unseen} with an unseen thing.", **what)
    if split:
        return phrased("Known things, new pair: {known} of {count} right. Unseen thing: {unseen}.", **what), numbers
    return caption, [pictures, known[0], unseen[0]]


def say_of_what(scene: AttentionScene, facts: CaptionFacts) -> None:
    """Say at the foot what is counted on."""
    where = label_text("counted on pictures held out of our training")
    if facts.are_ours:
        where = label_text("counted on pictures that training never shows")
    scene.change_provenance(where)


def halves(scene: AttentionScene, *names: str) -> list[Label]:
    """Return what the left half of the towers counts, and the right one, under the towers' own names."""
    at, em, wide = places_in(scene.layout).towers, scene.layout.em, scene.layout.is_wide
    size, y = em.word if wide else em.note, at.bottom - (0.85 if wide else 0.9)
    found = [fitted(Label(name, size, "soft"), 0.47 * at.width) for name in names]
    for n, each in enumerate(found):
        each.move_to([at.left + (0.27 + 0.46 * n) * at.width, y, 0]).stand_on(y)
    return found
