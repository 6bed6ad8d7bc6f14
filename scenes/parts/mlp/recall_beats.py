"""Beats: what the model goes on with, and what is left of it with half of the name, or with another word."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.distribution import RETURN
from attention_scenes.scenes.mobjects.text.token_names import BYTES, hexadecimal
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.glass_ball.chance_bars import ChanceBars, appear
from attention_scenes.scenes.parts.glass_ball.step_facts import chance_of, chances
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts, largest
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.prompt_facts import HALF

LIKELY, STANDS = 4, 3  # bars of the likeliest tokens, and of what stands in place of the name
LONGEST = 14  # letters of a word in a caption


def show_fact(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> tuple[TokenRow, ChanceBars]:
    """Show the prompt as tokens, the name in its colour, and the likeliest next tokens."""
    before = int(facts.tokens[0].word < 0)  # the model's first token, which is no word
    row = TokenRow(facts.tokens[before:], 0.56, width=places.row.width).move_to(places.row.at())
    for token in facts.name:
        row.labels[token - before].set_fill(scene.palette.text)
        row.boxes[token - before].set_stroke(scene.palette.key, opacity=1).set_fill(scene.palette.key, 0.4)
    likely, texts = facts.probe("fact.likely"), facts.told("fact")["likely"]
    bars = ChanceBars(scene, places.bars, likely[0], LIKELY)
    rows = [bars.row(clipped(text), likely[n], "focus" if not n else "soft") for n, text in enumerate(texts[:LIKELY])]
    chance = chance_of(facts.chance)
    known = scene.claim(
        "the model knows the fact: a word, likely, and far likelier than with words in the name's place", facts.known,
        chances(facts.chance, *facts.probe("fact.stand")),
    )  # fmt: skip
    what = {"word": clipped(facts.answer), "chance": chance[0]}
    caption = phrased("What comes next? Its best guess is “{word}”, {chance}.", **what)
    if not known:
        caption = phrased("What comes next? “{word}”, {chance}: no fact that it knows.", **what)
    scene.add(row)
    with scene.beat("fact", caption, [chance]):
        scene.play(*appear(*rows), run_time=1.0)
    return row, bars


def show_halves(
    scene: AttentionScene, facts: FactFacts, places: MlpPlaces, row: TokenRow, old: ChanceBars
) -> ChanceBars:
    """Put words of the name alone in its place, the likeliest of them, and words that are no name."""
    stand, words = facts.probe("fact.stand"), facts.told("fact")["stands"]
    own = len(facts.subject.split()) if len(facts.subject.split()) > 1 else 0
    some = stands_shown(stand, own)
    every = join([facts.probe("fact.likely", 0), stand[np.array(some)]])
    bars = ChanceBars(scene, places.bars, every[largest(every)], STANDS + 1)
    first = bars.row(clipped(facts.subject, 18), facts.chance, "key")
    rows = [bars.row(label_text("only “{word}”", word=clipped(words[n])) if n < own else clipped(words[n]), stand[n],
                     "key" if n < own else "soft") for n in some]  # fmt: skip
    most = largest(stand[:own]) if own else largest(stand)
    number = chance_of(stand[most])
    with scene.beat("halves", said_of_stands(scene, facts, own, most), [number]):
        scene.let_go(old)
        scene.play(*appear(first), run_time=0.7)
        scene.play(*[move for each in rows for move in bars.collapse(each, facts.chance)])
    return bars


def said_of_stands(scene: AttentionScene, facts: FactFacts, own: int, most: int) -> str:
    """Return the caption: what one word of the name does, beside a word that is no name."""
    stand, words = facts.probe("fact.stand"), facts.told("fact")["stands"]
    needs = scene.claim(
        "no word in the name's place leaves half of the chance", bool((stand.value < HALF * float(facts.chance)).all()),
        claim_text("at most {most}", most=chance_of(stand[largest(stand)])[0]),
    )  # fmt: skip
    what = {"word": clipped(facts.answer), "most": chance_of(stand[most])[0]}
    if not own:
        return phrased("Another word in its place gives “{word}” {most} at most.", **what)
    other = own + largest(stand[own:])
    no_better = scene.claim(
        "a word of the name alone does no more than a word that is no name", float(stand[most]) <= float(stand[other]),
        chances(stand[most], stand[other]),
    )  # fmt: skip
    if needs and no_better:
        what["word"] = clipped(words[other])
        return phrased("One word of the name, {most} at most, is no better than “{word}”.", **what)
    if needs:
        return phrased("One word of the name gives “{word}” {most} at most: it is not enough.", **what)
    return phrased("One word of the name gives “{word}” {most} at most.", **what)


def stands_shown(stand: Reading, own: int) -> list[int]:
    """Return what is shown in the name's place: of its own words the likeliest, as they stand in it; then others."""
    order = np.argsort(-stand.value, kind="stable").tolist()
    mine = [n for n in order if n < own][: STANDS - 1]
    return [*sorted(mine), *[n for n in order if n >= own][: STANDS - len(mine)]]


def clipped(text: str, longest: int = LONGEST) -> str:
    """Return a text of tokens as it is written in a line, bytes as digits, cut with "…" where it is long."""
    line = " ".join(BYTES.sub(lambda run: hexadecimal(run[0]), text).split()) or RETURN
    if len(line) > longest:
        return line[: longest - 1] + "…"
    return text if line == text else line  # the text itself, which may be one that is translated
