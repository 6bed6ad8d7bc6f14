"""Cited numbers, read from the papers a second time: every citation of a clip must be in here.

Brown et al. 2020, "Language Models are Few-Shot Learners": table 2.1 lists its models by row, GPT-3 175B last. Radford
et al. 2019, "Language Models are Unsupervised Multitask Learners": section 2.3 on the vocabulary and the
context, table 2 on widths. Vaswani et al. 2017, "Attention Is All You Need": section 3.5 on positions.
"""

from __future__ import annotations

# n_params, n_layers, d_model, n_heads, d_head, in the table's own order
GPT3_ROW = ("175.0B", 96, 12288, 96, 128)
SMALLER = """
Small  125M  12   768 12  64
Medium 350M  24  1024 16  64
Large  760M  24  1536 16  96
XL     1.3B  24  2048 24 128
2_7B   2.7B  32  2560 32  80
6_7B   6.7B  32  4096 32 128
13B    13.0B 40  5140 40 128
"""
ROWS = {name: numbers for name, *numbers in (line.split() for line in SMALLER.strip().splitlines())}
COLUMNS = ("n_params", "n_layers", "d_model", "n_heads", "d_head")


def cited(place: str) -> float:
    """Return the number at a place of a paper; KeyError where none is known."""
    paper, _, where = place.partition(",")
    part, _, what = where.rpartition(".")
    match paper, part, what:
        case "Brown2020", row, "millions" if row.startswith("table2.1"):
            count = GPT3_ROW[0] if row == "table2.1" else ROWS[row.removeprefix("table2.1.")][0]
            return float(count[:-1]) * (1000 if count[-1] == "B" else 1)
        case "Brown2020", "table2.1", "n_layers" | "d_model" | "n_heads" | "d_head":
            return float(GPT3_ROW[COLUMNS.index(what)])
        case "Brown2020", row, "n_layers" | "d_model" | "n_heads" | "d_head" if row.removeprefix("table2.1.") in ROWS:
            return float(ROWS[row.removeprefix("table2.1.")][COLUMNS.index(what)])
        case "Brown2020", "tableD.1", "flops" | "backward_multiple" | "billion_tokens":
            return float({"flops": "3.14E+23", "backward_multiple": "3", "billion_tokens": "300"}[what])
        case "Brown2020", "section2.1", "mlp_ratio":
            return 4.0
        case "Brown2020", "section2.1", "n_context":
            return float(2**11)
        case "Radford2019", "section2.3", "n_vocab":
            return 50_257.0
        case "Radford2019", "section2.3", "n_context":
            return float(2**10)
        case "Radford2019", "table2", "d_model":
            return float(3 * 2**8)
        case "Vaswani2017", "section3.5", "base":
            return 1e4
    raise KeyError(f"no number is known to stand in {place[:80]!r}")
