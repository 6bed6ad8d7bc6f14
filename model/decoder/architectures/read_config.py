"""Read a config.json into a model's architecture and sizes; settings that this decoder does not support are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args, get_type_hints

from attention_scenes.model.decoder.architectures.architecture import Architecture, Config, Sinusoid
from attention_scenes.model.decoder.architectures.config_keys import set_oddly, unknown
from attention_scenes.model.decoder.architectures.config_values import (
    flag,
    fraction,
    is_one_of,
    one_of,
    positive,
    share,
    whole,
)
from attention_scenes.model.decoder.architectures.families import FAMILIES, Family
from attention_scenes.model.decoder.architectures.rotary import SETTINGS as ROPES
from attention_scenes.model.decoder.architectures.rotary import Rope, kind_of, read_rope
from attention_scenes.model.decoder.architectures.windows import longest_text
from attention_scenes.model.errors import UserError

DTYPES = ("float32", "float16", "bfloat16", "float64")
WHOLE_TURN = (None, 1, 1.0)  # partial_rotary_factor: all pairs of a head turn


def family_of(data: Mapping[str, Any]) -> Family:
    """Return the family of a ``config.json``; UserError where there is none."""
    kind = data.get("model_type")
    if not isinstance(kind, str) or kind not in FAMILIES:
        *most, last = FAMILIES
        raise UserError(f"The model is of type {str(kind)[:40]!r}; what can be read is {', '.join(most)} and {last}.")
    return FAMILIES[kind]


def config_of(data: Mapping[str, Any]) -> Config:
    """Return the shape of a model from its ``config.json``; a UserError names what this decoder does not do."""
    family, kind = family_of(data), data["model_type"]
    if data.get("auto_map"):
        raise UserError(
            "The model brings code of its own (auto_map in its config.json), which is not run: what it computes is not "
            f"known to be what a {kind} computes. Take a model without, or remove auto_map where it is plain {kind}."
        )
    settings = {**family.usual, **data}
    try:
        made = _architecture(family, settings)
        if strange := [*set_oddly(family, made.positions, data), *_not_done(family, made, data)]:
            raise UserError(f"The model's config.json sets {', '.join(strange)}, which this decoder does not do.")
        config = _config(family, made, settings)
        _check(family, settings, config)
    except KeyError as missing:
        raise UserError(f"The model's config.json has no {missing}.") from None
    except (TypeError, ValueError) as error:
        raise UserError(f"The model's config.json cannot be read: {error}.") from None
    if strange := unknown(family, made.positions, data):
        raise UserError(
            f"The model's config.json sets {', '.join(strange)[:200]}, which is not known here and could change what "
            f"the model computes: remove it where it does not."
        )
    return config


def _architecture(family: Family, settings: Mapping[str, Any]) -> Architecture:
    """Return the family's architecture, with what a config chooses, switches on and ties."""
    hints = get_type_hints(Architecture)
    chosen: dict[str, Any] = {part: flag(settings, part) for part in family.parts}
    chosen |= {part: one_of(settings, key, get_args(hints[part])) for key, part in family.choices.items()}
    made = replace(family.architecture, **chosen)
    biases = made.biases + "".join(maps for key, maps in family.switches.items() if flag(settings, key))
    there = {"none": "qkvo", "plain": "qkvoud"}.get(made.mlp, "qkvogud")
    there = there if made.value_map else there.replace("v", "")
    return replace(made, biases="".join(x for x in there if x in biases), tied=flag(settings, "tie_word_embeddings"))


def _not_done(family: Family, made: Architecture, data: Mapping[str, Any]) -> list[str]:
    """Return the settings of keys that are read whose values this decoder does not support."""
    strange = [name for name, good in family.only.items() if name in data and not is_one_of(data[name], good)]
    if made.positions != "rotary":
        return strange
    kind, part = kind_of(data), data.get("partial_rotary_factor")
    odd = {f"rope_scaling {kind!r}": kind not in ROPES, "partial_rotary_factor": not is_one_of(part, WHOLE_TURN)}
    return [name for name, bad in odd.items() if bad] + strange


def _config(family: Family, made: Architecture, settings: Mapping[str, Any]) -> Config:
    key, places = family.sizes, _places(made, settings)
    heads, width, layers = (whole(settings, key[size]) for size in ("n_heads", "d_model", "n_layers"))
    shared = settings.get(key["n_kv_heads"]) if "n_kv_heads" in key else None
    d_head = _head_size(family, settings, width, heads)
    if made.positions == "rotary" and d_head % 2:
        raise ValueError(f"heads of an odd size, {d_head}, have no pairs to turn")
    soft = _soft_vectors(made, settings)
    if made.positions == "sinusoid" and width % 2:
        raise ValueError(f"vectors of an odd size, {width}, have no pairs of a sine and a cosine")
    return Config(
        made,
        n_layers=layers,
        n_heads=heads,
        n_kv_heads=heads if shared is None else whole(settings, key["n_kv_heads"]),
        d_model=width,
        d_head=d_head,
        d_mlp=_mlp_width(family, made, settings, width),
        n_vocab=whole(settings, key["n_vocab"]),
        n_context=longest_text(family.window, settings, layers, whole(settings, key["n_context"])) + soft,
        norm_eps=_eps(made, settings, key["norm_eps"]),
        places=places,
        n_types=whole(settings, "type_vocab_size") if made.norm_after else 0,
        n_soft=soft,
    )


def _soft_vectors(made: Architecture, settings: Mapping[str, Any]) -> int:
    """Return how many learned vectors stand before every text; where places turn, they would have one."""
    if not settings.get("soft_vectors"):
        return 0
    if made.positions == "rotary" or made.tied:
        raise ValueError("soft_vectors are set, which go with added positions and an unembedding of its own alone")
    return whole(settings, "soft_vectors")


def _eps(made: Architecture, settings: Mapping[str, Any], key: str) -> float:
    """Return what keeps a normalised zero vector finite; 0 in a model that normalises nothing."""
    if made.norm != "none":
        return fraction(settings, key)
    if settings.get(key):
        raise ValueError(f"{key} is {str(settings[key])[:40]}, where nothing is normalised")
    return 0.0


def _places(made: Architecture, settings: Mapping[str, Any]) -> Rope | Sinusoid | None:
    """Return the settings of positions that have some."""
    if made.positions == "sinusoid":
        return Sinusoid(*(positive(name, settings[name]) for name in ("sinusoid_base", "sinusoid_scale")))
    return read_rope(settings) if made.positions == "rotary" else None


def _head_size(family: Family, settings: Mapping[str, Any], width: int, heads: int) -> int:
    """Return the size of a head; only some families let it differ from the width's share."""
    key = family.sizes.get("d_head", "")
    by_share = key not in settings or (settings[key] is None and key not in family.never_null)
    if by_share or not family.free_heads:
        size = share(family.sizes["d_model"], width, family.sizes["n_heads"], heads)
    return size if by_share else whole(settings, key)


def _mlp_width(family: Family, made: Architecture, settings: Mapping[str, Any], width: int) -> int:
    key = family.sizes["d_mlp"]
    if made.mlp == "none":
        if settings.get(key):
            raise ValueError(f"{key} is {str(settings[key])[:40]}, where the model has no MLP")
        return 0
    if family.mlp_ratio is not None and settings.get(key) is None:
        return family.mlp_ratio * width
    return whole(settings, key)


def _check(family: Family, settings: Mapping[str, Any], config: Config) -> None:
    """Raise a TypeError or ValueError where settings do not fit each other, or are no settings."""
    share("the number of heads", config.n_heads, "num_key_value_heads", config.n_kv_heads)
    for name in family.flags:
        flag(settings, name)
    for name in ("dtype", "torch_dtype"):
        if settings.get(name) not in (None, *DTYPES):
            raise ValueError(f"{name} is {str(settings[name])[:40]!r}, where one of {', '.join(DTYPES)} is expected")
    if not config.architecture.value_map and config.n_kv_heads * config.d_head != config.d_model:
        raise ValueError(
            f"value_map is false, where {config.n_kv_heads} heads of {config.d_head} are no shares of a width of "
            f"{config.d_model}"
        )
    pad = settings.get("pad_token_id")
    if family.pads and pad is not None and pad not in range(-config.n_vocab, config.n_vocab):
        raise ValueError(f"pad_token_id is {str(pad)[:40]}, where the vocabulary has {config.n_vocab:,} tokens")
