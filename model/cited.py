"""Numbers out of publications, by the place they stand in."""

from __future__ import annotations

# Brown et al. 2020, "Language Models are Few-Shot Learners", https://arxiv.org/abs/2005.14165, table 2.1, last row.
CITED: dict[str, float] = {
    "Brown2020,table2.1.n_layers": 96,
    "Brown2020,table2.1.n_heads": 96,
    "Brown2020,table2.1.d_model": 12_288,
    "Brown2020,table2.1.d_head": 128,
}
