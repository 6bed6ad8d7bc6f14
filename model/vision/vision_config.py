"""Read the config.json of a vision transformer; what this one does not do is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from attention_scenes.model.checkpoint.vision_kinds import OWN_VISION, VISION_KINDS
from attention_scenes.model.decoder.architectures.architecture import Architecture, Config
from attention_scenes.model.decoder.architectures.config_values import flag, fraction, one_of, share, whole
from attention_scenes.model.errors import UserError

SIZES = {
    "hidden_size", "num_hidden_layers", "num_attention_heads", "hidden_act", "layer_norm_eps", "image_size",
    "patch_size", "num_channels", "qkv_bias", "id2label", "model_type",
}  # fmt: skip
READ = {
    "vit": SIZES | {"intermediate_size"},
    "dinov2": SIZES | {"mlp_ratio", "use_swiglu_ffn"},
    OWN_VISION: SIZES | {"intermediate_size", "causal", "class_token", "patch_order", "positions"},
}
HARMLESS = {
    "architectures", "attention_probs_dropout_prob", "hidden_dropout_prob", "initializer_range", "encoder_stride",
    "pooler_act", "pooler_output_size", "transformers_version", "dtype", "torch_dtype", "label2id", "problem_type",
    "drop_path_rate", "layerscale_value", "use_mask_token", "apply_layernorm", "reshape_hidden_states", "out_features",
    "out_indices", "stage_names", "name", "_name_or_path", "finetuning_task", "return_dict", "output_attentions",
    "output_hidden_states", "is_encoder_decoder", "chunk_size_feed_forward", "num_labels",
}  # fmt: skip
MOST_TOKENS = 1100  # weights of all heads on more patches fill the memory
ClassAt = Literal["first", "last"]


@dataclass(frozen=True)
class VisionConfig:
    """A vision transformer's sizes, and how it cuts a picture.

    Attributes
    ----------
    kind
        The ``model_type``.
    stack
        The sizes of its layers, which are a decoder's, without a mask in most. Its vocabulary are its answers, as many
        as the classifier has rows.
    image, patch, channels
        Pixels of a side of the pictures that its places are for, and of a patch; numbers of a pixel.
    answers
        The names of what it can say of a picture, where its config.json has some.
    class_at
        Where the class token stands.
    order
        Which patch is put in which place; empty where each is put in its own.
    """

    kind: str
    stack: Config
    image: int
    patch: int
    channels: int
    answers: tuple[str, ...]
    class_at: ClassAt = "first"
    order: tuple[int, ...] = ()


def vision_config(data: Mapping[str, Any]) -> VisionConfig:
    """Return the shape of a vision transformer; a UserError names what this one does not do."""
    kind = str(data.get("model_type"))
    if kind not in VISION_KINDS:
        raise UserError(f"The model is of type {kind[:40]!r}; of pictures {', '.join(VISION_KINDS)} can be read.")
    known = READ[kind] | HARMLESS
    if strange := [name for name, value in data.items() if name not in known and value is not None]:
        raise UserError(
            f"The model's config.json sets {', '.join(strange)[:200]}, which is not known here and could change what "
            "the model computes: remove it where it does not."
        )
    try:
        return _read(kind, data)
    except KeyError as missing:
        raise UserError(f"The model's config.json has no {missing}.") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise UserError(f"The model's config.json cannot be read: {error}.") from None


def _read(kind: str, data: Mapping[str, Any]) -> VisionConfig:
    if data.get("use_swiglu_ffn"):
        raise ValueError("it has gated MLPs (use_swiglu_ffn), which this decoder does not do")
    width, heads = whole(data, "hidden_size"), whole(data, "num_attention_heads")
    image, patch = whole(data, "image_size"), whole(data, "patch_size")
    grid = share("image_size", image, "patch_size", patch)
    biases = "qkvoud" if flag({"qkv_bias": True, **data}, "qkv_bias") else "oud"
    usual = {"causal": False, "class_token": "first", "hidden_act": "gelu", "positions": "learned", **data}
    made = Architecture(
        positions=one_of(usual, "positions", ("learned", "none")), norm="layer", mlp="plain", biases=biases,
        causal=flag(usual, "causal"), activation=one_of(usual, "hidden_act", ("gelu", "gelu_new", "relu", "silu")),
    )  # fmt: skip
    named = {int(number): str(text) for number, text in dict(data.get("id2label") or {}).items()}
    stack = Config(
        made, n_layers=whole(data, "num_hidden_layers"), n_heads=heads, n_kv_heads=heads, d_model=width,
        d_head=share("hidden_size", width, "num_attention_heads", heads),
        d_mlp=whole(data, "mlp_ratio") * width if kind == "dinov2" else whole(data, "intermediate_size"),
        n_vocab=0, n_context=grid * grid + 1, norm_eps=fraction(data, "layer_norm_eps"),
    )  # fmt: skip
    order = tuple(data.get("patch_order") or ())
    if order and sorted(order) != [*range(grid * grid)]:
        raise ValueError("patch_order does not have each patch once")
    answers = tuple(named[number] for number in range(len(named)))
    channels = whole({"num_channels": 3, **data}, "num_channels")
    if channels not in (1, 3):
        raise ValueError(f"pixels have {channels} numbers, where grey has one and colours have three")
    class_at: ClassAt = one_of(usual, "class_token", ("first", "last"))
    return VisionConfig(kind, stack, image, patch, channels, answers, class_at, order)
