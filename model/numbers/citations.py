"""Numbers from publications, by the table or section that states them."""

from __future__ import annotations

# Brown et al. 2020, "Language Models are Few-Shot Learners", https://arxiv.org/abs/2005.14165, table 2.1, last row.
CITED: dict[str, float] = {
    "Brown2020,table2.1.millions": 175_000,  # of parameters, as are those below
    "Brown2020,table2.1.n_layers": 96,
    "Brown2020,table2.1.n_heads": 96,
    "Brown2020,table2.1.d_model": 12_288,
    "Brown2020,table2.1.d_head": 128,
    # The same table, its other rows. Heads × size is not the width in all of them.
    **{
        f"Brown2020,table2.1.{name}.{column}": number
        for name, numbers in {
            "Small": (125, 12, 768, 12, 64),
            "Medium": (350, 24, 1024, 16, 64),
            "Large": (760, 24, 1536, 16, 96),
            "XL": (1_300, 24, 2048, 24, 128),
            "2_7B": (2_700, 32, 2560, 32, 80),
            "6_7B": (6_700, 32, 4096, 32, 128),
            "13B": (13_000, 40, 5140, 40, 128),
        }.items()
        for column, number in zip(("millions", "n_layers", "d_model", "n_heads", "d_head"), numbers, strict=True)
    },
    # The same paper, section 2.1: "we always have the feedforward layer four times the size of the bottleneck layer".
    "Brown2020,section2.1.mlp_ratio": 4,
    # The same section: "All models use a context window of n_ctx = 2048 tokens."
    "Brown2020,section2.1.n_context": 2_048,
    # The same paper, appendix D, table D.1, row "GPT-3 175B", column "Total train compute (flops)": 3.14E+23; column
    # "Mult for bwd pass": 3; column "Training tokens (billions)": 300.
    "Brown2020,tableD.1.flops": 3.14e23,
    "Brown2020,tableD.1.backward_multiple": 3,
    "Brown2020,tableD.1.billion_tokens": 300,
    # Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.3; GPT-3's tokenizer is its.
    "Radford2019,section2.3.n_vocab": 50_257,
    # The same section: "We also increase the context size from 512 to 1024 tokens"; its table 2, the smallest model.
    "Radford2019,section2.3.n_context": 1_024,
    "Radford2019,table2.d_model": 768,
    # Vaswani et al. 2017, "Attention Is All You Need", https://arxiv.org/abs/1706.03762, section 3.5: sin(pos/10000^…).
    "Vaswani2017,section3.5.base": 10_000,
}
