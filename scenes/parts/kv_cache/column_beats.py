"""Beats: columns of keys and values; the text goes on, and old columns stay as they are, but for rounding."""

from __future__ import annotations

import numpy as np

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.colonnade.colonnade import Colonnade
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import decimals_of_small, written
from attention_scenes.scenes.parts.kv_cache.cache_facts import OPEN, OPEN_BEGUN, SAME, CacheFacts
from attention_scenes.scenes.parts.kv_cache.cache_stage import Line, colonnade_of, first, ledger, legend


def show_columns(scene: AttentionScene, facts: CacheFacts) -> Colonnade:
    """Let the text that is given run through all layers: keys and values, storey by storey."""
    columns, layers = colonnade_of(scene, facts), scene.counted("n_layers")
    columns.grown = first(columns, facts.begun, 0.3)
    scene.add(columns)
    said = ledger(scene, [
        (label_text("{count} storeys: one for each layer", count=layers[0]), "text", [layers]),
        (label_text("a window: a head’s first number"), "text", []),
    ])  # fmt: skip
    which = legend(scene)
    with scene.beat("columns", "Each token makes a key and a value in each layer: its column."):
        scene.play(FadeIn(said, which), run_time=0.6)
        scene.play(Change(columns, grown=first(columns, facts.begun), run_time=2.4))
    scene.let_go(said)
    return columns


def show_again(scene: AttentionScene, facts: CacheFacts, columns: Colonnade) -> None:
    """Append the likeliest token, and compute all columns again, as if nothing were kept."""
    count = grouped(scene.bundle.count(f"position.{facts.begun}") + 1.0)
    caption = phrased("The model adds “{word}”. Must all {count} columns be computed again?",
                      word=facts.names[facts.begun], count=count[0])  # fmt: skip
    more = first(columns, facts.begun + 1)
    with scene.beat("again", caption, [count]):
        columns.scanned = first(columns, facts.begun + 1, 0.001)
        scene.play(Change(columns, grown=more, scanned=more, run_time=2.6))
        columns.scanned = np.zeros(columns.count)


def show_same(scene: AttentionScene, facts: CacheFacts, columns: Colonnade) -> None:
    """Compare the first columns of the short text's run with those of the long one's: they turn to glass."""
    gap, largest, few, many = facts.apart(), facts.largest(), scene.counted("begun.tokens"), scene.counted("tokens")
    same = scene.claim(
        "keys and values of earlier tokens are the same in a longer text, but for rounding",
        facts.same,
        claim_text("{share} of the numbers are equal bit for bit", share=f"{facts.alike():.1%}"),
    )
    caption = phrased("No. Run on {few} tokens or on {many}: old columns stay as they are.", few=few[0], many=many[0])
    if not same:
        caption = phrased("Run on {few} tokens or on {many}: how far do old columns move?", few=few[0], many=many[0])
    digits = written(float(gap), decimals_of_small(float(gap), 2, 8)) if float(gap) else "0"
    why = label_text("rounding, no more")
    if not float(gap):
        why = label_text("the same to the last bit")
    if not same:
        why = label_text("more than rounding does")
    compared = grouped(facts.compared())
    most = written(float(largest), 1)
    said = ledger(scene, [
        (digits, "hero", [(digits, gap)]),
        (label_text("apart at most, of {count} numbers", count=compared[0]), "text", [compared]),
        (label_text("of up to {most}: {why}", most=most, why=why), "text", [(most, largest)]),
    ])  # fmt: skip
    with scene.beat("same", caption, [few, many]):
        glass = first(columns, facts.begun)
        delays = np.arange(columns.count) / columns.count
        scene.play(Change(columns, glass=glass, delays=delays, run_time=2.4))
        scene.play(FadeIn(said), run_time=0.6)
        scene.wait(0.8)
    scene.let_go(said)


def show_unmasked(scene: AttentionScene, facts: CacheFacts, columns: Colonnade) -> None:
    """Light what would change in old columns, could tokens see later ones."""
    gap, largest = facts.apart(OPEN, OPEN_BEGUN), facts.largest()
    moves = scene.claim(
        "without the mask keys and values of earlier tokens change as the text goes on",
        float(gap) > SAME * float(largest), claim_text("by up to {gap}", gap=f"{float(gap):.3g}"),
    )  # fmt: skip
    digits = written(float(gap), 2)
    caption = phrased("The mask’s doing: without it, old columns move by up to {gap}.", gap=digits)
    if not moves:
        caption = phrased("Without the mask, on this text, old columns move by {gap} at most.", gap=digits)
    lit = label_text("{shade}: it moves more", shade=scene.palette.shades.more)
    lines: list[Line] = [(digits, "hero", [(digits, gap)]), (lit, "focus", [])]
    if not facts.first_layer_moves():
        lines.append((label_text("the lowest storey stays: it reads no other token"), "text", []))
    said = ledger(scene, lines)
    with scene.beat("unmasked", caption, [(digits, gap)]):
        scene.play(Change(columns, changed=1.0, run_time=1.6), FadeIn(said, run_time=1.0))
        scene.wait(1.2)
    scene.let_go(said)
