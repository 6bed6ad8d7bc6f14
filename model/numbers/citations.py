"""Numbers from publications, by the table or section that states them."""

from __future__ import annotations

# Brown et al. 2020, "Language Models are Few-Shot Learners", https://arxiv.org/abs/2005.14165, table 2.1, last row.
CITED: dict[str, float] = {
    "Brown2020,table2.1.n_layers": 96,
    "Brown2020,table2.1.n_heads": 96,
    "Brown2020,table2.1.d_model": 12_288,
    "Brown2020,table2.1.d_head": 128,
    # The same paper, section 2.1: "we always have the feedforward layer four times the size of the bottleneck layer".
    "Brown2020,section2.1.mlp_ratio": 4,
    # Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.3; GPT-3's tokenizer is its.
    "Radford2019,section2.3.n_vocab": 50_257,
}
