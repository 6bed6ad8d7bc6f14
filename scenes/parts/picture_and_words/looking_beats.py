"""Beats: a picture is cut into patches; its caption comes word by word, and each word's place reads the patches."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.patches.patch_board import ANGLE, apart, lying
from attention_scenes.scenes.mobjects.patches.told_board import ToldBoard
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose, fitting
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent, product
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.token_names import word_of
from attention_scenes.scenes.parts.picture_and_words.caption_facts import OWN, PICTURE, CaptionFacts, OneCaption
from attention_scenes.scenes.parts.picture_and_words.word_places import places_in

FROM_ABOVE, ASLANT = (80.0, 0.0), (37.0, -14.0)  # pitch and yaw: as a picture is read; slabs in the air
BETWEEN, UP = 0.28, 0.9  # of slabs in the air
A_WORD = 0.72  # seconds from word to word


def pose_in(caption: OneCaption, place: Place, view: tuple[float, float], spread: float = BETWEEN) -> Pose:
    """Return the pose from which the slabs of a picture fill a place."""
    half = (1 + spread) * np.array([caption.faces.columns, caption.faces.rows]) / 2
    corners = np.array([[x, y, z] for x in (-half[0], half[0]) for y in (0.0, UP) for z in (-half[1], half[1])])
    return fitting(corners, *place.corners, pitch=view[0], yaw=view[1], angle=ANGLE)


def told_board(
    scene: AttentionScene, caption: OneCaption, pose: Pose, instead: tuple[int, str] | None = None,
    after: Reading | None = None,
) -> ToldBoard:  # fmt: skip
    """Return a picture whose patches have lifted off, and what is said of it over them; ``after`` a cut, what is read.

    ``instead`` is another word that is said in some place.
    """
    places, em = places_in(scene.layout), scene.layout.em
    says = caption.says
    board = ToldBoard(
        caption.faces, *places.space.corners, pose, says, caption.weights[: len(says)], places.line,
        em.heading if scene.layout.is_wide else em.caption, instead,
        None if after is None else after[: len(says)],
    )  # fmt: skip
    board.at, board.floor = apart(caption.faces, BETWEEN, UP), 1.0
    return board


def note_under(scene: AttentionScene, text: str, numbers: Numbers = (), role: str = "soft") -> Lines:
    """Return a line under the picture."""
    em = scene.layout.em.word if scene.layout.is_wide else 1.1 * scene.layout.em.note
    return Lines(text, em, scene.layout.stage.width, role, numbers=numbers).middle_on(places_in(scene.layout).note)


def show_picture(scene: AttentionScene, facts: CaptionFacts) -> ToldBoard:
    """Show the picture from above, then let its patches lift off."""
    place = places_in(scene.layout).board
    board = told_board(scene, facts.own, pose_in(facts.own, place, FROM_ABOVE, 0.0))
    board.at, board.told[:] = lying(facts.own.faces), 0
    side, count = facts.bundle.count(f"{PICTURE}.side"), grouped(facts.bundle.count(f"{PICTURE}.patches"))
    size = product(side, side)
    new = facts.is_ours and scene.claim(
        "training shows both things, and never together", facts.is_new_pair,
        claim_text("{things}", things=" ".join(facts.own.wanted)),
    )  # fmt: skip
    text = label_text("drawn by our own program")
    if new:
        text = label_text("drawn by our own program; training shows both things, and never together")
    if facts.unseen:
        text = label_text("drawn by our own program; training never shows a {thing}", thing=facts.unseen)
    note = note_under(scene, text)
    caption = phrased("A picture of {size} dots is cut into {count} patches: tokens.", size=size[0], count=count[0])
    scene.add(board)
    with scene.beat("picture", caption, [*size[1], count]):
        scene.play(FadeIn(note, run_time=0.6), Change(board, floor=1.0, run_time=0.6))
        order = 0.3 + 0.7 * np.linspace(0, 1, len(facts.own.faces))
        scene.play(
            CameraFlight(board, pose_in(facts.own, place, ASLANT), run_time=2.4),
            Change(board, at=apart(facts.own.faces, BETWEEN, UP), delays=order, spread=0.7, run_time=2.4),
        )
    scene.let_go(note)
    return board


def show_words(scene: AttentionScene, facts: CaptionFacts, board: ToldBoard) -> None:
    """Say the caption word by word: each word's place asks, arcs come from patches, the word stands there."""
    heads = grouped(facts.bundle.count("n_heads"))
    note = note_under(
        scene, label_text("an arc is as wide as its weight, in the mean of {heads} heads", heads=heads[0]), [heads]
    )
    count = len(facts.own.says)
    with scene.beat("words", "The caption comes word by word: each word’s place reads the patches."):
        scene.play(FadeIn(note, run_time=0.5))
        for word in range(count):
            now = np.eye(count)[word]
            before = np.arange(count) < word
            scene.play(Change(board, asking=now, reads=now, run_time=0.7 * A_WORD))
            scene.play(Change(board, told=np.maximum(now, before), run_time=0.3 * A_WORD))
        scene.wait(0.3)
        scene.play(Change(board, asking=0.0, reads=0.0, run_time=0.4))
    scene.let_go(note)


def show_reading(scene: AttentionScene, facts: CaptionFacts, board: ToldBoard) -> None:
    """Go back to one word: what its place reads, and which words are likely there."""
    row, share = facts.row, percent(facts.share)
    even, count = percent(facts.even), grouped(facts.how_many)
    more = scene.claim(
        "the word's place reads the patches of its own thing more than all patches alike would",
        float(share[1]) > float(even[1]), claim_text("{share}, {even}", share=share[0], even=even[0]),
    )  # fmt: skip
    what = {"word": named(facts.word), "share": share[0], "count": count[0]}
    if facts.thing:
        caption = phrased("To say “{word}”: {share} of the weight on the {thing}’s {count} patches.",
                          thing=named(facts.thing), **what)  # fmt: skip
    else:
        caption = phrased("To say “{word}”: {share} of the weight on both things’ {count} patches.", **what)
    text = label_text("framed: what it touches; if all patches were read alike: {even}", even=even[0])
    if not more:
        text = label_text("framed: what it touches; not more than if all were read alike: {even}", even=even[0])
    note = note_under(scene, text, [even])
    bars = likely_words(scene, facts.own, row)
    now, told = np.eye(len(board.told))[row], (np.arange(len(board.told)) <= row).astype(float)
    lit = facts.cut(OWN).value.astype(float)
    with scene.beat("reads", caption, [share, count]):
        scene.play(
            CameraFlight(board, pose_in(facts.own, places_in(scene.layout).beside, ASLANT), run_time=2.5),
            Change(board, asking=now, reads=now, told=told, run_time=1.6), FadeIn(note, run_time=0.6),
        )  # fmt: skip
        scene.play(Change(board, lit=lit, run_time=0.7), FadeIn(bars, run_time=0.7))
        scene.wait(0.4)


def likely_words(scene: AttentionScene, caption: OneCaption, row: int) -> Group:
    """Return the likeliest words of a place as bars."""
    place, em = places_in(scene.layout).aside, scene.layout.em
    names = [str(word) for word in caption.facts["top"][row]]
    chances = join([caption.probe("top_chance", row, n).reshape(1) for n in range(len(names))])
    size = em.word if scene.layout.is_wide else 0.9 * em.word
    title = Lines(label_text("likeliest words at this place"), em.word, place.width, "soft", edge=-1)
    bars = Bars([word_of(name) for name in names], chances, full=0.32 * place.width, em=size, step=1.4 * size,
                percent=True, decimals=0, to_number=1.5 * size)  # fmt: skip
    found = Group(title, bars).arrange(DOWN, buff=0.35, aligned_edge=LEFT).move_to(place.at())
    place.hold(found)
    return found
