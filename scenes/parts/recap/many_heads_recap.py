"""Recap of many heads: the cards of a layer, their updates end to end, the wall of all, and one score's tiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from attention_scenes.model.answers.score_terms import score_terms
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall
from attention_scenes.scenes.mobjects.depth.term_wall import HIGHEST, TermWall
from attention_scenes.scenes.mobjects.planes.tip_to_tail import TipToTail
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.output_matrix.head_outputs import HeadOutputs
from attention_scenes.scenes.parts.output_matrix.head_walk import Walk, bias_length
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap, Idea, Shown
from attention_scenes.scenes.parts.recap.recap_places import MOST_TOKENS
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.shared.part_names import tiles_of

SMALL = 0.5  # scale of the walk: its arrows are thinner than in a scene of its own
LIT = 0.6  # of the largest term: a term of this size has full light
PITCH, YAW, RISE = 38.0, -30.0, 0.6  # degrees from where the tiles are seen, and how much of a pillar must be
BACK = 2.0  # times as far away as where the wall fills a frame


@dataclass(frozen=True)
class HeadsFound:
    """One head on a sentence, and the patterns of all heads ``[L, H, T, T]``."""

    focus: HeadFocus
    patterns: Reading

    @property
    def query(self) -> int:
        return self.focus.query

    @property
    def word(self) -> str:
        return self.focus.word(self.focus.query)


def needs(params: Any, model: str) -> Needs:
    of_head = ("pattern", "attn_scores", "resid_pre", "q_part", "k_part")
    of_layer = ("z", "result", "result_norm", "attn_out", "resid_pre")
    return Needs(
        model=model,
        head=params.head,
        traces={
            "": TraceNeed(params.text, of_head, "head", most=MOST_TOKENS),
            "layer": TraceNeed(params.text, of_layer, "layer"),
            "all": TraceNeed(params.text, ("pattern",)),
        },
        weights=("W_O[layer]",),
    )


def begin(scene: AttentionScene) -> HeadsFound:
    focus = HeadFocus.of(scene)
    where = [scene.counted("head.layer"), scene.counted("head.head")]
    text = label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head)
    scene.provenance(text, where)
    return HeadsFound(focus, scene.bundle.read("pattern", trace="all"))


def opening(scene: AttentionScene, found: HeadsFound) -> str:
    return phrased("Many heads, one word: what all of them do for “{word}”.", word=found.word)


def show_heads(scene: AttentionScene, found: HeadsFound, place: Place) -> Shown:
    """Show the patterns of one layer's heads as cards, several in a row."""
    layer, heads = found.focus.layer, scene.counted("n_heads")
    number = (str(layer), scene.bundle.count(f"layer.{layer}"))
    wall = HeadWall(found.patterns[layer : layer + 1], found.query, [number[1]], *place.corners)
    count = len(wall.places)
    across, down = max(((n, -(-count // n)) for n in range(1, count + 1)), key=lambda grid: filled(place, count, grid))
    unit = min(place.width / across, place.height / down)
    n = np.arange(count)
    wall.places = np.column_stack([n % across, down - 1.0 - n // across, np.zeros(count)])
    for name, value in wall.facing(np.array([across / 2, down / 2, 0]), unit, place.at()[:2]).items():
        setattr(wall, name, value)
    wall.rails = 0.0
    caption = phrased("{heads} heads read side by side, each with maps of its own.", heads=heads[0])
    if float(heads[1]) == 1:
        caption = phrased("This layer has one head alone.")
    numbers = [heads] if float(heads[1]) > 1 else []
    told = label_text("heads in layer {layer}", layer=layer)
    return Shown(caption, wall, heads, told, "text", numbers, [number])


def filled(place: Place, count: int, grid: tuple[int, int]) -> float:
    """Return how large cards are in so many columns and rows, less where some of their places stay empty."""
    return min(place.width / grid[0], place.height / grid[1]) * count / (grid[0] * grid[1])


def show_sum(scene: AttentionScene, found: HeadsFound, place: Place) -> Shown:
    """Show what the heads add to the word tip to tail, and the straight line that is left of it."""
    heads = HeadOutputs.of(scene, found.query, trace="layer")
    walk = Walk.of(heads)
    roles = ["update"] * heads.count + ["faint"] * heads.is_biased + ["text"]
    lengths = walk.lengths if not heads.is_biased else join([walk.lengths, bias_length(heads)])
    middle, half = place.at()[:2], 0.86 * np.array([place.width, place.height]) / 2 / SMALL
    arrows = TipToTail(walk.steps, lengths, walk.straight, roles, tuple(middle - half), tuple(middle + half))
    arrows.grown, arrows.direct = float(len(walk.steps)), 1.0
    straight, path = (written(float(each), 1) for each in (walk.straight, walk.path))
    caption = phrased("The output matrix adds them up: nobody votes.")
    told = label_text("their sum’s length; all steps: {path}", path=path)
    return Shown(
        caption, arrows.scale(SMALL).move_to(place.at()), (straight, walk.straight), told, "update", [],
        [(path, walk.path)],
    )  # fmt: skip


def show_first(scene: AttentionScene, found: HeadsFound, place: Place) -> Shown:
    """Show the wall of all heads with the first token's weights lit, and what of the word's they are, on average."""
    heads, patterns = grouped(scene.bundle.count("n_heads") * scene.bundle.count("n_layers")), found.patterns
    layers = [scene.bundle.count(f"layer.{layer}") for layer in range(len(patterns))]
    wall = HeadWall(patterns, found.query, layers, *place.corners)
    count = patterns.shape[-1]
    wall.largest = (np.arange(len(wall.places)) * count + found.query) * count
    wall.resting, wall.rails = 1.0, 0.0
    view = wall.aside(place.at())
    for name, value in {**view, "eye": view["aim"] + BACK * (view["eye"] - view["aim"])}.items():
        setattr(wall, name, value)
    mean = patterns[:, :, found.query, 0].sum() / heads[1]
    digits, first = written(float(mean), 2), found.focus.word(0)
    rests = scene.claim("the heads give the first token more than half of the word's weight", float(mean) > 0.5, digits)
    caption = phrased("Most of the weight rests on “{first}”, the first token.", first=first)
    if not rests:
        caption = phrased("Some of the weight rests on “{first}”, the first token.", first=first)
    told = label_text("of the weight of “{word}”, mean of {heads} heads", word=found.word, heads=heads[0])
    return Shown(caption, wall, (digits, mean), told, "text", [], [heads])


def show_why(scene: AttentionScene, found: HeadsFound, place: Place) -> Shown:
    """Show one score as tiles, one for each pair of parts that were written before."""
    focus = found.focus
    terms = score_terms(scene.bundle, focus.query, focus.partner)
    largest = float(np.abs(terms.terms.value).max()) or 1.0
    wall = TermWall(terms, LIT * largest, largest, *place.corners)
    for name, value in TermWall.pose(*place.corners, PITCH, YAW, RISE * HIGHEST)._asdict().items():
        setattr(wall, name, value)
    wall.rise, wall.combs = 1.0, 0.0
    tiles = tiles_of(scene, terms.writes)
    score = (written(float(terms.total), sign=True), terms.total)
    caption = phrased("Why there? A score is the sum of what earlier parts wrote.")
    told = label_text("products, {score} together: “{key}” for “{query}”", score=score[0],
                      key=focus.word(focus.partner), query=found.word)  # fmt: skip
    return Shown(caption, wall, tiles, told, "text", [], [score])


def end(scene: AttentionScene) -> tuple[str, Numbers]:
    """Say that this was one layer of so many."""
    layers = scene.counted("n_layers")
    if float(layers[1]) == 1:
        return phrased("That was the attention of the model’s only layer."), []
    return phrased("That was the attention of one layer; {count} such layers follow each other.",
                   count=layers[0]), [layers]  # fmt: skip


MANY_HEADS = ChapterRecap(needs, begin, opening, (
    Idea("heads", label_text("many heads"), label_text("Why several heads, and not one large one?"), show_heads),
    Idea("sum", label_text("their sum"), label_text("Do heads vote, or what else becomes of them?"), show_sum),
    Idea("first token", label_text("the first token"), label_text("Is the weight on it wasted?"), show_first),
    Idea("why there", label_text("why there"), label_text("Does such a sum tell the cause?"), show_why),
), end)  # fmt: skip
