"""Beats: every part of one word meets every part of the other, a tile each; nearly all are dark."""

from __future__ import annotations

import numpy as np
from manim import VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.term_wall import HIGHEST, TermWall
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.shared.part_names import how_many, shown, tiles_of
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair
from attention_scenes.scenes.parts.why_there.side_list import hero, rows_of, set_in
from attention_scenes.scenes.parts.why_there.why_places import WhyPlaces

YAW = -30.0  # degrees, of the view from aside
ROUNDING = 4 * float(np.finfo(np.float32).eps)  # of all that is added up, signs aside
CLEAR = 2.0  # times what tossed signs typically leave: then chance is no reason
LOW = 0.5  # of their height, which pillars keep where the wall is read


def steady(t: float) -> float:
    """Ease at the very ends only: layers come at one pace."""
    return t * t * (3 - 2 * t) * 0.3 + 0.7 * t


def aside(pair: ScorePair, places: WhyPlaces) -> Pose:
    """Return the pose from which the wall and its pillars fill the stage."""
    highest = HIGHEST * float(np.abs(pair.terms.terms.value).max()) / pair.tallest
    return TermWall.pose(*places.stage.corners, places.pitch, YAW, highest)


def show_wall(scene: AttentionScene, pair: ScorePair, places: WhyPlaces, wall: TermWall, labels: VGroup) -> None:
    """Light the tiles, from the first parts on, in the order in which the model writes them."""
    side, tiles = grouped(how_many(scene, pair.terms.writes)), tiles_of(scene, pair.terms.writes)
    shade = scene.palette.shades.more
    ledger = set_in(
        places.ledger,
        hero(scene, tiles, label_text("products: {side} × {side}", side=side[0]), inside=("", [side, side])),
        rows_of(scene, [
            ((label_text("larger, {shade}: a larger product", shade=shade), []), ("■", []), "text"),
            ((label_text("adds to the score"), []), ("■", []), "weight_plus"),
            ((label_text("takes away"), []), ("■", []), "weight_minus"),
        ], min(5.2, places.ledger.width)),
    )  # fmt: skip
    caption = phrased("Each part of one meets each part of the other: {tiles} products.", tiles=tiles[0])
    with scene.beat("wall", caption, [tiles]):
        scene.play(FadeIn(ledger, wall, labels, run_time=0.7))
        scene.play(Change(wall, shown=1.0, rise=LOW, rays=0.0, run_time=3.4, rate_func=steady))
    scene.let_go(ledger)


def show_lights(scene: AttentionScene, pair: ScorePair, places: WhyPlaces, wall: TermWall, labels: VGroup) -> None:
    """Tilt the wall: pillars as high as the terms. Half of what they give, signs aside, is in a few of the tiles."""
    half, tiles = grouped(pair.terms.half), tiles_of(scene, pair.terms.writes)
    caption = phrased(
        "Half of what products give, signs aside, is in {half} of {tiles} tiles.", half=half[0], tiles=tiles[0]
    )
    if float(pair.terms.half) == 1:
        caption = phrased("Half of what products give, signs aside, is in one of {tiles} tiles.", tiles=tiles[0])
    numbers = [each for each in (half, tiles) if each[0] in str(caption)]
    with scene.beat("lights", caption, numbers):
        scene.play(FadeOut(labels, run_time=0.5))
        scene.play(CameraFlight(wall, aside(pair, places), rise=1.0, run_time=2.7))
        scene.wait(0.4)


def show_sum(scene: AttentionScene, pair: ScorePair, places: WhyPlaces, wall: TermWall, labels: VGroup) -> None:
    """Add the tiles up, along columns and along rows, into one number: the score itself."""
    total, score = shown(pair.terms.total, 3), shown(pair.score, 3)
    off = pair.terms.total - pair.score
    decimals = 7 if abs(float(off)) < 1e-5 else 5
    off = off if float(off) >= 0 else -off
    difference = shown(off, decimals)
    same = scene.claim(
        "all terms add up to the score, to the last digit shown",
        total[0] == score[0],
        claim_text("{total} and {score}, {off} apart", total=total[0], score=score[0], off=difference[0]),
    )
    rounding = scene.claim(
        "they are no farther apart than rounding to 32 bits can bring them",
        float(off) <= ROUNDING * (float(pair.terms.plus) - float(pair.terms.minus)),
        claim_text("{off} apart", off=difference[0]),
    )
    apart = label_text("difference: rounding") if rounding else label_text("difference")
    count = tiles_of(scene, pair.terms.writes)
    ledger = set_in(
        places.ledger,
        hero(scene, total, label_text("{count} tiles, added up", count=count[0]), inside=("", [count])),
        rows_of(scene, [
            ((label_text("the model’s score"), []), (score[0], [score]), "focus"),
            ((apart, []), (difference[0], [difference]), "soft"),
        ], min(5.2, places.ledger.width)),
    )  # fmt: skip
    caption = phrased("Added up, to the last digit shown, the products are the score: {score}.", score=score[0])
    if not same:
        caption = phrased("Added up, the products come near the score: {score}.", score=score[0])
        if rounding:
            caption = phrased("Added up, the products are the score but for rounding: {score}.", score=score[0])
    with scene.beat("sum", caption, [score]):
        top = wall.pose(*places.wall.corners, *places.lean)
        scene.play(CameraFlight(wall, top, rise=LOW, run_time=2.5))
        scene.play(FadeIn(labels, run_time=0.5), Change(wall, by_query=1.0, by_key=1.0, run_time=1.2))
        scene.play(FadeIn(ledger), run_time=0.7)
        scene.wait(0.3)
    scene.let_go(ledger)


def show_signs(scene: AttentionScene, pair: ScorePair, places: WhyPlaces, wall: TermWall) -> None:
    """Show what adds alone, then what takes away alone: how much of it is left, and what tossed signs would leave."""
    plus, minus, total = shown(pair.terms.plus, sign=True), shown(pair.terms.minus), shown(pair.terms.total)
    toss = shown(pair.terms.by_chance)
    rows = rows_of(scene, [
        ((label_text("tiles that add"), []), (plus[0], [plus]), "weight_plus"),
        ((label_text("tiles that take away"), []), (minus[0], [minus]), "weight_minus"),
        ((label_text("left: the score"), []), (total[0], [total]), "focus"),
        ((label_text("if each sign were tossed, about ±"), []), (toss[0], [toss]), "soft"),
    ], min(5.55, places.ledger.width))  # fmt: skip
    set_in(places.ledger, rows)
    what = {"plus": plus[0], "minus": minus[0], "total": total[0]}
    beyond = scene.claim(
        "what is left of the terms is more than twice what tossed signs typically leave",
        abs(float(pair.terms.total)) > CLEAR * float(pair.terms.by_chance),
        claim_text("{total} against {toss}", total=total[0], toss=toss[0]),
    )
    caption = phrased("{plus} and {minus} leave {total}. Signs tossed at random could, too.", **what)
    if beyond:
        caption = phrased("{plus} and {minus} leave {total}: more than tossed signs would.", **what)
    with scene.beat("signs", caption, [plus, minus, total]):
        scene.play(FadeIn(rows[0]), Change(wall, minus=0.0, by_query=0.0, by_key=0.0), run_time=0.8)
        scene.wait(0.6)
        scene.play(FadeIn(rows[1]), Change(wall, minus=1.0, plus=0.0), run_time=0.8)
        scene.wait(0.6)
        scene.play(FadeIn(rows[2]), Change(wall, plus=1.0, by_query=1.0, by_key=1.0), run_time=0.8)
        scene.play(FadeIn(rows[3]), run_time=0.6)
        scene.wait(0.4)
    scene.let_go(rows)


def largest(values: np.ndarray, count: int) -> list[int]:
    """Return the places of the largest by size, in order."""
    return np.argsort(-np.abs(values), kind="stable")[:count].tolist()
