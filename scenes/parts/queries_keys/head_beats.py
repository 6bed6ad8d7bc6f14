"""Beats: two maps serve every word; they are one head of many; one key map serves the query maps of several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Indicate, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, joined, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, late, window
from attention_scenes.scenes.mobjects.query_key.head_board import HeadBoard
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.mobjects.vectors.vector_row import VectorRow
from attention_scenes.scenes.parts.queries_keys.map_beats import KEY, QUERY, MapStage, sharing
from attention_scenes.scenes.parts.queries_keys.map_places import spot
from attention_scenes.scenes.parts.queries_keys.question_places import QuestionPlaces
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def show_all_words(scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces, stage: MapStage) -> Group:
    """Look along the two maps, and beside them at what they make of every word that fits on the screen."""
    words = scene.layout.stage
    room = Place(words.left, words.bottom + 1.3, at.rows_left - 0.35, words.top)
    places = stage.places
    aside = stage.at.aside(stage.maps, stage.places, [QUERY, KEY], room)
    ys = [float(spot(stage.maps, aside, stage.places, plate, 1.0, 0.5)[1]) for plate in (QUERY, KEY)]
    if scene.layout.is_tall:
        room = Place(words.left, at.notes[1] + 0.7, words.right, words.top)
        places = stage.places * (1, 0.5, 1)
        aside, ys = stage.at.pose(stage.maps, places, [QUERY, KEY], room), [at.rows_y, at.rows_y - 3.0]
    rows = [
        VectorRow(focus.tokens, focus.read(letter), role, focus.query, at.rows_width, at.rows_em).at(at.rows_left, y)
        for letter, role, y in zip("qk", ("query", "key"), ys, strict=True)
    ]
    left_out = scene.bundle.count("tokens") - float(len(rows[0].columns))
    more = [grouped(left_out)] if float(left_out) else []
    anew = [label_text("queries and keys: new for each text")]
    anew += [label_text("{count} more tokens", count=n) for n, _ in more]
    note = note_at(scene, at, joined("; ", anew), more)
    flight = CameraFlight(stage.maps, aside, places=places, run_time=1.8)
    with scene.beat("all words", "The same two maps serve every word of the text."):
        scene.make_way(stage.maps)
        scene.play(flight, FadeIn(*rows, note, run_time=2.0, rate_func=window(0.3, 0.5)))
    return show_one_of_many(scene, focus, at, ys, Group(*rows, note))


def note_at(scene: AttentionScene, at: QuestionPlaces, text: str, numbers: Numbers = ()) -> Label | Lines:
    """Return what is said under the vectors of all words."""
    width, em = scene.layout.words.right - at.notes[0], 0.38 if scene.layout.is_wide else 0.3
    return scene.note(text, em, width, role="text", numbers=numbers).move_to([*at.notes, 0], LEFT)


def show_one_of_many(
    scene: AttentionScene, focus: HeadFocus, at: QuestionPlaces, ys: Sequence[float], before: Group
) -> Group:
    """Show the two maps as one pair among those of all heads; return what is seen beside the maps."""
    layers, heads = scene.counted("n_layers"), scene.counted("n_heads")
    many = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads"))
    top, bottom = max(ys) + 0.9, min(ys) - 0.6
    cell = at.rows_width / float(layers[1]), min((top - bottom) / float(heads[1]), 0.5)
    each = round(float(focus.queries_per_key))
    board = HeadBoard(round(float(layers[1])), round(float(heads[1])), cell, (focus.layer, focus.head), each)
    board.move_to([at.rows_left + at.rows_width / 2, (top + bottom) / 2, 0])
    em = scene.layout.em.word
    told = VGroup(
        scene.label(label_text("{count} layers →", count=layers[0]), 1.2 * em, numbers=[layers]),
        scene.label(label_text("{count} heads in each", count=heads[0]), 1.2 * em, numbers=[heads]),
    )
    told.arrange(RIGHT, buff=0.6).next_to(board, UP, buff=0.2, aligned_edge=LEFT)
    learned = note_at(scene, at, label_text("the maps: learned once, the same for every text"))
    caption = phrased("Two such maps are a head: the model has {count} of them.", count=many[0])
    numbers = [many]
    if each > 1:
        keys = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_kv_heads"))
        caption = phrased("Such maps in all heads: {queries} query maps, {keys} key maps.", queries=many[0],
                          keys=keys[0])  # fmt: skip
        numbers = [many, keys]
    with scene.beat("one head", caption, numbers):
        scene.play(FadeOut(before, run_time=0.6), FadeIn(board.others, told, rate_func=late, run_time=1.2))
        scene.play(FadeIn(board.one, learned), run_time=0.8)
        scene.play(Indicate(board.one, scale_factor=1.3, color=None), run_time=0.8)
    return Group(board, told, learned)


def show_sharing(scene: AttentionScene, focus: HeadFocus, stage: MapStage, before: Group) -> None:
    """Put the query maps of all heads that share the key map over it, with the score that each gives the same key."""
    heads = sharing(focus)
    if len(heads) < 2:
        scene.make_way()
        return
    maps, at, count = stage.maps, stage.at, len(heads)
    shelves = at.shelves(count + 1)
    shelves[:, 1] *= 1.45 / count
    others = [head for head in heads if head != focus.head]
    plate_of = {focus.head: QUERY, **{head: KEY + 1 + n for n, head in enumerate(others)}}
    places = stage.places.copy()
    for row, head in enumerate(heads):
        places[plate_of[head]] = shelves[row]
    places[KEY] = shelves[count] - [0, 0.3 * at.apart / count, 0]
    pose = at.pose(maps, places, range(len(maps.plates)), at.beside)
    scores = [scene.bundle.read("raw_scores", focus.layer, head, focus.query, focus.partner) for head in heads]
    told = scores_of(scene, focus, stage, heads, scores, [
        spot(maps, pose, places, plate_of[head], 1.0, 0.5) for head in heads
    ], spot(maps, pose, places, KEY, 1.0, 0.5))  # fmt: skip
    values = [float(score) for score in scores]
    scene.claim(
        "heads that share a key map give the same key different scores",
        max(values) - min(values) > 1,
        claim_text("{low} to {high}", low=written(min(values), 2, sign=True), high=written(max(values), 2, sign=True)),
    )
    several = grouped(focus.queries_per_key)
    caption = phrased("Here {count} query maps share one key map: one key, {count} questions.", count=several[0])
    numbers = [several, several]
    if count < float(focus.queries_per_key):
        caption = phrased("Here {count} query maps share one key map; {shown} of them are drawn.", count=several[0],
                          shown=str(count))  # fmt: skip
        numbers = [several, *constants(str(count))]
    flight = CameraFlight(maps, pose, places=places, swept=1.0, entered=1.0, run_time=1.8)
    with scene.beat("shared keys", caption, numbers):
        scene.wait(0.2)
        gone = FadeOut(before, run_time=0.8)
        scene.play(flight, gone, Change(maps, there=1.0, run_time=1.8), FadeIn(told, run_time=2.2, rate_func=late))
    scene.make_way()


def scores_of(
    scene: AttentionScene, focus: HeadFocus, stage: MapStage, heads: list[int], scores: list[Reading],
    ends: list[np.ndarray], key_end: np.ndarray,
) -> VGroup:  # fmt: skip
    """Return each query map's head and score, at the right of its plate, and the line by which one key meets all."""
    right, em = scene.layout.words.right, scene.layout.em.word
    told, bus = VGroup(), right - 0.1
    for head, score, end in zip(heads, scores, ends, strict=True):
        role = "query" if head == focus.head else "text"
        number = (str(head), scene.bundle.count(f"head.{head}"))
        name = scene.label(label_text("head {head}", head=head), em, role, numbers=[number])
        digits = written(float(score), 2, sign=True)
        label = VGroup(name, scene.label(digits, em, role, numbers=[(digits, score)])).arrange(DOWN, buff=0.12)
        label.move_to([bus - 0.35, end[1], 0], RIGHT)
        told.add(label, Arrow([bus, end[1], 0], [bus - 0.3, end[1], 0], scene.palette.key, 3, head=0.16))
    above = scene.label(label_text("scores"), em, "soft")
    told.add(above.next_to(told[0], UP, buff=0.2).align_to(told[0], RIGHT))
    word = scene.label(label_text("key of “{word}”", word=focus.word(focus.partner)), em, "key")
    fitted(word, 2.6).move_to([right, key_end[1], 0], RIGHT)
    rail = Line([bus, key_end[1] + 0.3, 0], [bus, ends[0][1], 0], stroke_width=3, color=scene.palette.key)
    room = stage.at.beside
    symbols = VGroup(
        *[
            scene.label(scene.map_name(letter), scene.layout.em.heading, role, markup=True).move_to(
                [room.left - 0.2, y, 0], RIGHT
            )
            for letter, role, y in [("Q", "query", end[1]) for end in ends] + [("K", "key", key_end[1])]
        ]
    )
    if scene.layout.is_tall:
        return VGroup(told, word, rail, symbols)
    middle = (ends[0][1] + ends[-1][1]) / 2
    boxes = VGroup(
        TokenBox(focus.word(focus.query), "query", 0.4, 1.6).move_to([stage.at.token_x, middle, 0]),
        TokenBox(focus.word(focus.partner), "key", 0.4, 1.6).move_to([stage.at.token_x, key_end[1], 0]),
    )
    return VGroup(told, word, rail, symbols, boxes)
