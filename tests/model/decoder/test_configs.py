"""Settings of a config.json: read as ``transformers`` reads them, or refused by the key's name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.model.checkpoint.json_files import read_object
from attention_scenes.model.decoder.architectures import read_config, rotary
from attention_scenes.model.errors import UserError
from tests.helpers.models.published_configs import CONFIGS

LLAMA, MISTRAL, QWEN, GPT2 = (CONFIGS[name][1] for name in ("TinyLlama-1.1B", "Mistral-7B-v0.1", "Qwen2-0.5B", "gpt2"))
LINEAR = {"rope_type": "linear", "factor": 4.0}


def refused(config: dict[str, Any]) -> str:
    with pytest.raises(UserError) as caught:
        read_config.config_of(config)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400
    return str(caught.value)


@pytest.mark.parametrize("name", CONFIGS)
def test_well_known_models_are_taken(name: str) -> None:
    context, config = CONFIGS[name]
    assert read_config.config_of(json.loads(json.dumps(config))).n_context == context


@pytest.mark.parametrize("name", ["TinyLlama-1.1B", "Mistral-7B-v0.1", "Qwen2-0.5B", "gpt2"])
def test_what_the_library_writes_is_taken_as_what_was_published(name: str) -> None:
    from transformers import AutoConfig

    published = CONFIGS[name][1]
    again = json.loads(AutoConfig.for_model(**published).to_json_string())
    assert read_config.config_of(again) == read_config.config_of(published)


@pytest.mark.parametrize(
    ("said", "kind", "theta"),
    [
        ({"rope_theta": 7.0}, "default", 7.0),
        ({}, "default", 10_000.0),
        ({"rope_parameters": {"rope_theta": 5.0}, "rope_theta": 7.0}, "default", 5.0),
        ({"rope_parameters": LINEAR, "rope_theta": 7}, "linear", 7.0),
        ({"rope_scaling": {"type": "linear", "factor": 4}}, "linear", 10_000.0),
        ({"rope_scaling": LINEAR, "rope_parameters": LINEAR | {"rope_theta": 7.0}, "rope_theta": 7.0}, "linear", 7.0),
        ({"rope_scaling": {}, "rope_parameters": LINEAR | {"rope_theta": 9.0}}, "linear", 9.0),
    ],
)
def test_positions_are_read_from_where_they_are_set(said: dict[str, Any], kind: str, theta: float) -> None:
    found = rotary.read_rope(LLAMA | {"rope_theta": 10_000.0} | said)
    assert (found.kind, found.theta) == (kind, theta)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            {"rope_scaling": LINEAR, "rope_parameters": {"rope_type": "default"}},
            "contradict each other .*linear.*default",
        ),
        ({"rope_scaling": LINEAR, "rope_parameters": LINEAR | {"factor": 2.0}}, "contradict each other"),
        ({"rope_scaling": LINEAR, "rope_parameters": LINEAR | {"rope_theta": 5.0}}, "contradict each other"),
        ({"rope_parameters": {"rope_type": "default"}, "rope_scaling": {"rope_type": "yarn", "factor": 4.0}}, "'yarn'"),
        ({"rope_parameters": {"rope_type": "yarn", "factor": 4.0}, "rope_scaling": LINEAR}, "'yarn'"),
        ({"rope_scaling": "linear"}, "'linear', where settings in braces"),
        ({"rope_scaling": {"factor": 4.0}}, "sets factor, which that kind does not read"),
        ({"rope_scaling": LINEAR | {"factor": "4"}}, "factor is '4', where a number"),
        ({"rope_theta": None}, "rope_theta is 'None'"),
        ({"rope_theta": True}, "rope_theta is 'True'"),
        ({"rope_parameters": {"full_attention": LINEAR}}, "full_attention"),
    ],
)
def test_positions_that_contradict_or_are_not_done_are_refused(said: dict[str, Any], why: str) -> None:
    import re

    assert re.search(why, refused(LLAMA | said)), refused(LLAMA | said)


@pytest.mark.parametrize(
    ("config", "change", "why"),
    [
        (LLAMA, {"logit_scale": 0.5}, "sets logit_scale, which is not known here"),
        (GPT2, {"alibi": True, "qk_norm": 1}, "sets alibi, qk_norm, which is not known"),
        (LLAMA, {"transformers_weights": "other.safetensors"}, "transformers_weights"),
        (LLAMA, {"configuration_files": ["config.4.0.0.json"]}, "configuration_files"),
        (QWEN, {"per_layer_config": {"0": {"rms_norm_eps": 1.0}}}, "per_layer_config"),
        (LLAMA, {"sliding_window": 4096}, "sliding_window"),
        (MISTRAL, {"attention_bias": True}, "attention_bias"),
        (GPT2, {"hidden_size": 64}, "hidden_size"),
        (
            LLAMA,
            {"architectures": ["LlamaForSequenceClassification"]},
            "architectures 'LlamaForSequenceClassification'",
        ),
        (LLAMA, {"auto_map": {"AutoModelForCausalLM": "own.Own"}}, "code of its own"),
        (LLAMA, {"rms_norm_eps": "1e-05"}, "rms_norm_eps is '1e-05', where a number"),
        (LLAMA, {"rms_norm_eps": 0.0}, "rms_norm_eps is 0.0, where a number above 0"),
        (GPT2, {"layer_norm_epsilon": float("nan")}, "layer_norm_epsilon is nan"),
        (LLAMA, {"hidden_size": "2048"}, "hidden_size is '2048', where a whole number"),
        (LLAMA, {"hidden_size": 2048.0}, "hidden_size is '2048.0', where a whole number"),
        (LLAMA, {"num_hidden_layers": True}, "num_hidden_layers is 'True'"),
        (LLAMA, {"hidden_size": 2050}, "hidden_size, 2050, cannot be divided by num_attention_heads, 32"),
        (LLAMA, {"num_key_value_heads": 5}, "heads, 32, cannot be divided by num_key_value_heads, 5"),
        (LLAMA, {"head_dim": 63}, "odd size, 63"),
        (GPT2, {"n_head": 7}, "n_embd, 768, cannot be divided by n_head, 7"),
        (GPT2, {"n_inner": 0}, "n_inner is 0"),
        (LLAMA, {"tie_word_embeddings": "false"}, "tie_word_embeddings is 'false', where true or false"),
        (LLAMA, {"model_type": ["llama"]}, "of type"),
        (QWEN, {"layer_types": ["sliding_attention"] * 24}, "no sliding_window is in use"),
        (LLAMA, {"torch_dtype": "float99"}, "torch_dtype is 'float99'"),
        (LLAMA, {"pad_token_id": 32000}, "pad_token_id is 32000"),
    ],
)
def test_a_setting_that_is_not_understood_is_named(config: dict[str, Any], change: dict[str, Any], why: str) -> None:
    assert why in refused(config | change)


@pytest.mark.parametrize(
    ("config", "change", "tokens"),
    [
        (MISTRAL, {"sliding_window": 6, "use_sliding_window": False}, 6),
        ({key: value for key, value in MISTRAL.items() if key != "sliding_window"}, {}, 4096),
        (MISTRAL, {"sliding_window": None}, 32768),
        (QWEN, {"sliding_window": 6}, 131072),
        (QWEN, {"sliding_window": 6, "use_sliding_window": True}, 131072),
        (QWEN, {"sliding_window": 6, "use_sliding_window": True, "max_window_layers": 23}, 6),
        (QWEN, {"sliding_window": 6, "use_sliding_window": True, "layer_types": ["full_attention"] * 24}, 131072),
        (QWEN, {"sliding_window": None, "use_sliding_window": True, "max_window_layers": 0}, 131072),
    ],
)
def test_a_window_holds_by_the_rule_of_its_family(config: dict[str, Any], change: dict[str, Any], tokens: int) -> None:
    assert read_config.config_of(config | change).n_context == tokens


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b'\xef\xbb\xbf{"model_type": "llama"}', "byte-order mark"),
        ('{"a": 1}'.encode("utf-16"), "byte-order mark"),
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"{", "is no JSON"),
        (b'{"name": "\xff"}', "not UTF-8"),
        (b"[1]", "holds no settings"),
        (b"[" * 100_000, "nested deeper"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "git lfs pull"),
    ],
)
def test_a_config_that_is_none_is_refused_for_what_it_is(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "config.json").write_bytes(data)
    with pytest.raises(UserError, match=why) as caught:
        read_object(tmp_path / "config.json")
    assert "\n" not in str(caught.value)
