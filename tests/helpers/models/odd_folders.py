"""Model folders with odd contents: a small random model of each family, with its files changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.helpers.models.odd_configs import Config, changed, changes
from tests.helpers.models.odd_layouts import HEADS, LAYOUTS, Tensors
from tests.helpers.models.odd_tokenizers import TOKENIZERS, write_tokenizer


@dataclass(frozen=True)
class Plan:
    """Plan of a model folder: the shape of its model, its config.json, and the layout of its files."""

    family: str
    shape: tuple[int, int, int, int]  # query heads, heads that share a key, size of a head, layers
    tied: bool = False
    change: Config = field(default_factory=dict)
    layout: str = "whole"
    head: str = "as it is"
    storage: str = "float32"
    tokenizer: str = "bytes"
    template: bool = False
    settings: Config | None = None  # tokenizer_config.json
    text: str = "a fluffy blue creature"


@st.composite
def plans(draw: Any) -> Plan:
    """Draw plans of folders that are odd in up to three ways, most of them in their config.json."""
    group, odd = draw(st.sampled_from([1, 2, 3])), st.sampled_from
    family = draw(odd(["llama", "mistral", "qwen2", "gpt2"]))
    plain = Plan(
        family=family,
        shape=(group * draw(odd([1, 2])), group, draw(odd([2, 4, 8, 6, 3])), draw(odd([1, 2, 2, 3]))),
        tied=draw(st.booleans()),
        template=draw(st.booleans()),
        text=draw(odd(TEXTS)),
    )
    oddities: dict[str, Any] = {
        "change": changes(family), "layout": odd([*LAYOUTS]), "head": odd([*HEADS]), "storage": odd(STORED),
        "tokenizer": odd(TOKENIZERS),
        "settings": st.fixed_dictionaries({"tokenizer_class": odd(CLASSES)}, optional=SETTINGS),
    }  # fmt: skip
    ways = draw(st.lists(odd(["change"] * 5 + [*oddities]), max_size=3, unique=True))
    return replace(plain, **{way: draw(oddities[way]) for way in ways})


STORED = ["float16", "bfloat16", "float64", "float8_e4m3fn", "int8"]
CLASSES = ["GPT2Tokenizer", "Qwen2TokenizerFast", "LlamaTokenizer", "PreTrainedTokenizerFast", "BertTokenizer", None]
SETTINGS: Any = {
    "add_bos_token": st.booleans(), "add_prefix_space": st.booleans(), "legacy": st.booleans(),
    "bos_token": st.sampled_from(["<s>", "</s>"]),
}  # fmt: skip
TEXTS = [
    "a",
    "a fluffy blue creature",
    "It's 1984, isn't it?",
    "caf\u00e9 \ufb01ne \U0001f994 \u0e44\u0e17\u0e22",
    "e\u0301t\u00e9 42 <s> x",
]


def make(plan: Plan, folder: Path) -> Path:
    """Write the folder of a plan."""
    import torch

    folder.mkdir(parents=True)
    rows = write_tokenizer(plan.tokenizer, plan.template, plan.settings, folder)
    config, tensors = _model(plan.family, plan.shape, plan.tied, rows)
    tensors = HEADS[plan.head](dict(tensors))
    tensors = {name: tensor.to(getattr(torch, plan.storage)) for name, tensor in tensors.items()}
    settings = json.dumps(changed(config, plan.change))
    folder.joinpath("config.json").write_text(settings, encoding="utf-8")
    LAYOUTS[plan.layout](folder, tensors)
    return folder


@cache
def _model(family: str, shape: tuple[int, int, int, int], tied: bool, rows: int) -> tuple[Config, Tensors]:
    """Return the config.json and the tensors of a random model, biases and norms too."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    heads, group, size, layers = shape
    common: Config = {"vocab_size": rows + 2, "tie_word_embeddings": tied, "bos_token_id": 1, "eos_token_id": 2}
    if family == "gpt2":
        common |= {"n_embd": heads * size, "n_head": heads, "n_layer": layers, "n_positions": 64}
    else:
        common |= {"hidden_size": 12 * heads, "num_attention_heads": heads, "num_key_value_heads": heads // group,
                   "head_dim": size + size % 2, "num_hidden_layers": layers, "intermediate_size": 24,
                   "max_position_embeddings": 64}  # fmt: skip
    torch.manual_seed(0)
    config = AutoConfig.for_model(family, **common)
    model = AutoModelForCausalLM.from_config(config)
    tensors = {name: torch.empty_like(tensor).normal_(0, 0.4) for name, tensor in model.state_dict().items()}
    if tied:
        del tensors["lm_head.weight"]
    return json.loads(config.to_json_string()) | {"architectures": [type(model).__name__]}, tensors
