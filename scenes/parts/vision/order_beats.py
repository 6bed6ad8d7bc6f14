"""Beats: the patches fly to other places; right answers with places shuffled, left out, or always shuffled alike."""

from __future__ import annotations

import numpy as np

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.patches.patch_board import apart
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.count_towers import Bar, count_towers, show_counts
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.vision.blank_beats import left_over
from attention_scenes.scenes.parts.vision.digit_counts import ANEW, COUNTED
from attention_scenes.scenes.parts.vision.picture_beats import board_of, box_of, row_by_row, seen_from
from attention_scenes.scenes.parts.vision.vision_facts import VisionFacts
from attention_scenes.scenes.parts.vision.vision_models import DIGITS, PLACELESS, SHUFFLED
from attention_scenes.scenes.parts.vision.vision_places import places_in

CLEARLY, ALIKE = 0.1, 0.02  # of all pictures: so many fewer right answers are a loss; so few fewer are none
TURNS = 0.9  # a cosine, below which a vector is said to turn
HOP = 1.6  # how high slabs fly


def show_shuffled(scene: AttentionScene, facts: VisionFacts) -> None:
    """Let the patches fly to the places of others; say what it answers then."""
    place = places_in(scene.layout).board
    board = board_of(scene, facts, seen_from(box_of(facts, 0.15, 1.0), place, (50.0, -16.0)))
    home = apart(facts.faces, 0.12, 0.2)
    board.at, board.floor = home.copy(), 1.0
    goal = np.empty_like(home)
    goal[np.array(facts.changed["shuffle"])] = home  # slab order[n] goes where token n is read
    whole, left = left_over(facts, "as it is"), left_over(facts, "patches shuffled")
    numbers: Numbers = []
    if facts.answers:
        best = facts.answers[int(float(facts.shown.probe("changed.best", facts.way("patches shuffled"))))]
        stays = scene.claim("with its patches at other places it answers the same", best == facts.answer,
                            claim_text("{best}", best=best))  # fmt: skip
        caption = phrased("The same patches at other places: now it says “{answer}”.", answer=best)
        if stays:
            caption = phrased("The same patches at other places: it still says “{answer}”.", answer=best)
        text = label_text("probability of “{answer}”: {whole}, shuffled {left}", answer=facts.answer, whole=whole[0],
                          left=left[0])  # fmt: skip
    else:
        turns = scene.claim("with its patches at other places the class token’s vector turns", float(left[1]) < TURNS,
                            claim_text("{left}", left=left[0]))  # fmt: skip
        caption = phrased("The same patches at other places: its vector’s cosine is {left}.", left=left[0])
        numbers = [left]
        if turns:
            caption, numbers = phrased("The same patches at other places: the class token’s vector turns."), []
        text = label_text("cosine with the vector of the picture as it is: {left}", left=left[0])
    said = heading_of(scene, text, [whole, left] if facts.answers else [left])
    scene.change_provenance(label_text("places stay, patches change"))
    cut_to(scene, board)
    with scene.beat("shuffled", caption, numbers):
        half, order = (home + goal) / 2 + [0, HOP * facts.large, 0], row_by_row(facts)
        scene.play(Change(board, at=half, delays=order, spread=0.4, run_time=1.3))
        scene.play(Change(board, at=goal, delays=order, spread=0.4, run_time=1.3), FadeIn(said, run_time=0.8))
        scene.wait(0.4)


def show_orders(scene: AttentionScene, facts: VisionFacts) -> None:
    """Count right answers: as it is, shuffled anew each time, trained without places, trained on one shuffle."""
    count = grouped(facts.counted.pictures)
    right = facts.counted.right
    base, anew, placeless, fixed = right(DIGITS), right(DIGITS, ANEW), right(PLACELESS), right(SHUFFLED)
    digits = {"base": base, "anew": anew, "none": placeless, "fixed": fixed}
    texts = {name: grouped(each) for name, each in digits.items()}
    measured = claim_text("{base}, {anew}, {none}, {fixed}", **{name: text for name, (text, _) in texts.items()})
    places = scene.claim(
        "places help, and which patch has which does not matter if it is always the same",
        max(float(anew), float(placeless)) + CLEARLY * float(count[1]) < float(base)
        and float(fixed) + ALIKE * float(count[1]) >= float(base),
        measured,
    )
    what = {"anew": texts["anew"][0], "one": texts["fixed"][0], "base": texts["base"][0]}
    caption = phrased("Right: {base}; shuffled anew: {anew}; trained on one shuffle: {one}.", **what)
    numbers = [texts["base"], texts["anew"], texts["fixed"]]
    if places:
        caption = phrased("Places tell order: shuffled anew, {anew} right; one shuffle for all, {one}.", **what)
        numbers = numbers[1:]
    bars = [
        Bar(label_text("as it is"), base, "key"),
        Bar(label_text("shuffled"), anew, "value"),
        Bar(label_text("no places"), placeless, "soft"),
        Bar(label_text("one shuffle"), fixed, "query"),
    ]
    text = label_text("our digits, right of {count} held out; trained again without places, and on one shuffle",
                      count=count[0])  # fmt: skip
    scene.change_provenance(COUNTED)
    drawn = count_towers(scene, places_in(scene.layout).towers, bars, lit=(1,))
    show_counts(scene, "orders", (caption, numbers), drawn, (text, [count]))
