"""The picture of the scene: our drawing, the row of words with its arcs in panes, scissors that cut one."""

from __future__ import annotations

from manim import LEFT, RIGHT

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.depth.step_stage import Arc, StepStage, changed
from attention_scenes.scenes.mobjects.illustrations.scissors import Scissors
from attention_scenes.scenes.mobjects.illustrations.two_things import TwoThings
from attention_scenes.scenes.mobjects.stage.pose import Pose
from attention_scenes.scenes.parts.glass_ball.glass_places import GlassPlaces
from attention_scenes.scenes.parts.glass_ball.step_facts import ONE_HEAD, SWAPPED, Number, StepFacts

LOW, HIGH, YAW = 13.0, 24.0, -22.0  # degrees, from which both panes are seen with bars over them, and without
LENGTH = 0.62  # of the scissors' blades, in scene units
Pane = tuple[str, list[Number]]  # its name, and the numbers in that
IT, DIRECT = 0, 1  # arcs of the first picture
ONE, TWO = 0, 1  # and of the second: the steps


def drawing(facts: StepFacts, height: float) -> TwoThings:
    return TwoThings(facts.nouns, facts.adjectives, height)


def told_stage(facts: StepFacts, places: GlassPlaces) -> StepStage:
    """Return the sentence with the arc of the popular story, and that of the last word."""
    at, head, direct = facts.places, facts.told_head, facts.direct_head()
    arcs = [
        Arc(0, at.pronoun, at.nouns[0], facts.weight(head, at.pronoun, at.nouns[0]), "query"),
        Arc(0, at.before, at.adjectives[0], facts.weight(direct, at.before, at.adjectives[0]), "query"),
    ]
    return in_one_row(facts.names(with_last=False), [pane_name(facts, head)], arcs, at.nouns[0], places)


def step_stage(facts: StepFacts, places: GlassPlaces, swapped: bool = False) -> StepStage:
    """Return the sentence with the adjective behind it, and the arcs of both steps in the panes of two layers."""
    at, n = facts.places, int(swapped)
    trace = SWAPPED if swapped else ""
    names, roles = facts.names(with_last=True)
    if swapped:
        for first, second in (at.adjectives, at.nouns):
            roles[first], roles[second] = roles[second], roles[first]
        one, two = at.adjectives
        names[one], names[two] = names[two], names[one]
    arcs = [
        Arc(0, at.nouns[n], at.adjectives[n], facts.weight(facts.writer, at.nouns[n], at.adjectives[n], trace), "key"),
        Arc(1, at.last, at.nouns[n], facts.weight(facts.reader, at.last, at.nouns[n], trace), "query",
            facts.probe("seen", n, ONE_HEAD)),
    ]  # fmt: skip
    panes = [pane_name(facts, facts.writer), pane_name(facts, facts.reader)]
    return in_one_row((names, roles), panes, arcs, at.nouns[n], places)


def in_one_row(
    names: tuple[list[str], list[str]], panes: list[Pane], arcs: list[Arc], carried: int, places: GlassPlaces
) -> StepStage:
    """Return a stage that may be seen in the whole frame, seen from the front in the row's place."""
    low, high = box(places.frame)
    stage = StepStage(*names, panes, arcs, low, high, carried=carried, em=places.em, margin=places.margin)
    stage.stand_at(stage.pose(*box(places.row)))
    return stage


def box(place: Place) -> tuple[tuple[float, float], tuple[float, float]]:
    return (place.left, place.bottom), (place.right, place.top)


def from_above(stage: StepStage, places: GlassPlaces) -> Pose:
    """Return the pose from which both panes fill the frame."""
    return stage.pose(*box(places.whole), HIGH, YAW, 2)


def under_bars(stage: StepStage, places: GlassPlaces) -> Pose:
    """Return the pose from which both panes leave room for bars."""
    return stage.pose(*box(places.panes), LOW if places.bars.top > places.panes.top else HIGH, YAW, 2)


def pane_name(facts: StepFacts, head: tuple[int, int]) -> Pane:
    numbers = [facts.layer_number(head[0]), facts.head_number(head[1])]
    return label_text("layer {layer} · head {head}", layer=head[0], head=head[1]), numbers


def cut_arc(scene: AttentionScene, stage: StepStage, n: int) -> None:
    """Let scissors come, close on the top of an arc, and leave it in two pieces."""
    scissors = Scissors(LENGTH).move_to(stage.top_of(n) + 1.2 * LEFT)
    scene.play(FadeIn(scissors), scissors.animate.shift(0.95 * RIGHT), run_time=0.45)
    cut = Change(stage, **changed(stage, cuts={n: 1.0}, said={n: 0.0}), run_time=0.4)
    scene.play(Change(scissors, opened=0.0, run_time=0.3), cut)
    scene.let_go(scissors)
