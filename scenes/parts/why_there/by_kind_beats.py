"""Beat: a sum times a sum is a sum of products, first of few: the parts of each word by kind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import LEFT, Rectangle, VGroup

from attention_scenes.model.answers.score_terms import GROUPS, group_of
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.term_wall import TermWall
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import decimals_as_added
from attention_scenes.scenes.mobjects.text.rounded_note import rounded_note
from attention_scenes.scenes.parts.shared.part_names import shown
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair
from attention_scenes.scenes.parts.why_there.side_list import hero, role_by_sign, set_in, side_em, told_of_norm
from attention_scenes.scenes.parts.why_there.why_places import WhyPlaces

RULE = "$(a + b)(c + d)$", "$= a c + a d + b c + b d$"
HEADS, NAMES = 0.22, 0.24  # of the table's height for names over it, of its width for those beside it
LEAST, RANGE = 0.12, 0.6  # opacity of a cell of 0, and what the largest has more
MOST = 6  # decimals, where fewer do not add up


def show_kinds(scene: AttentionScene, pair: ScorePair, places: WhyPlaces, wall: TermWall, labels: VGroup) -> None:
    """Show the rule by which a product of sums is a sum, then the score as few numbers that add up."""
    table, decimals, count, adds = table_of(scene, pair, places.kinds)
    total = shown(pair.terms.total, decimals)
    # A tall frame has room for the table alone, and below it for what a wide one tells beside the parts.
    rule = [scene.label(part, 1.2 * side_em(scene), "text", markup=True) for part in RULE * scene.layout.is_wide]
    normed = told_of_norm(scene, places.total) * (not scene.layout.is_wide)
    rounded = rounded_note(adds, side_em(scene), places.total.width, edge=-1)
    large = hero(scene, total, label_text("added up: the score"), "focus")
    ledger = set_in(places.total, *normed, *rule, *rounded, large, buff=0.45)
    caption = phrased("A sum times a sum is a sum of products: by kind, {count} of them.", count=str(count))
    with scene.beat("kinds", caption, constants(str(count))):
        gone = [FadeOut(each) for each in (wall, labels)]
        scene.play(*gone, FadeIn(table), *[FadeIn(each) for each in ledger[:-1]], run_time=1.0)
        scene.wait(0.4)
        scene.play(FadeIn(ledger[-1]), run_time=0.7)
        scene.wait(0.6)
    scene.let_go(ledger, table)


class KindTable(NamedTuple):
    """The sums by kind as cells, their decimals, how many there are, and whether they add up as they are written."""

    cells: VGroup
    decimals: int
    how_many: int
    adds: bool


def table_of(scene: AttentionScene, pair: ScorePair, place: Place) -> KindTable:
    """Return the sums by kind: a row for each of the key's kinds and a column for each of the query's."""
    terms, em, (query, key) = pair.terms, side_em(scene), pair.words
    here = {group_of(write) for write in terms.writes}
    kinds = [number for number, group in enumerate(GROUPS) if group in here]
    names = {
        "embedding": label_text("embedding"), "head": label_text("heads"), "mlp": label_text("MLPs"),
        "other": label_text("others"),
    }  # fmt: skip
    sums = [[terms.by_group[q, k] for q in kinds] for k in kinds]
    parts = [float(each) for row in sums for each in row]
    decimals, adds = decimals_as_added(parts, float(terms.total), 2, MOST)
    most = max(map(abs, parts)) or 1.0
    first, over = NAMES * place.width, HEADS * place.height
    step, tall = (place.width - first) / len(kinds), (place.height - over) / len(kinds)
    xs = place.left + first + step * (np.arange(len(kinds)) + 0.5)
    ys = place.top - over - tall * (np.arange(len(kinds)) + 0.5)
    table = VGroup(
        fitted(scene.label(query, 1.1 * em, "query"), step * len(kinds))
        .move_to([xs.mean(), 0, 0])
        .stand_on(place.top - 0.3 * over),
        fitted(scene.label(key, 1.1 * em, "key"), first - 0.2)
        .move_to([place.left, 0, 0], LEFT)
        .stand_on(place.top - 0.85 * over),
    )
    for x, y, number in zip(xs, ys, kinds, strict=True):
        above = fitted(scene.label(names[GROUPS[number]], em, "text"), step - 0.15)
        beside = fitted(scene.label(names[GROUPS[number]], em, "text"), first - 0.15)
        table.add(above.move_to([x, 0, 0]).stand_on(place.top - 0.85 * over))
        table.add(beside.move_to([place.left, y, 0], LEFT))
    for y, row in zip(ys, sums, strict=True):
        for x, each in zip(xs, row, strict=True):
            digits = shown(each, decimals, sign=True)
            color = getattr(scene.palette, role_by_sign(digits[0]))
            cell = Rectangle(width=step - 0.1, height=tall - 0.1, stroke_width=1.5, stroke_color=color)
            cell.set_fill(color, LEAST + RANGE * abs(float(each)) / most).move_to([x, y, 0])
            table.add(
                cell, fitted(scene.label(digits[0], 1.3 * em, "text", numbers=[digits]), step - 0.3).move_to(cell)
            )
    return KindTable(table, decimals, len(parts), adds)
