"""Beat: the arc from the last word to the name, cut in one layer, in its neighbours, and to other words instead."""

from __future__ import annotations

from manim import LEFT, RIGHT, UP

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.facts.tracing_board import TracingBoard
from attention_scenes.scenes.mobjects.illustrations.scissors import Scissors
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.glass_ball.chance_bars import ChanceBars, appear
from attention_scenes.scenes.parts.glass_ball.step_facts import chance_of, chances
from attention_scenes.scenes.parts.mlp.board_beats import pose_of
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.recall_beats import clipped

LENGTH = 0.62  # of the scissors' blades, in scene units


def show_edge(scene: AttentionScene, facts: FactFacts, places: MlpPlaces, board: TracingBoard) -> None:
    """Cut the last word's arcs to the name in one layer alone; beside it, in both neighbours and to other words."""
    if not facts.has_edge:
        return
    layer, word = facts.layer_number(facts.carrier), clipped(facts.called(facts.last), 8)
    after = chance_of(facts.edge_cut)
    one = scene.claim(
        "cutting the last word's arcs to the name in one layer takes half; its neighbours, or other words, do not",
        facts.carries, chances(facts.chance, facts.edge_cut, *facts.neighbours, facts.other_cut),
    )  # fmt: skip
    what = {"word": word, "layer": layer[0], "after": after[0]}
    caption = phrased("Layer {layer} carries it: “{word}” reads the name there. Cut: {after}.", **what)
    if not one:
        caption = phrased("“{word}” cut from the name in layer {layer}, where most goes: {after}.", **what)
    bars = ChanceBars(scene, places.ledger, facts.chance, 3 + len(facts.neighbours))
    first = bars.row(f"“{clipped(facts.answer)}”", facts.chance, "text")
    cut = bars.row(label_text("cut in layer {layer}", layer=layer[0]), facts.edge_cut, "key", (layer,))
    rest = []
    for number, reading in zip(map(facts.layer_number, facts.beside), facts.neighbours, strict=True):
        rest.append(bars.row(label_text("cut in layer {layer}", layer=number[0]), reading, "soft", (number,)))
    rest.append(bars.row(label_text("cut other words instead"), facts.other_cut, "soft"))
    start = max(0, facts.carrier - places.back)
    near = pose_of(board, places.near, places.near_at, start)
    heading = heading_over(scene, facts, places)
    scene.change_provenance(label_text("cut: every head’s arc to the name, in one layer alone"))
    with scene.beat("edge", caption, [layer, after]):
        if start:  # names would fly into the caption
            scene.play(Change(board, said=0.0), run_time=0.4)
        scene.play(CameraFlight(board, near, run_time=2.5), FadeIn(heading), *appear(first))
        scene.play(Change(board, reached=1.0), run_time=0.5)
        cut_jump(scene, board)
        scene.play(*bars.collapse(cut, facts.chance), run_time=0.7)
        scene.play(*[move for row in rest for move in bars.collapse(row, facts.chance)], run_time=0.8)
    scene.make_way()


def heading_over(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> Lines:
    """Return which arc it is, over the map, and how much is read: the weight of the head that reads most."""
    assert facts.jump is not None
    digits = written(float(facts.jump.weight))
    what = {"word": clipped(facts.called(facts.last), 8), "name": clipped(facts.subject, 16), "weight": digits}
    text = label_text("the arc: “{word}” reads “{name}”, weight {weight} in one head", **what)
    heading = Lines(text, scene.layout.em.heading, places.heading.width, "key", edge=-1,
                    numbers=[(digits, facts.jump.weight)])  # fmt: skip
    return heading.move_to(places.heading.at(UP + LEFT), UP + LEFT)


def cut_jump(scene: AttentionScene, board: TracingBoard) -> None:
    """Let scissors come, close on the top of the arc, and leave it in two pieces."""
    top = board.place(board.top_of_jump())[0]
    scissors = Scissors(LENGTH).move_to(top + 1.2 * LEFT)
    scene.play(FadeIn(scissors), scissors.animate.shift(0.95 * RIGHT), run_time=0.45)
    scene.play(Change(scissors, opened=0.0, run_time=0.3), Change(board, cut=1.0, run_time=0.4))
    scene.let_go(scissors)
