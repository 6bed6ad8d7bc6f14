"""Beats: a picture with an unseen thing that is captioned wrong, and one with a thing that no word stands for."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.probes.captioning.new_things import SURE
from attention_scenes.model.probes.captioning.world import NEW_SHAPES
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.picture_and_words.caption_facts import UNSEEN, CaptionFacts, OneCaption
from attention_scenes.scenes.parts.picture_and_words.looking_beats import ASLANT, note_under, pose_in, told_board
from attention_scenes.scenes.parts.picture_and_words.word_places import places_in
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

MOST = 0.5  # of the pictures
CALLED = {"star": label_text("star")}  # in captions: no word of the captioner, but of the caption's language


def show_wrong(scene: AttentionScene, facts: CaptionFacts) -> None:
    """Show the picture with an unseen thing that is captioned worst: one that is wrong, or the least sure one."""
    worst, asked = facts.worst, grouped(facts.bundle.count(f"{UNSEEN}.pictures"))
    chances = worst.probe("chance").value[: len(worst.says)]
    row = worst.wrong[0] if worst.wrong else int(chances.argmin())
    chance = percent(worst.chance(row))
    what = {"said": named(worst.says[row]), "chance": chance[0]}
    said = claim_text("{said}", said=" ".join(worst.says))
    first = label_text("the first picture of {count} that is captioned wrong", count=asked[0])
    least = label_text("of {count} pictures, the least sure caption", count=asked[0])
    if facts.is_ours:
        fails = scene.claim("of some picture with an unseen thing it says something wrong", not worst.is_right, said)
        first = label_text("the first picture with an unseen thing that is wrong")
        least = label_text("of pictures with an unseen thing, the least sure caption")
    else:
        fails = scene.claim("of some picture it says something wrong", not worst.is_right, said)
    caption = phrased("None is wrong; in this one it is least sure: “{said}”, {chance}.", **what)
    if fails and not worst.wrong:
        caption = phrased("A failure: too few words, or too many. Least sure: “{said}”, {chance}.", **what)
    elif fails:
        caption = phrased("A failure: “{said}” where it should be “{right}”, and {chance} sure.",
                          right=named(worst.wanted[row]), **what)  # fmt: skip
    note = note_under(scene, label_text("drawn as: {wanted}", wanted=" ".join(worst.wanted)), (), "text")
    scene.change_provenance(first if fails else least, [] if facts.is_ours else [asked])
    _show_said(scene, worst, "wrong", row, (caption, [chance]), note)


def show_new(scene: AttentionScene, facts: CaptionFacts) -> None:
    """Show a picture with a thing that no word stands for."""
    new, row = facts.new, 2
    row = min(row, len(new.says) - 1)
    chance = percent(new.chance(row))
    sure, pictures = (facts.bundle.probe("new_things.sure", 0), facts.bundle.count("new_things.pictures"))
    digits = [grouped(sure), grouped(pictures)]
    often = scene.claim("of most pictures with something new it is sure all the same",
                        float(sure) > MOST * float(pictures),
                        claim_text("{sure} of {count}", sure=digits[0][0], count=digits[1][0]))  # fmt: skip
    what = {"shape": CALLED[NEW_SHAPES[0]], "said": named(new.says[row]), "chance": chance[0]}
    caption = phrased("A {shape}, for which it has no word: here it says “{said}”, {chance} sure.", **what)
    told = scene.claim(
        "the first thing is named up to its shape, which has no word", new.says[:row] == new.wanted[:row],
        claim_text("{said}", said=" ".join(new.says)),
    )  # fmt: skip
    if told:
        caption = phrased("A {shape}, for which it has no word: it says “{said}”, {chance} sure.", **what)
    said = [chance]
    sure_here = scene.claim(
        "it is sure of the word for something new in this picture", float(chance[1]) >= SURE, chance[0]
    )
    if told and sure_here:
        caption, said = phrased("A {shape}, for which it has no word: it says “{said}”, and is sure.", **what), []
    level = f"{SURE:.0%}", constant(SURE)
    told_of = {"level": level[0], "sure": digits[0][0], "count": digits[1][0]}
    text = label_text("{level} sure or more in {sure} of {count} pictures with something new", **told_of)
    if often:
        text = label_text(
            "being sure is not being right: {level} or more in {sure} of {count} pictures with something new", **told_of
        )
    note = note_under(scene, text, [level, *digits], "text")
    scene.change_provenance(label_text("a shape that it has no word for"))
    _show_said(scene, new, "new", row, (caption, said), note)


def _show_said(
    scene: AttentionScene, caption: OneCaption, beat: str, row: int, said: tuple[str, Numbers], note: Lines
) -> None:
    """Show a picture and what is said of it; one word's place is lit, and reads."""
    board = told_board(scene, caption, pose_in(caption, places_in(scene.layout).board, ASLANT))
    count = len(caption.says)
    board.told[:] = 0
    cut_to(scene, board)
    with scene.beat(beat, *said):
        scene.play(Change(board, told=1.0, delays=np.linspace(0, 1, count), spread=0.8, run_time=1.6))
        now = np.eye(count)[row]
        scene.play(Change(board, asking=now, reads=now, run_time=1.0), FadeIn(note, run_time=0.7))
        scene.wait(0.6)
