"""Beats: the same head at words that are no nouns, and answers while its edges are cut."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased, translated
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, rush
from attention_scenes.scenes.mobjects.facts.falling_curves import FallingCurves
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.learning.place_towers import PlaceTowers
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.training.training_facts import ADJECTIVES, READS, TrainingFacts

HANGS = 0.2  # by how much right answers fall where something hangs on what is cut
BEGUN = 0.4  # of the curves, which stand before the rest comes
NOTHING = 0.05  # by how much they may change where nothing does


def curtains(scene: AttentionScene, facts: TrainingFacts) -> FallingCurves:
    """Return a curtain over the steps of the run each: other words in front, an even spread, nouns at the back."""
    curves = [facts.scores(name, *at) for name, at in (("others", facts.head), ("even", (0,)), ("gather", facts.head))]
    names = [
        label_text("other words → same places"), label_text("if spread evenly"), label_text("nouns → their adjectives"),
    ]  # fmt: skip
    steps = [facts.step(number) for number in range(len(facts.steps))]
    ends = {0, len(steps) - 1, int(np.argmin(np.abs(np.array(facts.steps) - facts.steps[-1] / 2)))}
    ticks = [text if number in ends else "" for number, (text, _) in enumerate(steps)]
    stage, em, wide = scene.layout.stage, scene.layout.em, scene.layout.is_wide
    box = Place(scene.layout.frame.left, stage.bottom, scene.layout.frame.right, scene.layout.frame.top)
    place = Place(stage.left + 0.1, stage.bottom + 0.7, stage.right - 4.6, stage.top - 0.7)
    if not wide:
        place = Place(stage.left + 0.1, stage.bottom + 1.2, stage.right - 2.9, stage.top - 1.4)
    long = (10.0 if wide else 5.0) / max(len(steps) - 1, 1)
    drawn = FallingCurves(
        join([each.reshape(1, -1) for each in curves]), names, ["value", "soft", "focus"], ticks,
        [reading for _, reading in steps], *box.corners, em=1.15 * em.word if wide else em.note, step=long,
        full=4.2 if wide else 6.5,
        along=[step / max(facts.steps[-1], 1) for step in facts.steps],
    )  # fmt: skip
    drawn.stand_at(drawn.seen(*place.corners, pitch=17, yaw=-20 if wide else -14))
    return drawn


def show_words(scene: AttentionScene, facts: TrainingFacts) -> None:
    """Show what nouns give their adjectives, what other words give the same places, and what chance would."""
    gather, others = (facts.score(name, *facts.head) for name in ("gather", "others"))
    digits = [written(float(each)) for each in (gather, others)]
    reader = scene.claim(
        "nouns give their adjectives much more than other words give the same places",
        float(gather) > READS and float(gather) - float(others) > ADJECTIVES,
        claim_text("{one} and {other}", one=digits[0], other=digits[1]),
    )
    caption = phrased("Nouns give their adjectives {one}, other words the same places {other}.", one=digits[0],
                      other=digits[1])  # fmt: skip
    if reader:
        caption = phrased("No mere look back: nouns {one}, other words at the same places {other}.", one=digits[0],
                          other=digits[1])  # fmt: skip
    count = scene.counted("checkpoint_scores.held_out")
    heading = heading_of(
        scene, label_text("mean weight over the steps, {count} sentences never trained", count=count[0]), [count]
    )
    drawn = curtains(scene, facts)
    drawn.grown[:] = BEGUN
    cut_to(scene, drawn, heading)
    with scene.beat("words", caption, [(digits[0], gather), (digits[1], others)]):
        scene.play(Change(drawn, grown=np.ones(3), run_time=2.4, rate_func=rush))
        scene.play(Change(drawn, said=np.ones(3), run_time=0.6))
        scene.wait(0.4)


def show_cuts(scene: AttentionScene, facts: TrainingFacts) -> None:
    """Show right answers while a noun may not look at its adjectives: in this head, in its layer; and other edges."""
    cuts = facts.cuts()
    whole, others, alone, layer = (float(value) for value in cuts.value)
    digits = [written(float(value)) for value in cuts.value]
    hangs = scene.claim(
        "answers hang on the noun’s look at its adjectives in this layer, and not on other edges of it",
        whole - layer > HANGS and whole - others < NOTHING,
        claim_text("{whole}, {others}, {alone}, {layer}", whole=digits[0], others=digits[1], alone=digits[2],
                   layer=digits[3]),
    )  # fmt: skip
    shared, guess = hangs and whole - alone < NOTHING, written(float(facts.guess))
    caption = phrased("Cut what nouns read here: right answers {one} → {other}.", one=digits[0], other=digits[3])
    if shared:
        caption = phrased("Cut in this head alone: still {one}; in all heads of the layer: {other}.", one=digits[2],
                          other=digits[3])  # fmt: skip
        if scene.claim(
            "with that cut in the whole layer fewer answers are right than guessing gets",
            float(digits[3]) < float(guess),  # as both are read
            claim_text("{layer} and {guess}", layer=digits[3], guess=guess),
        ):  # fmt: skip
            caption = phrased("Cut in this head: {one} right; in the whole layer {other}, below guessing.",
                              one=digits[2], other=digits[3])  # fmt: skip
    elif not hangs and whole - layer >= NOTHING and whole - others >= whole - layer:
        caption = phrased("Cut what nouns read here: {one} → {other}; other edges do as much.", one=digits[0],
                          other=digits[3])  # fmt: skip
    elif not hangs and abs(whole - layer) < NOTHING:
        caption = phrased("Cut what nouns read here, and answers stay: {one} → {other}.", one=digits[0],
                          other=digits[3])  # fmt: skip
    first = 2 if shared else 0
    names = [
        label_text("nothing cut"), label_text("other edges"), label_text("in this head"), label_text("in all heads"),
    ]  # fmt: skip
    count = scene.counted("noun_edges.sentences")
    heading = heading_of(
        scene, label_text("right answers, noun → adjectives cut, {count} sentences", count=count[0]),
        [count],
    )  # fmt: skip
    drawn = cut_towers(scene, names, cuts, digits, facts.guess)
    with scene.beat("cuts", caption, [(digits[first], cuts[first]), (digits[3], cuts[3])]):
        scene.add(drawn)
        come = Change(drawn, growth=1.0, named=1.0, run_time=1.8, rate_func=rush)
        scene.play(FadeIn(heading, run_time=0.7), come)
        scene.play(Change(drawn, marked=1.0, run_time=0.5))
        scene.wait(0.4)
    scene.make_way()


def cut_towers(
    scene: AttentionScene, names: list[str], cuts: Reading, digits: list[str], guess: Reading
) -> PlaceTowers:  # fmt: skip
    """Return a tower for each kind of cut, its share at its end, in a pane as high as guessing."""
    stage, em, wide = scene.layout.stage, scene.layout.em, scene.layout.is_wide
    before, low, high, aside = (0.2, 1.25, 1.55, 1.9) if wide else (0.5, 1.5, 3.0, 1.8)
    place = Place(stage.left + before, stage.bottom + low, stage.right - aside, stage.top - high)
    marks = [(0, n, text, cuts[n]) for n, text in enumerate(digits)]
    share = written(float(guess))
    level = Level(guess, label_text("guessing {share}", share=share), digits=share)
    return PlaceTowers(
        [str(translated(name)) for name in names], cuts.reshape(1, -1), 1.0, [["key", "soft", "focus", "value"]],
        *place.corners, height=1.25 if wide else 3.4, em=em.word * (1.2 if wide else 0.9), turn=0.0 if wide else 35.0,
        pitch=13, yaw=-9,
        marks=marks, lit=[(0, 3)], mark_em=em.heading, below=1.2, level=level,
    )  # fmt: skip
