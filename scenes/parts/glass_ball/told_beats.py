"""Beats: the popular arc from the pronoun to its noun, that little hangs on it, and what the last word reads."""

from __future__ import annotations

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.step_stage import StepStage, changed
from attention_scenes.scenes.mobjects.illustrations.two_things import TwoThings
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.glass_ball.chance_bars import ChanceBars, appear
from attention_scenes.scenes.parts.glass_ball.glass_picture import DIRECT, IT, cut_arc, drawing, told_stage
from attention_scenes.scenes.parts.glass_ball.glass_places import GlassPlaces
from attention_scenes.scenes.parts.glass_ball.step_facts import CLEARLY, HARDLY, StepFacts, chance_of, chances, longest

READS = 0.1  # of a weight: below, no arc is to be seen


def show_sentence(scene: AttentionScene, facts: StepFacts, places: GlassPlaces) -> tuple[TwoThings, TokenRow]:
    """Show the sentence as tokens, and what it tells as our drawing."""
    stage = scene.layout.stage
    row = TokenRow(scene.bundle.tokens()[: facts.places.before + 1], 0.5, width=stage.width)
    row.move_to(stage.at(up=-1.75 if scene.layout.is_wide else -2.4))
    picture = drawing(facts, 3.7 if scene.layout.is_wide else 4.6)
    picture.move_to([0, row.get_top()[1] + 0.35 + picture.height_of_all / 2, 0])
    picture.fall = 0.34
    scene.add(row, picture)
    word = scene.params.pronoun
    with scene.beat("sentence", phrased("Which thing is “{word}”? The popular answer is an arc.", word=word)):
        scene.play(Change(picture, fall=0.0, rate_func=lambda t: t * t), run_time=0.7)
        box, label = row.boxes[facts.places.pronoun], row.labels[facts.places.pronoun]
        color = scene.palette.query
        scene.play(box.animate.set_stroke(color, opacity=1).set_fill(color, 0.2), label.animate.set_fill(color))
        scene.wait(0.3)
    return picture, row


def show_arc(
    scene: AttentionScene, facts: StepFacts, places: GlassPlaces, picture: TwoThings, row: TokenRow
) -> StepStage:
    """Show the arc from the pronoun to the first noun, in the head that has the largest weight there."""
    stage, noun = told_stage(facts, places), facts.nouns[0]
    weight = stage.arcs[IT].weight
    digits = (written(float(weight)), weight)
    reads = scene.claim(
        "some head gives the first noun a tenth of the pronoun’s weight", float(weight) >= READS, digits[0]
    )
    what = {"word": scene.params.pronoun, "noun": noun, "weight": digits[0]}
    caption = phrased("“{word}” reads “{noun}”, {weight}. It looks right.", **what)
    if not reads:
        caption = phrased("No head lets “{word}” read “{noun}” by more than {weight}.", **what)
    name_arc(scene, facts, facts.told_head)
    with scene.beat("popular", caption, [digits]):
        height = places.drawing.height / picture.height_of_all
        scene.play(
            FadeOut(row), FadeIn(stage), picture.animate.scale(height).move_to(places.drawing.at()), run_time=1.0
        )
        lit = changed(stage, growth={IT: 1.0}, lit={facts.places.pronoun: 0.8})
        scene.play(Change(stage, **lit), run_time=1.1)
        scene.play(Change(stage, **changed(stage, said={IT: 1.0})), run_time=0.4)
    return stage


def name_arc(scene: AttentionScene, facts: StepFacts, head: tuple[int, int]) -> None:
    """Say in the line below in which head the arc is drawn."""
    numbers = [facts.layer_number(head[0]), facts.head_number(head[1])]
    scene.change_provenance(label_text("arc: layer {layer} · head {head}", layer=head[0], head=head[1]), numbers)


def show_cut(scene: AttentionScene, facts: StepFacts, places: GlassPlaces, stage: StepStage) -> ChanceBars:
    """Cut the arc in all layers and heads: the chance of the first adjective stays what it was."""
    bars, told = ChanceBars(scene, places.told, longest(facts.probe("told")), 4), facts.probe("told")
    before, after = chance_of(told[0]), chance_of(told[1])
    idle = scene.claim(
        "cutting the pronoun’s edge to the first noun changes the chance by less than a tenth of it",
        abs(float(told[1]) - float(told[0])) < HARDLY * float(told[0]),
        chances(told[0], told[1]),
    )
    what = {"word": facts.adjectives[0], "before": before[0], "after": after[0]}
    caption = phrased("Cut everywhere: {before}, then {after}. That hardly changes it.", **what)
    if not idle:
        caption = phrased("Cut everywhere: “{word}” goes from {before} to {after}.", **what)
    unread = chance_of(told[2])
    scene.change_provenance(label_text("no later word reads “{word}”: {chance}", word=scene.params.pronoun,
                                       chance=unread[0]), [unread])  # fmt: skip
    first = bars.row(label_text("“{word}” next", word=facts.adjectives[0]), told[0], "text")
    second = bars.row(label_text("that arc cut"), told[1], "query")
    with scene.beat("cut", caption, [before, after]):
        scene.play(*appear(first), run_time=0.7)
        cut_arc(scene, stage, IT)
        scene.play(*bars.collapse(second, told[0]))
    return bars


def show_direct(scene: AttentionScene, facts: StepFacts, stage: StepStage, bars: ChanceBars) -> None:
    """Cut the last word's edge to the adjective itself, and beside it that to the other adjective."""
    told, (one, other) = facts.probe("told"), facts.adjectives
    after = chance_of(told[3])
    direct = scene.claim(
        "cutting the last word’s edge to the first adjective takes half of its chance, and the other one’s does not",
        float(told[3]) < CLEARLY * float(told[0]) < float(told[4]),
        chances(told[0], told[3], told[4]),
    )
    what = {"word": one, "after": after[0]}
    caption = phrased("The last word reads “{word}” itself. Cut everywhere: {after}.", **what)
    if not direct:
        caption = phrased("The last word’s arc to “{word}” cut everywhere: {after}.", **what)
    lit = changed(stage, growth={DIRECT: 1.0}, opacities={IT: 0.25})
    head = facts.direct_head()
    scene.change_provenance(label_text("arc: layer {layer} · head {head}, cut in all", layer=head[0], head=head[1]),
                            [facts.layer_number(head[0]), facts.head_number(head[1])])  # fmt: skip
    third = bars.row(label_text("last word’s arc cut"), told[3], "query")
    fourth = bars.row(label_text("its arc to “{word}” cut", word=other), told[4], "soft")
    with scene.beat("direct", caption, [after]):
        scene.play(Change(stage, **lit), run_time=0.7)
        cut_arc(scene, stage, DIRECT)
        scene.play(*bars.collapse(third, told[0]), *bars.collapse(fourth, told[0]))
