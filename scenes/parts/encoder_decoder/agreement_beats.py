"""Beats: how many hidden words are right, where later words tell them and where earlier ones do; with words cut off."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased, translated
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.learning.place_towers import Mark, PlaceTowers
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.encoder_decoder.book_places import em_of
from attention_scenes.scenes.parts.encoder_decoder.encoder_models import MASKED, UNMASKED
from attention_scenes.scenes.parts.encoder_decoder.hole_facts import AGREEING, NOTHING, OTHERS, HoleFacts
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of

ARTICLE, ADJECTIVE = "article", "adjective after"
NAMES = {UNMASKED: label_text("all in sight"), MASKED: label_text("masked")}
ROLES = {UNMASKED: "key", MASKED: "soft"}
CALLED = "ABC"  # what runs are called
APART, NEAR = 0.2, 0.05  # shares: so much better in every run; so little in none
HANGS, STAYS = 0.5, 0.05  # of what is right: so much is lost with words cut off; so little with others cut off


def place_of(scene: AttentionScene) -> Place:
    """Return what towers fill; names stand below them, what a pane is at its right."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return Place(stage.left + 0.3, stage.bottom + 1.1, stage.right - 2.3, stage.top - 1.3)
    if scene.layout.is_tall:
        return Place(stage.left, stage.bottom + 1.5, stage.right - 1.7, stage.top - 2.2)
    return Place(stage.left + 0.2, stage.bottom + 1.8, stage.right - 2.4, stage.top - 1.6)


def runs_of(scene: AttentionScene, facts: HoleFacts, of: str) -> RunTowers:
    """Return the towers of all runs of both kinds in a pane as high as guessing."""
    em, guess = scene.layout.em, facts.guess(of)
    digits = written(float(guess))
    groups = []
    for kind, name in NAMES.items():
        shares = facts.scores(kind, of)
        groups.append(RunGroup(str(translated(name)), shares, [ROLES[kind]] * len(shares), CALLED[: len(shares)]))
    level = Level(guess, label_text("best guess {share}", share=digits), digits=digits)
    wide = scene.layout.is_wide
    return RunTowers(groups, level, *place_of(scene).corners, full=3.8, em=em.word if wide else em.note,
                     mark_em=1.2 * em.word if wide else em.note)  # fmt: skip


def ends(shares: Reading) -> list[tuple[str, Reading]]:
    """Return the least and the most of some shares, as they are written."""
    found = [shares[int(shares.value.argmin())], shares[int(shares.value.argmax())]]
    return [(written(float(each)), each) for each in found]


def spread(least: tuple[str, Reading], most: tuple[str, Reading]) -> str:
    """Return from where to where shares go, in words; one number where both are written alike."""
    return least[0] if least[0] == most[0] else phrased("{low} to {high}", low=least[0], high=most[0])


def once(numbers: Numbers) -> Numbers:
    """Return the numbers of a caption, of two that are written alike and stand side by side the first."""
    return [each for n, each in enumerate(numbers) if n % 2 == 0 or each[0] != numbers[n - 1][0]]


def show_later(scene: AttentionScene, facts: HoleFacts) -> None:
    """Count hidden articles, which words tell that come later."""
    shares = {kind: facts.scores(kind, ARTICLE) for kind in NAMES}
    numbers = [*ends(shares[UNMASKED]), *ends(shares[MASKED])]
    better = scene.claim(
        "every run without a mask gets far more articles right than any run with one",
        float(shares[UNMASKED].value.min() - shares[MASKED].value.max()) > APART,
        claim_text("{low} to {high} and {least} to {most}", low=numbers[0][0], high=numbers[1][0],
                   least=numbers[2][0], most=numbers[3][0]),
    )  # fmt: skip
    what = {"right": spread(*numbers[:2]), "less": spread(*numbers[2:])}
    caption = phrased("Articles right, all in sight: {right}; masked: {less}.", **what)
    if better:
        caption = phrased("Where later words tell: {right} right; masked, {less}.", **what)
    count = grouped(facts.asked(ARTICLE))
    heading = label_text("hidden articles with the right gender, of {count}, in pairs never trained; three runs each",
                         count=count[0])  # fmt: skip
    _raise(scene, facts, ARTICLE, "later", heading, [count], caption, once(numbers))


def show_earlier(scene: AttentionScene, facts: HoleFacts) -> None:
    """Count hidden adjectives after their nouns: words tell them that came before."""
    shares = {kind: facts.scores(kind, ADJECTIVE) for kind in NAMES}
    numbers = [*ends(shares[UNMASKED]), *ends(shares[MASKED])]
    alike = scene.claim(
        "adjectives after their nouns are as right with a mask as without",
        float(abs(shares[UNMASKED].value.mean() - shares[MASKED].value.mean())) < NEAR,
        claim_text("{low} to {high} and {least} to {most}", low=numbers[0][0], high=numbers[1][0],
                   least=numbers[2][0], most=numbers[3][0]),
    )  # fmt: skip
    what = {"right": spread(*numbers[:2]), "less": spread(*numbers[2:])}
    caption = phrased("Adjectives right, all in sight: {right}; masked: {less}.", **what)
    if alike:
        caption = phrased("Where earlier words tell: {right} right; masked, {less}.", **what)
    count = grouped(facts.asked(ADJECTIVE))
    heading = label_text("hidden adjectives after their nouns, with the right gender, of {count}", count=count[0])
    _raise(scene, facts, ADJECTIVE, "earlier", heading, [count], caption, once(numbers))


def _raise(
    scene: AttentionScene, facts: HoleFacts, of: str, name: str, heading: str, counted: Numbers, caption: str,
    numbers: Numbers,
) -> None:  # fmt: skip
    drawn = runs_of(scene, facts, of)
    drawn.growth[0] = drawn.paned = 1.0  # those with all in sight stand there while the caption is read
    cut_to(scene, drawn, heading_of(scene, heading, counted))
    with scene.beat(name, caption, numbers):
        scene.play(Change(drawn, growth=1.0, run_time=1.6))
        scene.play(Change(drawn, named=1.0, run_time=0.6))
        scene.wait(0.8)


def show_cut(scene: AttentionScene, facts: HoleFacts) -> None:
    """Count right articles again with words cut off: those that agree, or all others; the other noun says otherwise."""
    ways = (NOTHING, OTHERS, AGREEING)
    right = join([facts.counted("right_apart", ARTICLE, way).reshape(1) for way in ways])
    digits = [grouped(each) for each in right]
    whole, others, own = (float(each) for each in right)
    hangs = scene.claim(
        "right articles hang on the words that agree, and not on others",
        own < (1 - HANGS) * whole and whole - others < STAYS * whole,
        claim_text("{whole}, {others}, {own}", whole=digits[0][0], others=digits[1][0], own=digits[2][0]),
    )  # fmt: skip
    what = {"whole": digits[0][0], "own": digits[2][0], "others": digits[1][0]}
    caption = phrased("Right: {whole}; cut off what agrees: {own}; all others: {others}.", **what)
    if hangs:
        caption = phrased("Cut off what agrees: {own} of {whole} right; all others: {others}.", **what)
    count = grouped(facts.asked_apart(ARTICLE))
    heading = label_text("hidden articles right, of {count}, with words cut off (the other noun has the other gender)",
                         count=count[0])  # fmt: skip
    names = [label_text("nothing"), label_text("all others"), label_text("words that agree")]
    marks: list[Mark] = [(0, n, each, reading) for n, (each, reading) in enumerate(digits)]
    em, wide = em_of(scene.layout), scene.layout.is_wide
    drawn = PlaceTowers(
        [str(translated(name)) for name in names], right.reshape(1, -1), max(whole, 1.0), [["key", "soft", "value"]],
        *place_of(scene).corners, height=1.05 if wide else 1.3, em=(0.9 if scene.layout.is_tall else 1.1) * em,
        turn=0.0, pitch=14, yaw=-9, marks=marks, lit=[(0, 2)], mark_em=scene.layout.em.heading, below=1.2,
    )  # fmt: skip
    drawn.growth, drawn.named = np.eye(1, 3), 1.0  # what nothing is cut off from stands there already
    cut_to(scene, drawn, heading_of(scene, heading, [count]))
    with scene.beat("cut", caption, [digits[0], digits[2], digits[1]]):
        scene.wait(0.25)
        scene.play(Change(drawn, growth=1 - np.eye(1, 3, 2), run_time=1.2))
        scene.play(Change(drawn, growth=1.0, run_time=1.2))
        scene.play(Change(drawn, marked=1.0, run_time=0.5))
        scene.wait(0.8)
