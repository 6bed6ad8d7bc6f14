"""Beats: two learned maps on shelves in space make a query and a key; multiply and add is all they do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from manim import DOWN, LEFT, RIGHT, Animation, Group, VGroup, linear

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, window
from attention_scenes.scenes.mobjects.illustrations.pictures import Bubble
from attention_scenes.scenes.mobjects.query_key.learned_maps import LearnedMaps
from attention_scenes.scenes.mobjects.query_key.map_plate import MapPlate
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose, glide
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import product
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.queries_keys.map_places import MapPlaces, seen
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.shared.query_key_beats import spoken_words

QUERY, KEY = 0, 1  # plates: the head's two maps; query maps of other heads behind them
SWEEP = 1.4  # seconds that the multiplication takes, row by row
Kind = Literal["query", "key"]


@dataclass
class Side:
    """What belongs to one plate: a token, the column that enters, the one that comes out, the map's name."""

    box: TokenBox
    into: VectorColumn
    out: VectorColumn
    symbol: VGroup
    speech: Group

    @property
    def all(self) -> Group:
        return Group(self.box, self.into, self.out, self.symbol, self.speech)


@dataclass
class MapStage:
    """The plates, and what stands around the head's two."""

    maps: LearnedMaps
    at: MapPlaces
    places: np.ndarray
    sides: dict[Kind, Side] = field(default_factory=dict)


def show_maps(scene: AttentionScene, focus: HeadFocus) -> MapStage:
    """Turn one word into a query, another into a key, each by a learned map; all of it stays."""
    stage = map_stage(scene, focus)
    maps, at = stage.maps, stage.at
    one = at.near(maps, stage.places, QUERY)
    stage.maps.stand_at(one)
    query = stage.sides["query"] = side_of(scene, focus, stage, "query", one)
    size = scene.counted("d_head")
    word, answers = focus.word(focus.query), focus.word(focus.partner)
    caption = phrased(
        "Multiply and add, no bend: “{word}” becomes a query of {count} numbers.", word=word, count=size[0]
    )
    notes = told_of_drawing(scene, stage, one)
    worked = first_row(scene, focus, stage, one)
    scene.add(maps)
    with scene.beat("query", caption, [size]):
        enter = Change(maps, there=only(maps, QUERY), entered=only(maps, QUERY), run_time=0.8)
        scene.play(FadeIn(query.box, query.into, query.symbol, notes), enter)
        scene.play(FadeIn(worked, run_time=0.6), *multiply(stage, "query"))
        scene.play(FadeIn(query.speech), run_time=0.4)
    two = at.pose(maps, stage.places, [QUERY, KEY])
    key = stage.sides["key"] = side_of(scene, focus, stage, "key", two)
    above = side_of(scene, focus, stage, "query", two)
    with scene.beat("key", phrased("Another learned map turns “{word}” into a key.", word=answers)):
        flight = CameraFlight(maps, two, run_time=1.8)
        both = only(maps, QUERY, KEY)
        come = [
            Change(maps, there=both, entered=both, run_time=1.8, rate_func=window(0.1, 0.6)),
            FadeIn(key.box, key.into, key.symbol, run_time=1.8, rate_func=window(0.35, 0.5)),
            FadeOut(worked, notes, run_time=1.8, rate_func=window(0.0, 0.3)),
        ]
        moved = zip(query.all, above.all, strict=True)
        scene.wait(0.2)
        scene.play(
            flight,
            *[own.animate(run_time=1.8, rate_func=glide).move_to(then) for own, then in moved],
            *come,
        )
        scene.play(*multiply(stage, "key"), FadeIn(key.speech, run_time=0.6))
    return stage


def only(maps: LearnedMaps, *plates: int) -> np.ndarray:
    """Return 1 for some of the plates, and 0 for all others."""
    found = np.zeros(len(maps.there))
    found[list(plates)] = 1
    return found


def map_stage(scene: AttentionScene, focus: HeadFocus) -> MapStage:
    """Return the head's two maps, and behind them the query maps of the other heads that share its key map."""
    bundle, at = scene.bundle, MapPlaces.of(scene.layout)
    entering = {n: bundle.read("attn_in", focus.layer, n) for n in (focus.query, focus.partner)}
    plates = [plate_of(focus, "query", focus.head, entering[focus.query])]
    plates.append(plate_of(focus, "key", focus.kv_head, entering[focus.partner]))
    plates += [plate_of(focus, "query", head, entering[focus.query]) for head in sharing(focus) if head != focus.head]
    maps = LearnedMaps(plates, *at.box)
    maps.places = at.shelves(len(plates))
    return MapStage(maps, at, maps.places)


def sharing(focus: HeadFocus) -> list[int]:
    """Return the query heads that use the head's key map, itself among them: four of them at most."""
    each = round(float(focus.queries_per_key))
    heads = list(range(focus.kv_head * each, (focus.kv_head + 1) * each))
    first = min(max(focus.head - heads[0] - 3, 0), max(each - 4, 0))
    return heads[first : first + 4]


def plate_of(focus: HeadFocus, kind: Kind, head: int, entering: Reading) -> MapPlate:
    letter, index = ("Q", focus.query) if kind == "query" else ("K", focus.partner)
    weights = focus.bundle.read(f"W_{letter}", focus.layer, head)
    result = focus.bundle.read(letter.lower(), focus.layer, head, index)
    return MapPlate(weights, entering, result, kind)


def side_of(scene: AttentionScene, focus: HeadFocus, stage: MapStage, kind: Kind, pose: Pose) -> Side:
    """Return what stands around a plate when it is seen from a pose."""
    at, maps = stage.at, stage.maps
    plate, index = (QUERY, focus.query) if kind == "query" else (KEY, focus.partner)
    room = seen(maps, pose, stage.places, plate)
    y, over = float(room.at()[1]), room.top + at.up
    letter = "Q" if kind == "query" else "K"
    box = TokenBox(focus.word(index), kind, 0.4, 1.6)
    into = VectorColumn(scene.bundle.read("attn_in", focus.layer, index), 6, at.em)
    out = VectorColumn(focus.read(letter.lower())[index], 6, at.em, kind, decimals=2)
    tall = bool(at.below)
    beside = room.bottom - at.below - into.frame.height / 2 if tall else y
    for column, x in ((into, at.into_x), (out, at.out_x)):
        column.shift([x - column.frame.get_x(), beside - column.frame.get_y(), 0])
    box.move_to([at.token_x, beside + 0.7 if tall else y, 0])
    name = scene.label(scene.map_name(letter), scene.layout.em.heading, kind, markup=True)
    shape, numbers = product(scene.bundle.count("d_head"), scene.bundle.count("d_model"))
    told = scene.label(shape, 0.32, "soft", numbers=numbers)
    symbol = VGroup(name, told.next_to(name, RIGHT, buff=0.25).stand_on(name.baseline))
    question, answer = spoken_words(focus)
    speech = Bubble(question if kind == "query" else answer, kind, 0.34, at.wrapped)
    symbol.move_to([at.room.left, over, 0], LEFT)
    speech.move_to([at.room.right, room.top + 0.02, 0], DOWN + RIGHT)
    if tall:
        speech.move_to([at.token_x, beside - 0.45, 0])
    return Side(box, into, out, symbol, speech)


def multiply(stage: MapStage, kind: Kind) -> list[Animation]:
    """Return the animations in which row after row of the map makes a number of the result."""
    maps, out = stage.maps, stage.sides[kind].out
    around = Group(out.frame, out.dots, *([out.note] if out.note else []))
    swept = np.maximum(maps.swept, only(maps, QUERY if kind == "query" else KEY))
    return [
        FadeIn(around, run_time=0.4),
        out.arrive(SWEEP),
        Change(maps, swept=swept, run_time=SWEEP, rate_func=linear),
    ]


def told_of_drawing(scene: AttentionScene, stage: MapStage, pose: Pose) -> VGroup:
    """Return what the tiles are, under the plate."""
    down, across = stage.maps.plates[QUERY].every
    notes = [scene.label(label_text("learned: blue +, orange −"), 0.3, "soft")]
    if down * across > 1:
        text = label_text("one number in {every} is drawn", every=down * across)
        notes.append(scene.label(text, 0.3, "soft", numbers=constants(str(down * across))))
    wide = scene.layout.is_wide
    told = fitted(VGroup(*notes).arrange(RIGHT, buff=0.5), scene.layout.words.width - 0.2)
    return told.move_to([stage.at.room.at()[0] if wide else 0.0, lowest(scene, stage, pose) - 0.35, 0])


def lowest(scene: AttentionScene, stage: MapStage, pose: Pose) -> float:
    """Return the lower end of the query's plate, or of its columns where these go further down."""
    low = seen(stage.maps, pose, stage.places, QUERY).bottom
    return low if scene.layout.is_wide else min(low, float(stage.sides["query"].into.get_bottom()[1]))


def first_row(scene: AttentionScene, focus: HeadFocus, stage: MapStage, pose: Pose) -> VGroup:
    """Return the first number of the query worked through: two products, the sum of the others, the result."""
    row = scene.bundle.read("W_Q", focus.layer, focus.head, 0)
    column, result = scene.bundle.read("attn_in", focus.layer, focus.query), focus.read("q")[focus.query, 0]
    one, two = 0, 1  # both stand at the top of the column
    rest = result - row[one] * column[one] - row[two] * column[two]
    more = scene.bundle.count("d_model") - 2.0
    readings = (row[one], column[one], row[two], column[two], rest, result)
    texts = [written(float(v), 2, sign=True) for v in readings]
    count = f"{round(float(more)):,}"
    biased = "q" in scene.bundle.meta["biased"]
    text = label_text(
        "first row × column: {a} × {b}, {c} × {d}, {count} more and a bias {rest}; together {result}" if biased else
        "first row × column: {a} × {b}, {c} × {d}, {count} more {rest}; together {result}",
        a=texts[0], b=texts[1], c=texts[2], d=texts[3], count=count, rest=texts[4], result=texts[5],
    )  # fmt: skip
    numbers = [*zip(texts, readings, strict=True), (count, more)]
    layout = scene.layout
    em, width = 0.34 if layout.is_wide else 0.3, layout.words.width - 0.6
    line = scene.note(text, em, width, 0, role="text", numbers=numbers)
    told = VGroup(fitted(line, layout.words.width - 0.4))
    if layout.is_wide:  # elsewhere the product takes the room
        told.add(scene.label(label_text("what bends: the norm before, the softmax after"), em))
    least = layout.stage.bottom + (0.6 if layout.is_wide else 0.35)
    y = max(lowest(scene, stage, pose) - (1.1 if layout.is_wide else 1.05), least)
    return told.arrange(DOWN, buff=0.16).move_to([0, y, 0])
