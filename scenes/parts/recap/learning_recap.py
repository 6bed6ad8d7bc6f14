"""Recap of learning: numbers that steps moved, right answers beside guessing, a head that came of it, and a cut."""

from __future__ import annotations

from typing import Any

from manim import DOWN, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.learning.checkpoint_scores import CheckpointScoresProbe
from attention_scenes.model.probes.learning.noun_edges import NounEdgesProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed, parse_head
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.learning.checkpoint_grid import CheckpointGrid
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.vectors.map_cells import MapCells
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap, Idea, Shown
from attention_scenes.scenes.parts.recap.idea_cards import within
from attention_scenes.scenes.parts.recap.meaning_recap import FollowedWord, followed_word_in
from attention_scenes.scenes.parts.recap.recap_places import MOST_TOKENS
from attention_scenes.scenes.parts.training.control_beats import HANGS, NOTHING
from attention_scenes.scenes.parts.training.training_facts import READS

MODEL, HEAD = "ours:decoder", (0, 3)  # those of the scenes of this chapter
LONG, EVERY = 1.7, 4  # of a map's longer side, in scene units, before scaling; of so many numbers one is drawn
FULL = 3.6  # units of space in the height of 1


def needs(params: Any, model: str) -> Needs:
    """Ask our decoder, where no other model is named: the large one has learned no answers to its questions."""
    layer, head = head_of(params)
    return Needs(
        model=MODEL if model == DEFAULT_MODEL else model,
        head=f"{layer}.{head}",
        traces={"": TraceNeed(params.text, ("pattern",), "head", most=MOST_TOKENS)},
        weights=("W_Q[head]", "W_K[head]", "W_V[head]", "W_O[head]"),
        probes=(CheckpointScoresProbe(), NounEdgesProbe(layer, head)),
    )


def head_of(params: Any) -> tuple[int, int]:
    """Return the layer and head that are named, where they are none of the large model's."""
    if params.head == type(params).model_fields["head"].default:
        return HEAD
    return parse_head(params.head) or HEAD


def begin(scene: AttentionScene) -> FollowedWord:
    where = [scene.counted("head.layer"), scene.counted("head.head")]
    scene.provenance(label_text("layer {layer} · head {head}", layer=where[0][0], head=where[1][0]), where)
    return followed_word_in(scene)


def opening(scene: AttentionScene, found: FollowedWord) -> str:
    return phrased("Learning: what steps made of a small model of our own.")


def show_numbers(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the maps of the head, to scale, and how many numbers the whole model learned."""
    layer, head = scene.bundle.chosen_head()
    unit = LONG / float(scene.bundle.count("d_model"))
    kv_head = scene.bundle.kv_head(head)
    rows = Group(*[
        MapCells(scene.bundle.read(name, layer, which), role, unit, EVERY)
        for name, which, role in (("W_Q", head, "query"), ("W_K", kv_head, "key"), ("W_V", kv_head, "value"))
    ])  # fmt: skip
    rows.arrange(DOWN, buff=0.15)
    back = MapCells(scene.bundle.read("W_O", layer, head), "output", unit, EVERY)
    told = label_text("numbers, moved by steps; drawn: one head’s")
    caption = phrased("Each step moves all numbers a little, down the slope of one loss.")
    maps = Group(back, rows).arrange(RIGHT, buff=0.15)
    maps.scale(min(place.width / maps.width, place.height / maps.height))
    return Shown(caption, within(maps, place), grouped(scene.bundle.count("n_parameters")), told)


def towers_in(place: Place, scene: AttentionScene, shares: Reading, roles: list[str]) -> RunTowers:
    """Return towers, risen, in a pane as high as guessing, without words."""
    level = Level(scene.bundle.probe("checkpoint_scores.guess", 0), "")
    found = RunTowers([RunGroup("", shares, roles)], level, *place.corners, full=FULL, em=0.3, mark_em=0.3)
    found.growth[:] = 1.0
    return found


def show_answers(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show right answers about trained phrases and about others, in a pane as high as guessing."""
    right, guess = scene.bundle.probe("checkpoint_scores.right"), scene.bundle.probe("checkpoint_scores.guess", 0)
    digits = written(float(guess))
    told = label_text("right, phrases never trained; guessing {share}", share=digits)
    caption = phrased("Right answers count where training never showed the phrase.")
    drawn = towers_in(place, scene, right, ["soft", "key"])
    return Shown(caption, drawn, (written(float(right[1])), right[1]), told, "key", [], [(digits, guess)])


def show_head(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the head's weights on the sentence, and what nouns give their adjectives in the mean."""
    layer, head = scene.bundle.chosen_head()
    gather = scene.bundle.probe("checkpoint_scores.gather", layer, head)
    reads = scene.claim(
        "in this head nouns give their adjectives more than half of their weight", float(gather) > READS,
        claim_text("{share}", share=written(float(gather))),
    )  # fmt: skip
    pattern = scene.bundle.read("pattern", layer, head)
    grid = CheckpointGrid(found.tokens, [pattern], found.query, *place.corners, names=False)
    grid.stand_at(grid.seen_from(*place.corners, pitch=62, yaw=0))
    grid.lit, grid.shade = 1.0, 0.2
    caption = phrased("A head is found afterwards, not planned: see what it gives adjectives.")
    if reads:
        caption = phrased("Nobody designed this head: it came to read a noun’s adjectives.")
    told = label_text("mean weight of nouns on their adjectives")
    return Shown(caption, grid, (written(float(gather)), gather), told, "focus")


def show_cut(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show right answers with nothing cut, with other edges cut, and with the nouns' look at their adjectives cut."""
    cuts = scene.bundle.probe("noun_edges.right")
    whole, others, _, layer = (float(each) for each in cuts.value)
    hangs = scene.claim(
        "answers hang on the noun’s look at its adjectives in this layer, and not on other edges of it",
        whole - layer > HANGS and whole - others < NOTHING,
        claim_text("{whole}, {others} and {layer}", whole=written(whole), others=written(others), layer=written(layer)),
    )  # fmt: skip
    caption = phrased("Cut what nouns read there, and see which answers are left.")
    if hangs:
        caption = phrased("Cut what nouns read there: right answers fall; other cuts do nothing.")
    told = label_text("right with that look cut in its layer; uncut {share}", share=written(whole))
    drawn = towers_in(place, scene, join([cuts[n] for n in (0, 1, 3)]), ["key", "soft", "value"])
    return Shown(caption, drawn, (written(layer), cuts[3]), told, "value", [], [(written(whole), cuts[0])])


def end(scene: AttentionScene) -> tuple[str, Numbers]:
    """Say what nobody did."""
    return phrased("Nobody wrote these numbers: steps down one loss moved them."), []


LEARNING = ChapterRecap(needs, begin, opening, (
    Idea("numbers", label_text("numbers"), label_text("Which of them did anybody choose?"), show_numbers),
    Idea("answers", label_text("right answers"), label_text("Learned, or remembered?"), show_answers),
    Idea("head", label_text("a head"), label_text("Would another seed find the same head?"), show_head),
    Idea("cut", label_text("a cut"), label_text("Does the answer hang on what it reads?"), show_cut),
), end)  # fmt: skip
