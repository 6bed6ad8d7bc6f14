"""Recap of one head: its query and key as columns, the pattern's card, lamps of its values, and its four maps."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall
from attention_scenes.scenes.mobjects.illustrations.icons import STEPS
from attention_scenes.scenes.mobjects.stage.value_lamps import ValueLamps
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.shaping import least_em
from attention_scenes.scenes.mobjects.vectors.map_cells import MapCells
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap, Idea, Shown
from attention_scenes.scenes.parts.recap.idea_cards import within
from attention_scenes.scenes.parts.recap.recap_places import MOST_TOKENS
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus
from attention_scenes.scenes.parts.values.value_focus import most_weighted

SEEN = 0.005  # a smaller weight has three decimals: it is no 0.00
ENTRIES, EM, STEP = 6, 0.3, 1.22  # of a column that are written at most, their em, and from one to the next, in em
LAMPS = 3  # words whose values stand under lamps
LONG = 1.7  # of a map's longer side, in scene units, before scaling


def needs(params: Any, model: str) -> Needs:
    of_head = ("pattern", "rot_q", "rot_k", "attn_scores", "v", "z")
    return Needs(
        model=model,
        head=params.head,
        traces={"": TraceNeed(params.text, of_head, "head", most=MOST_TOKENS)},
        weights=("W_Q[head]", "W_K[head]", "W_V[head]", "W_O[head]"),
    )


def begin(scene: AttentionScene) -> HeadFocus:
    focus = HeadFocus.of(scene)
    where = [scene.counted("head.layer"), scene.counted("head.head")]
    text = label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head)
    scene.provenance(text, where)
    return focus


def opening(scene: AttentionScene, focus: HeadFocus) -> str:
    return phrased("One head, one word: what “{word}” went through.", word=focus.word(focus.query))


def show_ask(scene: AttentionScene, focus: HeadFocus, place: Place) -> Shown:
    """Show the query of the word that is followed."""
    size = scene.counted("d_head")
    caption = phrased("Ask: a learned map makes its query, {count} numbers.", count=size[0])
    drawn = column_of(focus.read("rot_q")[focus.query], "query", place)
    return Shown(caption, drawn, size, label_text("numbers: its query"), "query", [size])


def show_describe(scene: AttentionScene, focus: HeadFocus, place: Place) -> Shown:
    """Show the key of the word that it reads."""
    word = focus.word(focus.partner)
    caption = phrased("Describe: another map makes each word’s key, such as that of “{word}”.", word=word)
    drawn = column_of(focus.read("rot_k")[focus.partner], "key", place)
    told = label_text("numbers: the key of “{word}”", word=word)
    return Shown(caption, drawn, scene.counted("d_head"), told, "key")


def column_of(vector: Reading, role: str, place: Place) -> Group:
    """Return a vector as a column of which so many numbers are written as can be read in a place."""
    em = max(EM, 1.1 * least_em())
    rows = int((place.height - 0.3 * em) / (STEP * em))
    seen = int(np.clip(rows - 1, 2, min(ENTRIES, len(vector) - 1)))
    return within(VectorColumn(vector, seen, em, role, note=False), place)


def show_compare(scene: AttentionScene, focus: HeadFocus, place: Place) -> Shown:
    """Show the head's pattern, the word's own column lit, and the score and the weight of the two."""
    at = (focus.query, focus.partner)
    score, weight = focus.read("attn_scores")[at], focus.pattern[at]
    digits, share = written(float(score), sign=True), written(float(weight), 2 if float(weight) >= SEEN else 3)
    caption = phrased("Compare: their scaled product is {score}; softmax makes it {share}.", score=digits, share=share)
    if scene.rotary:
        caption = phrased(
            "Compare: turned and scaled, the product is {score}; softmax: {share}.", score=digits, share=share
        )
    one = focus.pattern.reshape(1, 1, *focus.pattern.shape)
    card = HeadWall(one, focus.query, [scene.bundle.count(f"layer.{focus.layer}")], *place.corners)
    for name, value in card.front(*place.corners).items():
        setattr(card, name, value)
    card.rails, card.frames = 0.0, 0.0
    told, numbers = weighed(scene, focus, score)
    return Shown(caption, card, (share, weight), told, "text", [(digits, score), (share, weight)], numbers)


def weighed(scene: AttentionScene, focus: HeadFocus, score: Reading) -> tuple[str, Numbers]:
    """Return what a weight is on, with its score as the product that was seen and what that is divided by."""
    word, root = focus.word(focus.partner), scene.bundle.count("d_head").sqrt()
    if not float(root).is_integer():
        digits = written(float(score), sign=True)
        return label_text("weight on “{word}”, score {score}", word=word, score=digits), [(digits, score)]
    product, by = score * root, f"{float(root):g}"
    digits = written(float(product), sign=True)
    text = label_text("weight on “{word}”, score {product} ÷ {root}", word=word, product=digits, root=by)
    return text, [(digits, product), (by, root)]


def show_use(scene: AttentionScene, focus: HeadFocus, place: Place) -> Shown:
    """Show values under lamps of their weights, and their sum."""
    caption = phrased("Use: values by weight, mapped back, are ΔE, which is added to E.")
    keys = most_weighted(focus.pattern.value[focus.query], focus.query, LAMPS)
    lamps = ValueLamps(
        [""] * len(keys), ["text"] * len(keys),
        focus.pattern[focus.query, keys], focus.read("v")[keys], focus.read("z")[focus.query], "",
        *place.corners, place.corners,
    )  # fmt: skip
    lamps.lamps[:], lamps.arcs[:], lamps.rise[:], lamps.filled[:] = 1, 1, 1, 1
    lamps.weighted = lamps.ready = 1.0
    told = label_text("numbers: the update ΔE")
    return Shown(caption, lamps, scene.counted("d_model"), told, "update")


def show_tune(scene: AttentionScene, focus: HeadFocus, place: Place) -> Shown:
    """Show the four maps of the head, to scale, and how many numbers they hold: all that was learned of it."""
    size, width = scene.bundle.count("d_head"), scene.bundle.count("d_model")
    caption = phrased("Tune: training set four maps (“use” has two), whatever the sentence.")
    told = label_text("numbers in four maps")
    if float(scene.bundle.count("n_kv_heads")) < float(scene.bundle.count("n_heads")):
        told = label_text("numbers in four maps, two shared")
    return Shown(caption, within(maps_of(scene, focus), place), grouped(size * width * 4.0), told)


def maps_of(scene: AttentionScene, focus: HeadFocus) -> Group:
    """Return the four maps of a head to scale, those that read beside the one that writes."""
    width = float(scene.bundle.count("d_model"))
    names = (("W_Q", focus.head, "query"), ("W_K", focus.kv_head, "key"), ("W_V", focus.kv_head, "value"))
    maps = [MapCells(scene.bundle.read(name, focus.layer, head), role, LONG / width, 16) for name, head, role in names]
    back = MapCells(scene.bundle.read("W_O", focus.layer, focus.head), "output", LONG / width, 16)
    rows = Group(*maps).arrange(DOWN, buff=(LONG - sum(one.height for one in maps)) / 4)
    return Group(back, rows).arrange(RIGHT, buff=0.15)


def end(scene: AttentionScene) -> tuple[str, Numbers]:
    """Say that this was one head of so many."""
    count = grouped(scene.bundle.count("n_heads") * scene.bundle.count("n_layers"))
    if float(count[1]) == 1:
        return phrased("That was the model’s only head, and one of its words."), []
    return phrased("That was one head of {count}, one word: each head does this for each.", count=count[0]), [count]


ONE_HEAD = ChapterRecap(needs, begin, opening, (
    Idea("ask", STEPS["ask"][0], label_text("One query map for all words, or one each?"), show_ask, "ask"),
    Idea("describe", STEPS["describe"][0], label_text("Why a key map, and not the query’s again?"), show_describe,
         "describe"),
    Idea("compare", STEPS["compare"][0], label_text("Why is the product scaled before the softmax?"), show_compare,
         "compare"),
    Idea("use", STEPS["use"][0], label_text("Why a value, and not the word’s vector itself?"), show_use, "use"),
    Idea("tune", STEPS["tune"][0], label_text("Which numbers change with the sentence?"), show_tune, "tune"),
), end)  # fmt: skip
