"""Model folders of odd contents: a small random model of each family, and what may have become of its files."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from model.contents import INDEX, WHOLE
from tests.odd_configs import Config, changed, changes
from tests.odd_tokenizers import TOKENIZERS, write_tokenizer

Tensors = dict[str, Any]
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n"


@dataclass(frozen=True)
class Plan:
    """All that makes a folder: the shape of its model, what its config.json says, and how its files lie."""

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
    """Folders that are odd in up to three ways, most of them in what their config.json says."""
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
    """Write the folder that a plan says."""
    import torch

    folder.mkdir(parents=True)
    rows = write_tokenizer(plan.tokenizer, plan.template, plan.settings, folder)
    config, tensors = _model(plan.family, plan.shape, plan.tied, rows)
    tensors = HEADS[plan.head](dict(tensors))
    tensors = {name: tensor.to(getattr(torch, plan.storage)) for name, tensor in tensors.items()}
    said = json.dumps(changed(config, plan.change))
    folder.joinpath("config.json").write_text(said, encoding="utf-8")
    LAYOUTS[plan.layout](folder, tensors)
    return folder


@cache
def _model(family: str, shape: tuple[int, int, int, int], tied: bool, rows: int) -> tuple[Config, Tensors]:
    """The config.json and the tensors of a random model, biases and norms too."""
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


def _table(tensors: Tensors) -> str:
    return next(name for name in tensors if name.endswith(("embed_tokens.weight", "wte.weight")))


def _with_nan(tensors: Tensors) -> Tensors:
    name = max(tensors)
    tensors[name] = tensors[name].clone()
    tensors[name].view(-1)[-1] = float("nan")
    return tensors


def _bare(tensors: Tensors) -> Tensors:
    return {name.removeprefix("model.").removeprefix("transformer."): tensor for name, tensor in tensors.items()}


def _only_head(tensors: Tensors) -> Tensors:
    table = _table(tensors)
    return {"lm_head.weight" if name in (table, "lm_head.weight") else name: t for name, t in tensors.items()}


# What may have become of the tensors themselves.
HEADS: dict[str, Callable[[Tensors], Tensors]] = {
    "as it is": lambda tensors: tensors,
    "the table again": lambda tensors: tensors | {"lm_head.weight": tensors[_table(tensors)].clone()},
    "another": lambda tensors: tensors | {"lm_head.weight": tensors[_table(tensors)] * 1.5},
    "gone": lambda tensors: {name: t for name, t in tensors.items() if name != "lm_head.weight"},
    "the head alone": _only_head,
    "names without prefix": _bare,
    "both names": lambda tensors: _bare({name: t * 0.5 for name, t in tensors.items()}) | tensors,
    "not a number": _with_nan,
    "one too many": lambda tensors: tensors | {f"{max(tensors)}.more": tensors[max(tensors)].clone()},
    "one too few": lambda tensors: {name: t for name, t in tensors.items() if name != max(tensors)},
    "buffers of old": lambda tensors: (
        tensors | {"model.layers.0.self_attn.rotary_emb.inv_freq": tensors[max(tensors)] * 9}
    ),
}


def _save(path: Path, tensors: Tensors) -> None:
    from safetensors.torch import save_file

    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path, metadata={"format": "pt"})


def _other(tensors: Tensors) -> Tensors:
    return {name: -tensor for name, tensor in tensors.items()} if _signed(tensors) else tensors


def _signed(tensors: Tensors) -> bool:
    return all(tensor.is_floating_point() and tensor.itemsize > 1 for tensor in tensors.values())


def _whole(folder: Path, tensors: Tensors) -> None:
    _save(folder / WHOLE, tensors)


def _shards(folder: Path, tensors: Tensors) -> None:
    names = sorted(tensors)
    halves = {f"model-0000{n + 1}-of-00002.safetensors": names[n::2] for n in (0, 1)}
    for file, some in halves.items():
        _save(folder / file, {name: tensors[name] for name in some})
    where = {name: file for file, some in halves.items() for name in some}
    folder.joinpath(INDEX).write_text(json.dumps({"metadata": {}, "weight_map": where}), encoding="utf-8")


def _whole_beside_shards(folder: Path, tensors: Tensors) -> None:
    _shards(folder, _other(tensors))
    _whole(folder, tensors)


def _stale_index(folder: Path, tensors: Tensors) -> None:
    _whole_beside_shards(folder, tensors)
    for path in folder.glob("model-*.safetensors"):
        path.unlink()


def _shards_without_index(folder: Path, tensors: Tensors) -> None:
    _shards(folder, tensors)
    folder.joinpath(INDEX).unlink()


def _shard_missing(folder: Path, tensors: Tensors) -> None:
    _shards(folder, tensors)
    folder.joinpath("model-00002-of-00002.safetensors").unlink()


def _both_in_one_index(folder: Path, tensors: Tensors) -> None:
    _shards(folder, tensors)
    _save(folder / "model-00002-of-00002.safetensors", _other(tensors))


def _beside(name: str) -> Callable[[Path, Tensors], None]:
    def write(folder: Path, tensors: Tensors) -> None:
        _whole(folder, tensors)
        _save(folder / name, _other(tensors))

    return write


def _consolidated(folder: Path, tensors: Tensors) -> None:
    _shards(folder, tensors)
    _save(folder / "consolidated.safetensors", _other(tensors))


def _two_wholes(folder: Path, tensors: Tensors) -> None:
    _save(folder / "a.safetensors", tensors)
    _save(folder / "b.safetensors", _other(tensors))


def _cut(folder: Path, tensors: Tensors) -> None:
    _whole(folder, tensors)
    path = folder / WHOLE
    path.write_bytes(path.read_bytes()[:-100])


def _flipped(folder: Path, tensors: Tensors) -> None:
    _whole(folder, tensors)
    path = folder / WHOLE
    found = bytearray(path.read_bytes())
    found[9] ^= 0x20
    path.write_bytes(found)


def _written(name: str, data: str, encoding: str = "utf-8") -> Callable[[Path, Tensors], None]:
    def write(folder: Path, tensors: Tensors) -> None:
        _whole(folder, tensors)
        folder.joinpath(name).write_text(data or folder.joinpath(name).read_text(encoding="utf-8"), encoding=encoding)

    return write


LAYOUTS: dict[str, Callable[[Path, Tensors], None]] = {
    "whole": _whole, "shards": _shards, "whole beside other shards": _whole_beside_shards, "stale index": _stale_index,
    "shards without index": _shards_without_index, "a shard missing": _shard_missing,
    "one tensor in two shards": _both_in_one_index, "consolidated beside shards": _consolidated,
    "consolidated beside whole": _beside("consolidated.safetensors"), "a variant": _beside("model.fp16.safetensors"),
    "an adapter": _written("adapter_config.json", "{}"), "two wholes": _two_wholes, "cut off": _cut,
    "a bit of the header": _flipped, "weights not fetched": _written(WHOLE, POINTER),
    "config not fetched": _written("config.json", POINTER), "byte-order mark": _written("config.json", "", "utf-8-sig"),
    "empty config": _written("config.json", " "), "config of a list": _written("config.json", "[]"),
}  # fmt: skip
