"""Beats: static over the name, clean vectors put back one at a time, and where they bring the answer back."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, RIGHT

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.facts.tracing_board import TracingBoard
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.glass_ball.chance_bars import ChanceBars, appear
from attention_scenes.scenes.parts.glass_ball.step_facts import chance_of, chances
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import Angles, MlpPlaces
from attention_scenes.scenes.parts.mlp.recall_beats import clipped


def board_of(facts: FactFacts, places: MlpPlaces) -> TracingBoard:
    """Return the dark map, seen whole."""
    layers = [facts.layer_number(n)[1] for n in range(facts.n_layers)]
    names = [clipped(facts.called(n), 10) for n in range(len(facts.tokens))]
    low, high = places.frame.corners
    board = TracingBoard(
        facts.restored, facts.chance, names, facts.roles(), layers, low, high, noisy=[*facts.name], jump=facts.jump,
        em=places.em, apart=places.apart,
    )  # fmt: skip
    board.rails = 0.0
    board.stand_at(pose_of(board, place_of(facts, places), places.board_at))
    return board


def place_of(facts: FactFacts, places: MlpPlaces) -> Place:
    return places.strip if facts.n_layers < len(facts.tokens) else places.board


def pose_of(board: TracingBoard, place: Place, at: Angles, first: int = 0) -> Pose:
    low, high = place.corners
    return board.seen(low, high, pitch=at[0], yaw=at[1], layers=(first, -1))


def show_static(
    scene: AttentionScene, facts: FactFacts, places: MlpPlaces, old: tuple[TokenRow, ChanceBars]
) -> tuple[TracingBoard, ChanceBars]:
    """Lay the words before the layers, and static over the name: the chance collapses."""
    board, bars = board_of(facts, places), ChanceBars(scene, places.under, facts.chance, 2)
    before, after = chance_of(facts.chance), chance_of(facts.corrupted)
    falls = scene.claim(
        "noise on the name's embeddings takes half of the chance", facts.falls,
        chances(facts.chance, facts.corrupted),
    )  # fmt: skip
    what = {"before": before[0], "after": after[0]}
    caption = phrased("Static over the name, before the first layer: {before} falls to {after}.", **what)
    if not falls:
        caption = phrased("Static over the name, before the first layer: {before}, then {after}.", **what)
    first = bars.row(f"“{clipped(facts.answer)}”", facts.chance, "text")
    second = bars.row(label_text("with static"), facts.corrupted, "key")
    draws = facts.draws
    scene.change_provenance(label_text("noise drawn {count} times, means", count=draws[0]), [draws])
    with scene.beat("static", caption, [before, after]):
        scene.play(*[FadeOut(each, run_time=0.6) for each in old], FadeIn(board), *appear(first), run_time=0.9)
        scene.play(Change(board, static=1.0), *bars.collapse(second, facts.chance), run_time=1.2)
    return board, bars


def show_map(scene: AttentionScene, facts: FactFacts, places: MlpPlaces, board: TracingBoard, bars: ChanceBars) -> None:
    """Put one clean vector back at a time: the cells come layer by layer."""
    caption = phrased("ROME’s test (Meng et al. 2022): one clean vector put back at a time.")
    order = np.repeat(np.arange(facts.n_layers), len(facts.tokens)) / max(facts.n_layers - 1, 1)
    scene.change_provenance(label_text("height: chance of “{word}”", word=clipped(facts.answer)))
    with scene.beat("map", caption):
        scene.wait(0.3)
        scene.play(FadeOut(bars), Change(board, rails=1.0), run_time=0.6)
        grow = Change(board, grown=1.0, delays=order, spread=0.85, run_time=2.6)
        scene.play(grow, Change(board, static=0.45, run_time=2.6))


def show_where(scene: AttentionScene, facts: FactFacts, places: MlpPlaces, board: TracingBoard) -> None:
    """Say where the answer comes back: at which word, from which layer to which, and from where on at the last one."""
    spot = facts.stripe
    scene.claim(
        "a clean vector at a word of the name brings back half of what noise took", spot is not None,
        claim_text("at most {most}", most=chance_of(facts.best_at_name)[0]),
    )  # fmt: skip
    if spot is None:
        most = chance_of(facts.best_at_name)
        caption = phrased("No single vector of the name brings half of it back: {most} at most.", most=most[0])
        numbers: list[Any] = [most]
    else:
        first, last = facts.layer_number(spot.first), facts.layer_number(spot.last)
        numbers = [first, last]
        what: dict[str, str] = {"word": clipped(facts.called(spot.token), 10), "a": first[0], "b": last[0]}
        caption = phrased("It returns at “{word}” in layers {a} to {b}.", **what)
        if spot.first == spot.last:
            caption = phrased("It returns at “{word}” in layer {a} alone.", **what)
        elif (arrives := facts.arrives) is not None:
            layer = facts.layer_number(arrives)
            numbers.append(layer)
            what |= {"end": clipped(facts.called(facts.last), 8), "c": layer[0]}
            caption = phrased("It returns at “{word}” in layers {a} to {b}, from {c} on at “{end}”.", **what)
    note = told_of_rome(scene, places)
    with scene.beat("where", caption, numbers):
        pitch, yaw = places.board_at
        near = pose_of(board, place_of(facts, places), (pitch - 6, yaw - 8))
        scene.play(FadeIn(note, run_time=0.8), CameraFlight(board, near, static=0.0, run_time=2.6))
        scene.wait(0.6)
    scene.let_go(note)


def told_of_rome(scene: AttentionScene, places: MlpPlaces) -> Lines:
    """Return what the authors of ROME found by putting back MLP outputs in a larger model, under the map."""
    place, em = places.under, scene.layout.em.word
    text = label_text("told: in GPT-2 XL, middle MLPs at a name’s last token mediate facts (Meng et al. 2022)")
    note = Lines(text, em, min(place.width, 12.5 * em), "text", edge=1)
    return note.move_to([place.right, place.bottom + 0.1, 0], DOWN + RIGHT)
