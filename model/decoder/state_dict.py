"""Load the tensors of a model folder into a decoder, whichever family wrote them.

The names used are those of the Llama family in the ``transformers`` library. GPT-2 lays its matrices out the other way
round (in rows, out columns) and keeps W_Q, W_K and W_V in one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.folder_check import tensor_files
from attention_scenes.model.checkpoint.json_files import AGAIN
from attention_scenes.model.checkpoint.safetensors_header import tensors_in
from attention_scenes.model.decoder.architectures import biased, config_of, tied
from attention_scenes.model.decoder.rotary import read_rope
from attention_scenes.model.decoder.transformer import Block, Config, Transformer
from attention_scenes.model.errors import UserError

TRAINED = "original_max_position_embeddings"
TABLE = "model.embed_tokens.weight"
GPT2_NAMES = {
    "wte": "embed_tokens", "wpe": "embed_positions", "ln_f": "norm", "ln_1": "input_layernorm",
    "ln_2": "post_attention_layernorm", "attn.c_proj": "self_attn.o_proj", "mlp.c_fc": "mlp.up_proj",
    "mlp.c_proj": "mlp.down_proj",
}  # fmt: skip


def load(checkpoint: Checkpoint, device: str | None = None) -> Transformer:
    """Read the weights of a checkpoint (safetensors) onto the GPU if there is one, else the CPU, as float32.

    Raises
    ------
    UserError
        A model that this decoder does not do; damaged weights, or some that are not finite; a tensor too few or too
        many, or of another size.
    """
    folder, data = checkpoint.folder, checkpoint.config
    config = config_of(data)
    try:
        return assemble(data, config, named(data, read_tensors(folder, device)))
    except KeyError as missing:
        raise UserError(
            f"The weights in {folder} have no tensor {missing}, which a model of its config.json has."
        ) from None
    except ValueError as error:
        raise UserError(f"The weights in {folder} are not what its config.json says: {error}.") from None


def read_tensors(folder: Path, device: str | None = None) -> dict[str, Tensor]:
    """Return the parameters of a model folder as float32, by the names that they are stored under."""
    from safetensors import SafetensorError, safe_open

    names = {path: tensors_in(path) for path in tensor_files(folder)}
    if twice := [name for name, count in Counter(n for some in names.values() for n in some).items() if count > 1]:
        raise UserError(f"Two files of {folder} hold a tensor {twice[0]}: keep the files of one model.")
    found: dict[str, Tensor] = {}
    for path, stored in names.items():
        try:
            with safe_open(path, "pt", device or ("cuda" if torch.cuda.is_available() else "cpu")) as file:
                # One at a time: the whole is never in memory twice.
                found |= {name: finite(path, name, file.get_tensor(name).float()) for name in stored}
        except (SafetensorError, OSError) as error:
            raise UserError(f"{path} is damaged ({error}). {AGAIN}.") from None
    return found


def finite(path: Path, name: str, tensor: Tensor) -> Tensor:
    """Return the same tensor; a UserError where a number in it is NaN or infinite."""
    if tensor.isfinite().all():
        return tensor
    place = ", ".join(map(str, (~tensor.isfinite()).nonzero()[0].tolist()))
    raise UserError(
        f"{path} holds {name} with {tensor[~tensor.isfinite()][0]:g} at [{place}]: no weight of a model. {AGAIN}."
    )


def named(data: Mapping[str, Any], found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the same tensors by the names, and in the layout, of the Llama family; ValueError for a name twice."""
    prefix = "transformer." if data["model_type"] == "gpt2" else "model."
    if twice := [name for name in found if name.startswith(prefix) and name.removeprefix(prefix) in found]:
        raise ValueError(f"they hold {twice[0]} twice, with {prefix} and without")
    if data["model_type"] != "gpt2":
        return {name if name.startswith(("model.", "lm_head.")) else f"model.{name}": t for name, t in found.items()}
    tensors: dict[str, Tensor] = {}
    for name, tensor in found.items():
        part, _, kind = name.removeprefix("transformer.").rpartition(".")
        at = "" if part == "lm_head" else "model."
        if block := re.fullmatch(r"h\.(\d+)\.(.+)", part):
            at, part = f"model.layers.{block[1]}.", block[2]
            tensor = tensor.T if tensor.ndim == 2 else tensor
        if part == "attn.c_attn":
            if tensor.ndim == 0 or len(tensor) % 3:
                raise ValueError(f"{name} is no three maps of one size, for queries, keys and values")
            thirds = zip("qkv", tensor.chunk(3), strict=True)
            tensors |= {f"{at}self_attn.{letter}_proj.{kind}": third for letter, third in thirds}
        else:
            tensors[f"{at}{GPT2_NAMES.get(part, part)}.{kind}"] = tensor
    return tensors


def assemble(data: Mapping[str, Any], config: Config, found: Mapping[str, Tensor]) -> Transformer:
    """Build the decoder from named tensors; KeyError where one is missing, ValueError where one is left or misfits."""
    left = untie(found) if tied(data) else dict(found)
    shapes = {name: list(tensor.shape) for name, tensor in left.items()}
    gpt2, width, size = data["model_type"] == "gpt2", config.d_model, config.d_head

    def take(name: str, *shape: int) -> Tensor:
        tensor = left.pop(name)
        if tensor.shape != shape:
            raise ValueError(f"{name} is {' × '.join(map(str, tensor.shape))}, not {' × '.join(map(str, shape))}")
        return tensor

    def bias(name: str, length: int, there: bool = gpt2) -> Tensor | None:
        return take(f"{name}.bias", length) if there else None

    def block(at: str) -> Block:
        maps: dict[str, Any] = {}
        for letter, heads in zip("qkv", (config.n_heads, config.n_kv_heads, config.n_kv_heads), strict=True):
            name, axis = f"{at}.self_attn.{letter}_proj", "H" if letter == "q" else "G"
            maps[f"W_{letter.upper()}_{axis}KD"] = take(f"{name}.weight", heads * size, width).view(heads, size, width)
            if letter in biased(data):
                maps[f"b_{letter.upper()}_{axis}K"] = take(f"{name}.bias", heads * size).view(heads, size)
        out = take(f"{at}.self_attn.o_proj.weight", width, config.n_heads * size)
        return Block(
            attn_norm_D=take(f"{at}.input_layernorm.weight", width),
            attn_shift_D=bias(f"{at}.input_layernorm", width),
            W_O_HDK=out.unflatten(1, (config.n_heads, size)).transpose(0, 1),
            b_O_D=bias(f"{at}.self_attn.o_proj", width, "o" in biased(data)),
            mlp_norm_D=take(f"{at}.post_attention_layernorm.weight", width),
            mlp_shift_D=bias(f"{at}.post_attention_layernorm", width),
            W_gate_MD=None if gpt2 else take(f"{at}.mlp.gate_proj.weight", config.d_mlp, width),
            W_up_MD=take(f"{at}.mlp.up_proj.weight", config.d_mlp, width),
            b_up_M=bias(f"{at}.mlp.up_proj", config.d_mlp),
            W_down_DM=take(f"{at}.mlp.down_proj.weight", width, config.d_mlp),
            b_down_D=bias(f"{at}.mlp.down_proj", width),
            **maps,
        )

    W_E_VD = take(TABLE, config.n_vocab, width)
    made = Transformer(
        config,
        W_E_VD,
        [block(f"model.layers.{layer}") for layer in range(config.n_layers)],
        take("model.norm.weight", width),
        take("lm_head.weight", config.n_vocab, width) if "lm_head.weight" in left or not tied(data) else W_E_VD,
        shapes,
        speed_R=None if gpt2 else rotary_speeds(data, config, W_E_VD.device),
        W_pos_CD=take("model.embed_positions.weight", config.n_context, width) if gpt2 else None,
        final_shift_D=bias("model.norm", width),
    )
    if left:
        raise ValueError(f"they hold {min(left)}, which this decoder does not use")
    return made


def untie(found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the tensors of a config with a tied unembedding: lm_head is left out only where it is the embedding.

    Where one of the two is stored it serves as both; where both are and differ, each is what it is.
    """
    head, table = found.get("lm_head.weight"), found.get(TABLE)
    if head is not None and (table is None or torch.equal(head, table)):
        return {name: tensor for name, tensor in found.items() if name != "lm_head.weight"} | {TABLE: head}
    return dict(found)


def rotary_speeds(data: Mapping[str, Any], config: Config, device: torch.device) -> Tensor:
    """Return each pair's turn from token to token, ``[R]``: the slowest about once in 2π·rope_theta tokens."""
    rope = read_rope(data)
    half, settings = config.d_head // 2, rope.settings
    speed_R = 1.0 / rope.theta ** (torch.arange(half, device=device, dtype=torch.float32) / half)
    if rope.kind == "linear":
        return speed_R / settings["factor"]
    if rope.kind == "llama3":  # slow pairs turn slower still; between slow and fast the one passes into the other
        low, high, trained = (settings[n] for n in ("low_freq_factor", "high_freq_factor", TRAINED))
        kept_R = ((trained * speed_R / (2 * math.pi) - low) / (high - low)).clamp(0, 1)
        return (1 - kept_R) * speed_R / settings["factor"] + kept_R * speed_R
    return speed_R
