"""Beats: the largest parts by name, the same for "start", and another word in the key's place."""

from __future__ import annotations

from manim import DOWN, LEFT, Group, VGroup

from attention_scenes.model.answers.score_terms import ScoreTerms
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, exchange
from attention_scenes.scenes.mobjects.depth.term_wall import TermWall
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.shared.part_names import all_others, how_many, part_name, shown
from attention_scenes.scenes.parts.why_there.opening_beats import box
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair
from attention_scenes.scenes.parts.why_there.side_list import role_by_sign, rows_of, set_in, side_em
from attention_scenes.scenes.parts.why_there.term_beats import largest
from attention_scenes.scenes.parts.why_there.wall_labels import named_rows
from attention_scenes.scenes.parts.why_there.why_places import WhyPlaces

Compared = tuple[str, list[tuple[str, Reading]], tuple[str, Reading], tuple[str, Reading]]  # a part, and both its sums
NAMED = 5  # parts that are named at most
WORTH_NAMING = 0.15  # of the largest part's sum: less is named with all others


def show_largest(scene: AttentionScene, pair: ScorePair, places: WhyPlaces, wall: TermWall) -> Group:
    """Name the key's parts with the largest sums; what they are together with all others is said."""
    terms, (_, key) = pair.terms, pair.words
    best = largest(terms.by_key.value, NAMED)
    alone = scene.claim(
        "one part of the key’s word gives more than half of all that its parts give, signs aside",
        float(terms.key_half) == 1,
        claim_text("the largest gives {part} of {all}", part=f"{float(terms.by_key.value[best[0]]):.3f}",
                   all=f"{float(terms.total):.3f}"),
    )  # fmt: skip
    most, half = shown(terms.by_key[best[0]], sign=True), grouped(terms.key_half)
    name, inside = part_name(scene, terms.writes[best[0]])
    what = {"key": key, "part": name, "most": most[0], "half": half[0]}
    caption = phrased("“{key}”: no single reason. Largest: {part}, {most}.", **what)
    if alone:
        caption = phrased("“{key}”: one part gives most of it, {part}: {most}.", **what)
    found = name_rows(scene, places, wall, terms, best)
    count = grouped(how_many(scene, terms.writes))
    note = scene.note(
        label_text("{half} of {count} parts hold half of all, signs aside", half=half[0], count=count[0]),
        scene.layout.em.word, places.ledger.width, role="text", numbers=[half, count],
    )  # fmt: skip
    fitted(note, places.ledger.width - 0.7)
    note.move_to(
        [places.ledger.left + 0.55 + note.width / 2, places.ledger.bottom + (-0.1 if scene.layout.is_wide else 0.3), 0]
    )
    with scene.beat("largest", caption, [*inside, most]):
        scene.play(FadeIn(found), run_time=1.0)
        scene.play(FadeIn(note), run_time=0.6)
        scene.wait(1.0)
    scene.let_go(found, note)
    return found


def name_rows(scene: AttentionScene, places: WhyPlaces, wall: TermWall, terms: ScoreTerms, rows: list[int]) -> Group:
    """Return names and sums of rows beside the wall, with lines to their bars, and the sum of all others."""
    ledger, em = places.ledger, side_em(scene)
    rows = [row for row in rows if abs(terms.by_key.value[row]) >= WORTH_NAMING * abs(terms.by_key.value[rows[0]])]
    low, top = ledger.bottom + 1.3, ledger.top - 0.25
    if len(rows) == 1 and scene.layout.is_wide:
        low = top = wall.bar_end(rows[0])[1]
    labels, lines = named_rows(scene, wall, rows, terms.by_key, ledger.left + 0.55, top, low)
    if scene.layout.is_tall:
        lines = VGroup()
    if len(rows) == len(terms.writes):
        return Group(lines, labels)
    rest = terms.total
    for row in rows:
        rest = rest - terms.by_key[row]
    others = grouped(how_many(scene, terms.writes) - len(rows))
    digits = shown(rest, sign=True)
    sum_ = scene.label(digits[0], em, "soft", numbers=[digits])
    called_so, counted = all_others(others)
    name = scene.label(called_so, em, "soft", numbers=counted)
    both = VGroup(sum_, name.next_to(sum_, buff=0.35).stand_on(sum_.baseline))
    labels.add(both.align_to(labels, LEFT).align_to([0, low - (0.7 if scene.layout.is_wide else 0.6), 0], DOWN))
    return Group(lines, labels)


def show_start(
    scene: AttentionScene, pair: ScorePair, places: WhyPlaces, wall: TermWall, labels: VGroup
) -> tuple[TermWall | None, VGroup]:
    """Show the wall of the same query's score on the first token, by the same measure of light; none where that is the
    key.
    """
    if pair.start is None:
        return None, labels
    terms = pair.start
    other = TermWall(terms, pair.full, pair.tallest, *box(scene))
    like(other, wall)
    best = largest(terms.by_key.value, NAMED)
    total, most = shown(terms.total, 3), shown(terms.by_key[best[0]], 3)
    name, inside = part_name(scene, terms.writes[best[0]])
    what = {"start": called(pair.tokens, 0), "part": name, "most": most[0], "total": total[0]}
    one = scene.claim(
        "one part of the first token gives more than half of all that its parts give, signs aside",
        float(terms.key_half) == 1,
        claim_text("the largest gives {part} of {all}", part=most[0], all=total[0]),
    )
    caption = phrased("“{start}”: the largest part, {part}, gives {most} of {total}.", **what)
    if one:
        caption = phrased("“{start}”: one row. {part} gives {most} of {total}.", **what)
    found = name_rows(scene, places, other, terms, best)
    renamed = labels[1].copy()
    word = (
        fitted(scene.label(called(pair.tokens, 0), scene.layout.em.word, "key"), 2.2).rotate(1.5707963).move_to(renamed)
    )
    with scene.beat("start", caption, [*inside, most, total]):
        exchanged = [FadeOut(wall), FadeIn(other), *exchange(labels[1], word, 1.4)]
        scene.play(*exchanged, FadeIn(found), Change(other, rise=1.0), run_time=1.4)
        scene.wait(1.8)
    scene.let_go(found)
    return other, VGroup(labels[0], word, labels[2], labels[3])


def like(other: TermWall, wall: TermWall) -> None:
    """Set a wall where another is seen, with the same of it lit."""
    for name in ("eye", "aim", "center", "shown", "rise", "plus", "minus", "tiles", "combs", "by_query", "by_key"):
        value = getattr(wall, name)
        setattr(other, name, value.copy() if hasattr(value, "copy") else value)
    other.longest = wall.longest


def show_other(
    scene: AttentionScene, pair: ScorePair, places: WhyPlaces, walls: tuple[TermWall, TermWall], labels: VGroup
) -> TermWall | None:
    """Put another word into the key's place: what do the parts give that were named?"""
    if pair.instead is None:
        return None
    wall, now = walls
    terms, (_, key), word = pair.instead, pair.words, pair.other_word
    other = TermWall(terms, pair.full, pair.tallest, *box(scene))
    like(other, wall)
    best = largest(pair.terms.by_key.value, NAMED if scene.layout.is_wide else NAMED - 1)
    both = (pair.terms, terms)
    rows: list[Compared] = []
    for row in best:
        name, its = part_name(scene, pair.terms.writes[row])
        was, now_is = (shown(each.by_key[row], sign=True) for each in both)
        rows.append((name, its, was, now_is))
    others = grouped(how_many(scene, terms.writes) - len(best))
    if others[0] != "0":
        was, now_is = (shown(each.total - each.by_key[best].sum(), sign=True) for each in both)
        rows.append((*all_others(others), was, now_is))
    rows.append((label_text("all parts"), [], shown(pair.terms.total), shown(terms.total)))
    ledger = table(scene, places, (key, word), rows)
    part, inside, was, now_gives = rows[0]
    what = {"word": word, "key": key, "part": part, "was": was[0], "now": now_gives[0]}
    caption = phrased("Control: “{word}” for “{key}” gets {now} from {part}, not {was}.", **what)
    named = fitted(scene.label(word, scene.layout.em.word, "key"), 2.2).rotate(1.5707963).move_to(labels[1])
    with scene.beat("control", caption, [*inside, now_gives, was]):
        scene.play(FadeOut(now), FadeIn(other), *exchange(labels[1], named, 1.2), run_time=1.2)
        scene.play(FadeIn(ledger), run_time=0.8)
        scene.wait(1.8)
    scene.let_go(ledger)
    labels.submobjects[1] = named
    return other


def table(scene: AttentionScene, places: WhyPlaces, heads: tuple[str, str], rows: list[Compared]) -> VGroup:
    """Return what the same parts give with the one word and with the other, in two columns."""
    em, width = side_em(scene), min(5.55, places.ledger.width)
    left = rows_of(
        scene, [((name, inside), (one[0], [one]), role_by_sign(one[0])) for name, inside, one, _ in rows],
        width * 0.68, em,
    )  # fmt: skip
    right = rows_of(scene, [(("", []), (two[0], [two]), role_by_sign(two[0])) for _, _, _, two in rows], width, em)
    found = VGroup(*[VGroup(a[0], a[1], b[1]) for a, b in zip(left, right, strict=True)])
    for text, x in zip(heads, (width * 0.68, width), strict=True):
        label = fitted(scene.label(text, em, "key"), 1.6)
        label.move_to([x - label.width / 2, 0, 0]).stand_on(1.75 * em)
        found.add(label)
    return set_in(places.ledger, found)[0]
