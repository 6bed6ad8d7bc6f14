"""Beats: two sentences on facing walls, what words read within their own, and what French places read across."""

from __future__ import annotations

import numpy as np
from manim import Group

from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.translation.facing_walls import FacingWalls
from attention_scenes.scenes.mobjects.translation.wall_words import WallWords
from attention_scenes.scenes.parts.cross_attention.cross_places import places_in
from attention_scenes.scenes.parts.cross_attention.translation_facts import OWN, TranslationFacts

NOT_YET = 0.01  # of a cut: the arc is there, however thin, and whole
Name = tuple[str, str, float, int]  # what it says, its role, where it stands, by which end it is held


def walls_of(scene: AttentionScene, facts: TranslationFacts) -> FacingWalls:
    """Return the walls with all words on them and no arc."""
    at, frame = places_in(scene.layout), scene.layout.frame
    instead = (facts.row, facts.when_cut(OWN))
    words = WallWords(
        facts.english, facts.before, facts.said, *at.walls.corners, instead=instead, between=at.between
    )  # fmt: skip
    own = tuple(facts.bundle.probe(f"translation.{side}_pattern", *facts.head) for side in ("encoder", "decoder"))
    values = facts.bundle.probe("translation.v", *facts.head)
    low = frame.left, at.walls.bottom - 0.3
    walls = FacingWalls(words, facts.patterns(), (own[0], own[1]), values, low, (frame.right, frame.top))
    walls.told[:] = 1
    return walls


def names_over(scene: AttentionScene, names: list[Name]) -> Group:
    """Return what walls and arcs are called, over them."""
    at, found = places_in(scene.layout), Group()
    width = scene.layout.stage.width / (1.05 * len(names))
    for text, role, x, edge in names:
        lines = Lines(text, scene.layout.em.word, width, role, edge=edge)
        found.add(lines.move_to([x, at.names, 0], [edge, 0, 0]).middle_on(at.names))
    return found


def sides(scene: AttentionScene, walls: FacingWalls) -> tuple[float, float, float]:
    """Return where names stand: at the left, between the walls, at the right."""
    stage = scene.layout.stage
    return stage.left, sum(walls.words.edges) / 2, stage.right


def note_under(scene: AttentionScene, text: str, numbers: Numbers = (), role: str = "soft") -> Group:
    """Return a line under the walls."""
    at = places_in(scene.layout)
    em = scene.layout.em.word if scene.layout.is_wide else 1.1 * scene.layout.em.note
    lines = Lines(text, em, scene.layout.stage.width, role, numbers=numbers)
    return Group(lines.move_to([0, at.note, 0]).middle_on(at.note))


def show_sentences(scene: AttentionScene, facts: TranslationFacts) -> FacingWalls:
    """Write the English sentence at once and the French one word by word, as it is said."""
    walls = walls_of(scene, facts)
    walls.told[:] = 0
    left, _, right = sides(scene, walls)
    names = names_over(scene, [
        (label_text("encoder: reads English"), "key", left, -1),
        (label_text("decoder: says French"), "query", right, 1),
    ])  # fmt: skip
    scene.add(walls)
    with scene.beat("sentences", "The English is read at once; the French is said word by word."):
        scene.play(FadeIn(names, run_time=0.8))
        order = np.linspace(0, 1, len(walls.told))
        scene.play(Change(walls, told=1.0, delays=order, spread=0.9, run_time=2.5))
        scene.wait(0.4)
    scene.let_go(names)
    return walls


def show_within(scene: AttentionScene, facts: TranslationFacts, walls: FacingWalls) -> None:
    """Show what words read on their own wall, and say what arcs across are called."""
    left, middle, right = sides(scene, walls)
    edge = 1
    if scene.layout.is_wide:  # else there is no room over the walls
        (left, right), edge = walls.words.edges, 0
    names = names_over(scene, [
        (label_text("self-attention"), "second", left, -edge), (label_text("cross-attention"), "query", middle, 0),
        (label_text("self-attention"), "second", right, edge),
    ])  # fmt: skip
    if not scene.layout.is_wide:
        names[1].shift([0, -1.6 * scene.layout.em.word, 0])
    note = note_under(scene, label_text("English words read all of theirs, French ones only what was said before"))
    shade = np.full_like(walls.links, 1.0)
    with scene.beat("within", "Along a wall: self-attention. From wall to wall: cross-attention."):
        scene.play(FadeIn(names[0], names[2], note, run_time=0.7), Change(walls, within=1.0, run_time=1.6))
        scene.play(FadeIn(names[1], run_time=0.7), Change(walls, links=shade, run_time=1.4))
        scene.wait(0.6)
    scene.let_go(names, note)


def show_asking(scene: AttentionScene, facts: TranslationFacts, walls: FacingWalls) -> None:
    """Show one place that asks: what it stands on, what it is about to say, what it reads."""
    row = facts.row
    left, _, right = sides(scene, walls)
    names = names_over(scene, [
        (label_text("keys and values: English"), "key", left, -1),
        (label_text("query: the French place"), "query", right, 1),
    ])  # fmt: skip
    asking, links = np.zeros_like(walls.asking), np.zeros_like(walls.links)
    asking[row] = 1
    told = (np.arange(len(walls.told)) < row).astype(float)
    caption = phrased(
        "To say “{said}”, the place on “{before}” asks the English words.", said=named(facts.said[row]),
        before=named(facts.before[row]),
    )  # fmt: skip
    note = note_under(scene, label_text("a place stands on the word before the one that it says"))
    with scene.beat("asks", caption):
        asks = Change(walls, within=0.0, links=links, told=told, asking=asking, spoken=1.0, lit=1.0, run_time=1.2)
        scene.play(FadeIn(names, note, run_time=0.7), asks)
        links = links.copy()
        links[row] = 1
        scene.play(Change(walls, links=links, run_time=1.6))
        told = told.copy()
        told[row] = 1
        spoken = np.eye(len(walls.spoken))[int(facts.pattern.value[row].argmax())]
        scene.play(Change(walls, told=told, spoken=spoken, run_time=0.8))
        scene.wait(0.6)
    scene.let_go(names, note)


def show_arcs(scene: AttentionScene, facts: TranslationFacts, walls: FacingWalls) -> None:
    """Show the arcs of all places, in the order in which they ask; say which cross."""
    pair, row = facts.crossing, facts.row
    crosses = scene.claim(
        "a noun and its adjective read their English words, which stand the other way round",
        pair is not None and all(map(facts.finds, pair)),
        claim_text("{pair}", pair="–" if pair is None else " ".join(facts.said[n] for n in pair)),
    )
    each = scene.claim(
        "each place reads the English word of what it says most",
        all(map(facts.finds, range(len(facts.places)))),
        claim_text("{count} of {all}", count=sum(map(facts.finds, range(len(facts.places)))), all=len(facts.places)),
    )
    rows = [*pair] if crosses and pair else [row]
    weights = [(written(float(facts.weight(n))), facts.weight(n)) for n in rows]
    if len(rows) == 2:
        caption = phrased(
            "Arcs cross: {one} ← {first} {weight}, {other} ← {second} {share}.", one=facts.said[rows[0]],
            first=facts.own(rows[0]), weight=weights[0][0], other=facts.said[rows[1]], second=facts.own(rows[1]),
            share=weights[1][0],
        )  # fmt: skip
    else:
        caption = phrased("Each place reads its own word most: {one} ← {first} {weight}.", one=facts.said[row],
                          first=facts.own(row), weight=weights[0][0])  # fmt: skip
        if not each:
            caption = phrased("Arcs from all places: {one} ← {first} {weight}.", one=facts.said[row],
                              first=facts.own(row), weight=weights[0][0])  # fmt: skip
    asking, spoken = np.zeros_like(walls.asking), np.zeros_like(walls.spoken)
    asking[rows] = 1
    spoken[[facts.places[n] for n in rows]] = 1
    text = label_text("an arc is as wide as its weight; it may come from any English word, early or late")
    if crosses:
        text = label_text(
            "later in French, the adjective finds its English word all the same; an arc’s width: its weight"
        )
    note = note_under(scene, text, (), "text")
    with scene.beat("cross", caption, weights):
        order = np.linspace(0, 1, len(walls.told))
        scene.play(FadeIn(note, run_time=0.6),
                   Change(walls, links=1.0, told=1.0, delays=order, spread=0.8, run_time=2.3))  # fmt: skip
        scene.play(Change(walls, asking=asking, spoken=spoken, run_time=0.8))
        scene.wait(0.8)


def again(scene: AttentionScene, facts: TranslationFacts, cut: int) -> FacingWalls:
    """Return the walls as they stand while arcs are cut: one place asks, in all heads; of an arc to be cut."""
    walls = walls_of(scene, facts)
    row = facts.row
    walls.told[row + 1 :] = 0
    walls.asking[row], walls.lit = 1.0, 1.0
    walls.links[row], walls.behind[row] = 1.0, 1.0
    walls.spoken[cut] = 1.0
    walls.cut[row, cut] = NOT_YET
    return walls
