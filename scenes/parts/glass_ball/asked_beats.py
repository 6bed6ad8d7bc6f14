"""Beats: one word on, which noun had the adjective? The adjectives change places, and so do the nouns."""

from __future__ import annotations

from typing import Any

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.step_stage import StepStage, changed
from attention_scenes.scenes.mobjects.illustrations.two_things import TwoThings
from attention_scenes.scenes.parts.glass_ball.chance_bars import ChanceBars, appear
from attention_scenes.scenes.parts.glass_ball.glass_picture import step_stage
from attention_scenes.scenes.parts.glass_ball.glass_places import GlassPlaces
from attention_scenes.scenes.parts.glass_ball.step_facts import StepFacts, chance_of, chances

ROW = 1.6  # scene units: these two bars are all there is beside the drawing
ROLES = ("update", "text")  # of the noun that had the adjective, and of the other


def show_asked(
    scene: AttentionScene, facts: StepFacts, places: GlassPlaces, picture: TwoThings, old: list[Any]
) -> tuple[StepStage, ChanceBars]:
    """Put the first adjective behind the sentence: which noun follows?"""
    stage, asked = step_stage(facts, places), facts.probe("asked")
    bars = ChanceBars(scene, places.asked, top_of(facts), 2, ROW)
    rows = [bars.row(noun, asked[0][n], ROLES[n]) for n, noun in enumerate(facts.nouns)]
    right, wrong = chance_of(asked[0][0]), chance_of(asked[0][1])
    end = " ".join([word for word in scene.params.sentence.split() if "{" not in word][-2:])
    what = {"end": end, "word": facts.adjectives[0], "first": facts.nouns[0], "second": facts.nouns[1]}
    caption = phrased("“… {end} {word}”. Which? “{first}” {right}, “{second}” {wrong}.", **what, right=right[0],
                      wrong=wrong[0])  # fmt: skip
    scene.change_provenance(label_text("bars: chance of the next word"))
    with scene.beat("asked", caption, [right, wrong]):
        larger = picture.animate.scale(places.large.height / picture.height).move_to(places.large.at())
        scene.play(*[FadeOut(each) for each in old], FadeIn(stage), larger, run_time=0.8)
        scene.play(Change(stage, **changed(stage, lit={facts.places.last: 1.0})), *appear(*rows), run_time=0.8)
    return stage, bars


def top_of(facts: StepFacts) -> Any:
    """Return the largest chance of a noun in either order: the length of the longest bar."""
    asked = facts.probe("asked").reshape(-1)
    return asked[int(asked.value.argmax())]


def show_swap(
    scene: AttentionScene, facts: StepFacts, places: GlassPlaces, picture: TwoThings, stage: StepStage, bars: ChanceBars
) -> list[Any]:
    """Let the adjectives change places, in the picture and in the sentence; return what stands there then."""
    after, asked = step_stage(facts, places, swapped=True), facts.probe("asked", 1)
    after.lit[facts.places.last] = 1.0
    right, wrong = chance_of(asked[1]), chance_of(asked[0])
    flips = scene.claim(
        "the noun that had the adjective is ahead in both orders",
        facts.flips,
        chances(*facts.probe("asked").reshape(-1)),
    )
    what = {"first": facts.nouns[1], "second": facts.nouns[0], "right": right[0], "wrong": wrong[0]}
    caption = phrased("Words swapped, nouns too: “{first}” {right}, “{second}” {wrong}.", **what)
    if not flips:
        caption = phrased("Words swapped: “{first}” {right}, “{second}” {wrong}.", **what)
    new = ChanceBars(scene, places.asked, top_of(facts), 2, ROW)
    rows = [new.row(noun, asked[n], ROLES[1 - n]) for n, noun in enumerate(facts.nouns)]
    with scene.beat("swap", caption, [right, wrong]):
        scene.play(Change(picture, swapped=1.0), FadeOut(stage), FadeIn(after), run_time=0.8)
        moves = [move for n, row in enumerate(rows) for move in new.collapse(row, facts.probe("asked", 0)[n])]
        scene.play(FadeOut(bars, run_time=0.4), *moves)
    return [picture, after, new]
