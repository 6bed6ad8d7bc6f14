"""Keep the future out of a pattern in three ways: zeroed, zeroed and rescaled, hidden before the softmax."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.attention.masking_table import MaskingTable
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.token_names import named_alone, role_of
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus

MOST = 5  # rows


def tinted(grid: PatternGrid, pattern: Reading) -> DotField:
    """Return dots of a pattern without a mask: those of later words in their own colour."""
    dots = grid.dots(pattern)
    dots.colors[grid.future().ravel()] = grid.colors.rgba("future")
    return dots


def rescaled(pattern: Reading) -> Reading:
    """Return each query's weights on itself and what came before, divided by their sum, ``[T, T]``; the future is 0."""
    rows = [pattern[q, : q + 1] / pattern[q, : q + 1].sum() for q in range(len(pattern))]
    rest = [pattern[q, q + 1 :] * 0.0 for q in range(len(pattern))]
    return join([part for pair in zip(rows, rest, strict=True) for part in pair if len(part)]).reshape(*pattern.shape)


def left_by_noughts(focus: MaskFocus) -> Reading:
    """Return what the followed word would give later words, were their scores 0 and not −∞."""
    query, scores = focus.query, focus.read("attn_scores", "open")[focus.query]
    noughts = [constant(0.0).reshape(1)] * len(scores[query + 1 :])
    return join([scores[: query + 1], *noughts]).softmax()[query + 1 :].sum()


def masking_table(focus: MaskFocus) -> MaskingTable:
    """Return the followed word's weights in the three ways; as many keys as fit, those with the largest."""
    query = focus.query
    after, before = focus.open[query, : query + 1], focus.closed[query, : query + 1]
    repaired = after / after.sum()
    keys = sorted(sorted(range(query + 1), key=lambda k: -before.value[k])[:MOST])
    columns = [(join([way[k] for k in keys]), way.sum()) for way in (after, repaired, before)]
    names, roles = [named_alone(focus.tokens, k) for k in keys], [role_of(focus.tokens, k) for k in keys]
    return MaskingTable(names, roles, (label_text("zeroed"), label_text("÷ sum"), label_text("−∞ first")), columns)
