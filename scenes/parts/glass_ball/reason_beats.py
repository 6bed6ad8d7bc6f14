"""Beats: what the second step's score is made of; both steps in other sentences; why one layer is not enough."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT

from attention_scenes.model.answers.score_terms import score_terms
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.step_stage import StepStage, changed
from attention_scenes.scenes.mobjects.marks.lead_bars import LeadBars
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.glass_ball.chance_bars import ChanceBars
from attention_scenes.scenes.parts.glass_ball.glass_picture import ONE, TWO, cut_arc, from_above
from attention_scenes.scenes.parts.glass_ball.glass_places import GlassPlaces
from attention_scenes.scenes.parts.glass_ball.step_facts import AS_IS, ONE_HEAD, OTHER_NOUN, SPLIT, StepFacts
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.part_names import part_name

SHOWN = 2  # parts of the score, those first that put the right noun ahead most


def show_split(
    scene: AttentionScene, facts: StepFacts, places: GlassPlaces, stage: StepStage, old: ChanceBars
) -> ChanceBars:
    """Split the second step's score: by how much each part that was written before puts the right noun ahead."""
    if not facts.reads:
        return old
    at = facts.places
    right, wrong = (score_terms(scene.bundle, at.last, noun, SPLIT) for noun in at.nouns)
    lead = right.by_key - wrong.by_key
    total = right.total - wrong.total
    order = np.argsort(-lead.value, kind="stable")[:SHOWN].tolist()
    bars = ChanceBars(scene, places.bars, largest(total, lead), SHOWN + 2)
    name = label_text("lead in the score")
    rows, rest = [bars.row(name, total, "query", number=signed(total))], total
    for n in order:
        what, numbers = part_name(scene, right.writes[n])
        if right.writes[n].kind == "head":
            what = label_text("layer {layer} · head {head}", layer=right.writes[n].layer, head=right.writes[n].head)
        role = "value" if float(lead[n]) < 0 else "update" if right.writes[n].layer == facts.writer[0] else "soft"
        rows.append(bars.row(what, lead[n], role, tuple(numbers), signed(lead[n])))
        rest = rest - lead[n]
    rows.append(bars.row(label_text("all other parts"), rest, "soft" if float(rest) >= 0 else "value",
                         number=signed(rest)))  # fmt: skip
    writes = [right.writes[n] for n in order]
    from_one = {write.kind for write in writes if write.layer == facts.writer[0]} == {"head", "mlp"}
    ahead = all(float(lead[n]) > 0 for n in order)
    same = scene.claim(
        "the two parts that put the right noun ahead most are the first step’s head and its layer’s MLP",
        ahead and from_one and any((w.layer, w.head) == facts.writer for w in writes),
        claim_text("{first} and {second}", first=signed(lead[order[0]])[0], second=signed(lead[order[1]])[0]),
    )
    layer, head = facts.layer_number(facts.writer[0]), facts.head_number(facts.writer[1])
    caption = phrased(
        "Step two finds what head {head} of layer {layer} and its MLP wrote.", layer=layer[0], head=head[0]
    )
    if not same:
        caption = phrased("The second step’s score, by its largest parts.")
    scene.change_provenance(label_text("score by parts, norms held as measured"))
    with scene.beat("split", caption, [layer, head] if same else []):
        whole = changed(stage, cuts={TWO: 0.0})
        scene.play(FadeOut(old), Change(stage, **whole), FadeIn(rows[0]), run_time=0.6)
        for row in rows[1:]:
            scene.play(FadeIn(row), run_time=0.4)
    return bars


def largest(total: Reading, lead: Reading) -> Reading:
    most = lead[int(np.abs(lead.value).argmax())]
    return max((total, most), key=lambda reading: abs(float(reading)))


def signed(number: Reading) -> tuple[str, Reading]:
    return written(float(number), 2, sign=True), number


def show_others(scene: AttentionScene, facts: StepFacts, places: GlassPlaces, gone: list[Any]) -> list[Any]:
    """Count other sentences: is the right noun ahead, as it is, with its arc cut, with the other noun's arc cut?"""
    won, ahead = facts.probe("won"), facts.probe("right") - facts.probe("wrong")
    count = scene.counted("two_step.others")
    place, texts = places.chart, (label_text("as it is"), label_text("step one cut"), label_text("other noun cut"))
    step = (place.height + 0.4) / 3
    roles = np.where(ahead.value[..., None] > 0, scene.palette.rgba("update"), scene.palette.rgba("value"))
    names = 3.0 if scene.layout.is_wide else 0.1
    unit = (0.44 if scene.layout.is_wide else 0.36) * step
    chart = LeadBars(ahead, roles, [], width=place.width - names - 1.7, step=step, unit=unit)
    chart.shift([place.left + names, place.top - 0.5 * step + 0.2, 0])
    rows = []
    for n, text in enumerate(texts):
        y = place.top - (n + 0.5) * step + 0.2
        up = 0.0 if scene.layout.is_wide else 0.5 * step - 0.1
        number = grouped(won[n])
        name = scene.label(text, 1.2 * scene.layout.em.word, "soft").move_to([place.left, y + up, 0], LEFT)
        large = scene.label(number[0], scene.layout.em.hero * 0.85, "text", numbers=[number])
        rows.append((name, large.move_to([chart.get_right()[0] + 0.9, y, 0])))
    best, cut = grouped(won[0]), grouped(won[1])
    fewer = scene.claim(
        "in other sentences the right noun is ahead more often than with its arc cut, and in three of four",
        float(won[0]) > float(won[1]) and float(won[0]) >= 0.75 * float(count[1]),
        claim_text("{best}, then {cut}, of {count}", best=best[0], cut=cut[0], count=count[0]),
    )
    what = {"count": count[0], "best": best[0], "cut": cut[0]}
    caption = phrased("{count} other sentences: right in {best}. With step one cut, in {cut}.", **what)
    if coin_toss(float(won[1]), float(count[1])):
        caption = phrased("{count} others: right in {best}. Step one cut: {cut}, near a coin toss.", **what)
    if not fewer:
        caption = phrased("{count} other sentences: right in {best}; cut, in {cut}.", **what)
    scene.change_provenance(label_text("a bar: a sentence; up: the right noun is ahead"))
    with scene.beat("others", caption, [count, best, cut]):
        grow = Change(chart, reached=float(ahead.shape[1]), rate_func=lambda t: t, run_time=1.5)
        names = FadeIn(chart, *[name for name, _ in rows], run_time=0.5)
        scene.play(*[FadeOut(thing, run_time=1.2) for thing in gone], names, grow)
        scene.play(*[FadeIn(large) for _, large in rows], run_time=0.4)
    return [chart, *[each for row in rows for each in row]]


def coin_toss(right: float, count: float) -> bool:
    """Return whether so many of two ways are within what tosses of a coin give in 19 of 20 tries."""
    return abs(right - count / 2) <= 0.98 * count**0.5


def show_end(scene: AttentionScene, facts: StepFacts, places: GlassPlaces, stage: StepStage, gone: list[Any]) -> None:
    """Both steps once more; the first is cut, and the second’s arc thins: it needs what the other wrote."""
    seen = facts.probe("seen", 0)
    before, after = ((written(float(weight)), weight) for weight in (seen[AS_IS], seen[ONE_HEAD]))
    needs = scene.claim(
        "with the first step cut in its head the second step’s weight is less than half, and not with the other noun’s",
        facts.passes_on,
        claim_text("{before}, then {after}; {other}", before=before[0], after=after[0],
                   other=written(float(seen[OTHER_NOUN]))),
    )  # fmt: skip
    caption = phrased("Step one cut, step two’s weight falls: {before} to {after}. It takes two.", before=before[0],
                      after=after[0])  # fmt: skip
    numbers = [before, after]
    if not (caption_holds := needs and facts.both):
        caption, numbers = phrased("Here two steps are not found: arcs alone prove nothing."), []
    stage.growth[:], stage.cuts[:], stage.said[:], stage.lift = 1.0, 0.0, 1.0, 1.0
    stage.stand_at(from_above(stage, places))
    scene.change_provenance()
    cut_to(scene, stage, gone=gone)
    with scene.beat("end", caption, numbers):
        if caption_holds:
            cut_arc(scene, stage, ONE)
            scene.play(Change(stage, **changed(stage, fallen={TWO: 1.0}), lift=0.0), FadeIn(told_of_depth(scene)),
                       run_time=1.2)  # fmt: skip


def told_of_depth(scene: AttentionScene) -> Lines:
    """Return what two steps take: layers one after the other."""
    layout, em = scene.layout, scene.layout.em
    text = label_text("two steps need two layers in turn: depth is room for them")
    if layout.is_wide:
        place = layout.stage.at(DOWN + RIGHT, up=0.3)
        return Lines(text, 0.36, layout.stage.width, edge=1).move_to(place, DOWN + RIGHT)
    return Lines(text, em.word, layout.stage.width).move_to(layout.stage.at(DOWN, up=0.1), DOWN)
