"""Model folders of our own type, in which every part of the decoder is chosen; the weights are random."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from tests.helpers.models.odd_tokenizers import write_tokenizer
from tests.helpers.models.small_bundles import real

Config = dict[str, Any]
PLACES: dict[str, Config] = {
    "rotary": {"rope_theta": 300.0}, "learned": {}, "sinusoid": {"sinusoid_base": 200.0, "sinusoid_scale": 0.7},
    "none": {},
}  # fmt: skip


def textbook_config(positions: str, norm: str = "layer", mlp: str = "plain", **more: Any) -> Config:
    """Return a config.json; three heads of 4, of which none, or all, share their keys and values."""
    return {
        "model_type": "textbook", "positions": positions, "norm": norm, "mlp": mlp, "hidden_act": "gelu",
        "num_hidden_layers": 2, "num_attention_heads": 3, "num_key_value_heads": 3, "hidden_size": 12, "head_dim": 4,
        "max_position_embeddings": 24, "attention_bias": False, "mlp_bias": False,
        "tie_word_embeddings": False, "bos_token_id": 1,
    } | ({} if mlp == "none" else {"intermediate_size": 20}) | ({} if norm == "none" else {"norm_eps": 1e-5}) | (
        PLACES[positions] | more
    )  # fmt: skip


def write_readable_textbook(folder: Path, positions: str, mlp: str) -> Path:
    """Write a folder of three layers that reads English, with the default model's tokenizer."""
    sizes = {"vocab_size": 49152, "hidden_size": 48, "head_dim": 12, "num_attention_heads": 4, "num_hidden_layers": 3}
    more = {"num_key_value_heads": 4, "max_position_embeddings": 256, "bos_token_id": 0}
    write_textbook(folder, textbook_config(positions, mlp=mlp, **sizes, **more))
    shutil.copy(real().checkpoint.folder / "tokenizer.json", folder)
    return folder


def shapes(config: Config) -> dict[str, tuple[int, ...]]:
    """Return the name and shape of every tensor that a model of this config has."""
    width, size = config["hidden_size"], config["head_dim"]
    heads, groups = config["num_attention_heads"] * size, config["num_key_value_heads"] * size
    maps = {"self_attn.q_proj": (heads, width), "self_attn.k_proj": (groups, width)}
    maps |= {"self_attn.v_proj": (groups, width), "self_attn.o_proj": (width, heads)}
    if not config.get("value_map", True):
        del maps["self_attn.v_proj"]
    norms = ["input_layernorm"]
    if config["mlp"] != "none":
        wide = config["intermediate_size"]
        maps |= {"mlp.up_proj": (wide, width), "mlp.down_proj": (width, wide)}
        norms.append("post_attention_layernorm")
    if config["mlp"] == "gated":
        maps["mlp.gate_proj"] = (wide, width)
    found: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (config["vocab_size"], width)}
    if config["positions"] == "learned":
        found["model.embed_positions.weight"] = (config["max_position_embeddings"], width)
    if not config["tie_word_embeddings"]:
        found["lm_head.weight"] = (config["vocab_size"], width)
    places = [f"model.layers.{layer}.{norm}" for layer in range(config["num_hidden_layers"]) for norm in norms]
    for place in (*places, "model.norm") if config["norm"] != "none" else ():
        found |= {f"{place}.{kind}": (width,) for kind in ("weight", "bias")[: 1 + (config["norm"] == "layer")]}
    for layer in range(config["num_hidden_layers"]):
        for part, shape in maps.items():
            found[f"model.layers.{layer}.{part}.weight"] = shape
            if config["attention_bias" if "attn" in part else "mlp_bias"]:
                found[f"model.layers.{layer}.{part}.bias"] = shape[:1]
    return found


def write_textbook(folder: Path, config: Config, seed: int = 0) -> Path:
    """Write a folder with the random weights of a config, and a tokenizer of bytes unless it has a vocab_size."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    if "vocab_size" not in config:
        config = config | {"vocab_size": write_tokenizer("bytes", False, None, folder) + 2}
    source = torch.Generator().manual_seed(seed)
    tensors = {name: torch.randn(shape, generator=source) * 0.5 for name, shape in shapes(config).items()}
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
