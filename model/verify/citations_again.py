"""Cited numbers, read from the papers a second time: every citation of a clip must be in here.

Brown et al. 2020, "Language Models are Few-Shot Learners": table 2.1 lists its models by row, GPT-3 175B last. Radford
et al. 2019, "Language Models are Unsupervised Multitask Learners": section 2.3 on the vocabulary.
"""

from __future__ import annotations

GPT3_ROW = ("175.0B", 96, 12288, 96, 128)  # name, n_layers, d_model, n_heads, d_head, in the table's own order
COLUMNS = ("n_params", "n_layers", "d_model", "n_heads", "d_head")


def cited(place: str) -> float:
    """Return the number at a place of a paper; KeyError where none is known."""
    paper, _, where = place.partition(",")
    part, _, what = where.rpartition(".")
    match paper, part, what:
        case "Brown2020", "table2.1", "n_layers" | "d_model" | "n_heads" | "d_head":
            return float(GPT3_ROW[COLUMNS.index(what)])
        case "Brown2020", "section2.1", "mlp_ratio":
            return 4.0
        case "Radford2019", "section2.3", "n_vocab":
            return 50_257.0
    raise KeyError(f"no number is known to stand in {place[:80]!r}")
