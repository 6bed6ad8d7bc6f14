"""Beats: the last thread meets the sky of all tokens; a row of the unembedding times its vector is a token's height."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.charts.unembedding import LogitSum, UnembeddingRows
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.sky.label_places import Box
from attention_scenes.scenes.mobjects.sky.logit_sky import LogitSky, Stars
from attention_scenes.scenes.mobjects.sky.token_cloud import glide
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken
from attention_scenes.scenes.parts.next_token.next_token_places import NextTokenPlaces, beside, places_in
from attention_scenes.scenes.parts.shared.parameter_counts import there

FLAT, LIGHT = 0.3, 1.4  # of a token: where many lie together each gives less
PITCH, TURN = 13.0, 50.0  # degrees above the disc; degrees round while tokens rise
AWAY = 0.4  # share of its size at which the stack ends


@dataclass(frozen=True)
class Logits:
    """Logits shown: the sky, rows of the unembedding, the logits and their heading in the ledger."""

    sky: LogitSky
    rows: UnembeddingRows
    numbers: NumberField
    heading: Mobject
    note: Mobject


def show_sky(scene: AttentionScene, last: LastToken, stack: LayerStack, note: Mobject) -> Logits:
    """Let the last thread meet a row of the unembedding for each token, and each token rise to its logit."""
    at = places_in(scene.layout)
    sky = sky_of(scene, last, at)
    rows, column = unembedding(scene, last, at)
    told = disc_words(scene, last, sky)
    orbit = meet(scene, last, stack, sky, note, [rows, column, told])
    worked = work_out(scene, last, sky, rows, column, at)
    scene.let_go(told)
    return raise_all(scene, last, sky, rows, worked, orbit)


def disc_words(scene: AttentionScene, last: LastToken, sky: LogitSky) -> Group:
    """Name what glows in the middle of the disc, and say below it that places on it mean nothing."""
    word = called(scene.bundle.tokens(), last.index)
    glow = scene.label(label_text("the vector of “{word}”", word=word), 0.32, "focus")
    glow.move_to([*(sky.middle() - [0, 0.42]), 0])
    meant = Lines(label_text("where a token lies on the disc means nothing"), 0.34, 4.2, edge=0)
    meant.move_to([sky.middle()[0] + 0.5, sky.rim_seen()[:, 1].min() - 1.05, 0])  # it is seen more from above at first
    return Group(glow, scene.layout.words.hold(meant))


def sky_of(scene: AttentionScene, last: LastToken, at: NextTokenPlaces) -> LogitSky:
    """Return the sky as it is seen at first: flat, and from a little aside."""
    temperatures, logits = scene.params.temperatures, scene.bundle.arrays["last_logits"].astype(np.float64)
    found = [next_tokens(scene.bundle, temperature=each) for each in temperatures]
    first = last.next.logits[0]
    heights = tuple(
        last.next.logits if each == 1 else (last.next.logits - first) / each + first for each in temperatures
    )
    ids = tuple(token.id for token in last.next.tokens)
    stars = Stars(tuple(last.names), ids, heights, tuple(each.probabilities for each in found))
    place = at.sky
    sky = LogitSky(
        logits, temperatures, temperatures.index(1.0), stars, *place.corners,
        orbit=(0, PITCH, at.distance), center=at.center, room=Box(*astuple(at.stars)),
    )  # fmt: skip
    sky.veil, sky.floor, sky.light = np.array(at.veil), np.array(at.floor), FLAT
    return sky


def unembedding(scene: AttentionScene, last: LastToken, at: NextTokenPlaces) -> tuple[UnembeddingRows, Group]:
    """Return some rows of the unembedding, and × with the last vector behind them."""
    read = [scene.bundle.read("W_U", token.id) for token in last.next.tokens]
    tied = not there(scene.bundle, ("lm_head",))
    rows = UnembeddingRows(
        last.names, read, last.next.others, tied=tied, columns=at.cells, step=at.step, widest=at.names
    )
    left = rows.cells.get_left()[0]
    rows.shift([at.names_left + at.names + 0.15 - left, at.top - rows.ys[0], 0])
    column = VectorColumn(scene.bundle.read("final_norm", last.index), 9, 0.27, decimals=1, note=False)
    column.move_to([at.vector_x, rows.cells.get_y(), 0])
    shown, size = constants("9"), scene.counted("d_model")
    said = label_text("the vector: {shown} of its {size} numbers; none is one token’s own", shown="9", size=size[0])
    em, room = (0.3, 3.3) if scene.layout.is_wide else (0.28, 2.7)
    told = Lines(said, em, min(room, scene.layout.words.right - at.times_x - 0.3), edge=-1, numbers=[*shown, size])
    told.next_to(column, DOWN, buff=0.2).align_to([at.times_x + 0.3, 0, 0], LEFT)
    times = scene.label("×", 0.4, "soft").move_to([at.times_x, rows.cells.get_y(), 0])
    return rows, Group(times, column, told)


def meet(
    scene: AttentionScene, last: LastToken, stack: LayerStack, sky: LogitSky, note: Mobject, ledger: list[Any]
) -> np.ndarray:
    """Fly to where the last thread ends: there all tokens lie round it. Return the orbit to end on."""
    total = scene.counted("n_vocab")
    orbit = sky.orbit.copy()
    sky.orbit = orbit + (-TURN, 6, 0)
    end = np.array([stack.x[-1], 0.0, stack.places.out[-1] + 1.2])
    eye = end + (stack.eye - stack.aim) * AWAY
    flight: dict[str, Any] = {"eye": eye, "aim": end, "center": np.array(sky.center)}
    caption = phrased("The unembedding: a learned row for each of {count} tokens.", count=total[0])
    with scene.beat("unembedding", caption, [total]):
        scene.play(
            Change(stack, run_time=1.7, rate_func=glide, opacities=0.25, **flight),
            FadeIn(sky, run_time=1.7, rate_func=late), FadeOut(note, run_time=0.5),
        )  # fmt: skip
        scene.play(FadeOut(stack, rate_func=early), FadeIn(*ledger, rate_func=late), run_time=0.8)
    return orbit


def work_out(
    scene: AttentionScene, last: LastToken, sky: LogitSky, rows: UnembeddingRows, column: Group, at: NextTokenPlaces
) -> LogitSum:
    """Multiply the likeliest token's row with the vector, product by product, while its star rises."""
    vector, weights = scene.bundle.read("final_norm", last.index), scene.bundle.read("W_U", last.next.tokens[0].id)
    worked = LogitSum(last.names[0], weights, vector, last.next.logits[0])
    worked.align_to([at.sum_left, 0, 0], LEFT).align_to((at.top + 0.17) * UP, UP)
    first = np.eye(len(last.names))[0]
    with scene.beat("logit", "A row times the vector, added up: that token’s logit, its score."):
        scene.let_go(rows.cells, rows.still, column, *rows.names[1:])
        scene.play(FadeIn(worked.factors), Change(sky, rays=first), run_time=0.8)
        scene.play(FadeIn(worked.terms), run_time=0.6)
        scene.play(FadeIn(worked.result), Change(sky, raised=first, named=first), run_time=1.0)
    return worked


def raise_all(
    scene: AttentionScene, last: LastToken, sky: LogitSky, rows: UnembeddingRows, worked: LogitSum,
    orbit: np.ndarray,
) -> Logits:  # fmt: skip
    """Let every token go to its logit; the likeliest are listed."""
    at = places_in(scene.layout)
    ys = at.top + rows.ys - rows.ys[0]
    places = np.column_stack([np.full(len(ys), at.logits_x), ys])
    numbers = NumberField(last.next.logits, places, 0.36, scene.palette.rgba("data_low"), sign=True, align="right")
    heading = scene.label(label_text("logits"), 0.32, "soft").align_to([at.logits_x, 0, 0], RIGHT)
    heading.stand_on(at.top + 0.52)
    below, caption = below_zero(scene, last)
    note = beside(label_text("height: the logit; the place on the disc means nothing"), at)
    with scene.beat("heights", caption, below):
        scene.let_go(worked)
        scene.play(
            Change(sky, layout=1.0, raised=1.0, rays=0.0, light=LIGHT, orbit=orbit, run_time=2.4, rate_func=glide),
            FadeIn(numbers, heading, *rows.names[1:], rate_func=late, run_time=1.8), FadeIn(note, run_time=1.8),
        )  # fmt: skip
        scene.play(Change(sky, named=1.0, run_time=0.5))
    return Logits(sky, rows, numbers, heading, note)


def below_zero(scene: AttentionScene, last: LastToken) -> tuple[list[tuple[str, Reading]], str]:
    """Return what can be said of how high tokens stand."""
    logits = scene.bundle.arrays["last_logits"]
    below = scene.claim(
        "more than nine tokens in ten have a logit below zero",
        bool((logits < 0).mean() > 0.9),
        claim_text("{share} of all", share=f"{float((logits < 0).mean()):.1%}"),
    )
    if below:
        return constants("0"), phrased("So for every token: its height. Nearly all sink below {zero}.", zero="0")
    return [], phrased("So for every token: its height in this sky.")
