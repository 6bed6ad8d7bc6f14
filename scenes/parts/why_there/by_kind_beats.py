"""Beat: a sum times a sum is a sum of products, first of few: the parts of each word by kind."""

from __future__ import annotations

from manim import LEFT, ORIGIN, RIGHT, VGroup

from attention_scenes.model.answers.score_terms import GROUPS, group_of
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import decimals_that_add
from attention_scenes.scenes.parts.shared.part_names import shown
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair
from attention_scenes.scenes.parts.why_there.side_list import set_in, side_em
from attention_scenes.scenes.parts.why_there.why_places import WhyPlaces

RULE = "$(a + b)(c + d) = a c + a d + b c + b d$"
ROWS = 1.9, 1.42  # em from row to row of the table, in a wide frame and in a tall one
MOST = 6  # decimals, where fewer do not add up


def show_kinds(scene: AttentionScene, pair: ScorePair, places: WhyPlaces) -> None:
    """Show the rule by which a product of sums is a sum, then the score as a table of few numbers that add up."""
    table, count = table_of(scene, pair, min(5.5, places.ledger.width))
    # A tall frame has room for the table alone.
    rule = [scene.label(RULE, 0.9 * side_em(scene), "soft", markup=True)] if scene.layout.is_wide else []
    ledger = set_in(places.ledger, *rule, table, buff=0.55)
    caption = phrased("A sum times a sum is a sum of products: by kind, {count} of them.", count=str(count))
    with scene.beat("kinds", caption, constants(str(count))):
        for part in ledger:
            scene.play(FadeIn(part), run_time=0.7)
        scene.wait(0.6)
    scene.let_go(ledger)


def table_of(scene: AttentionScene, pair: ScorePair, width: float) -> tuple[VGroup, int]:
    """Return the sums by kind, a row for each of the key's kinds and a column for each of the query's, and how many."""
    terms, em, (query, key) = pair.terms, side_em(scene), pair.words
    row_em = ROWS[not scene.layout.is_wide] * em
    here = {group_of(write) for write in terms.writes}
    kinds = [number for number, group in enumerate(GROUPS) if group in here]
    names = {
        "embedding": label_text("embedding"), "head": label_text("heads"), "mlp": label_text("MLPs"),
        "other": label_text("others"),
    }  # fmt: skip
    sums = [[terms.by_group[q, k] for q in kinds] for k in kinds]
    parts = [float(each) for row in sums for each in row]
    decimals = decimals_that_add(parts, float(terms.total), 2, MOST)
    first = 0.26 * width
    step = (width - first) / len(kinds)
    table = VGroup(scene.label(query, em, "query").move_to([first + step * len(kinds) / 2, 0, 0]).stand_on(row_em))
    table.add(scene.label(key, em, "key").move_to(ORIGIN, LEFT).stand_on(0))
    for column, number in enumerate(kinds):
        head = fitted(scene.label(names[GROUPS[number]], 0.8 * em, "soft"), step - 0.12)
        table.add(head.move_to([first + (column + 1) * step, 0, 0], RIGHT).stand_on(0))
    for line, (number, row) in enumerate(zip(kinds, sums, strict=True), start=1):
        name = fitted(scene.label(names[GROUPS[number]], 0.8 * em, "soft"), first - 0.12)
        table.add(name.move_to(ORIGIN, LEFT).stand_on(-row_em * line))
        for column, each in enumerate(row):
            digits = shown(each, decimals, sign=True)
            role = "weight_plus" if float(each) > 0 else "weight_minus"
            cell = fitted(scene.label(digits[0], em, role, numbers=[digits]), step - 0.25)
            table.add(cell.move_to([first + (column + 1) * step, 0, 0], RIGHT).stand_on(-row_em * line))
    total = shown(terms.total, decimals)
    text = label_text("added up: {total}", total=total[0])
    under = scene.label(text, em, "focus", numbers=[total]).move_to([width, 0, 0], RIGHT)
    table.add(under.stand_on(-row_em * (len(kinds) + 1)))
    return table, len(parts)
