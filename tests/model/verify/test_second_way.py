"""The second way reads files, settings, tokens and counts by code of its own, and downloads nothing unasked."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.checkpoint import convert, hub
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL
from attention_scenes.model.verify import check, library_comparison
from attention_scenes.model.verify.factor_pairs import mismatched
from attention_scenes.model.verify.numpy_model import config, default_weights, numpy_weights, tokens_again
from attention_scenes.model.verify.recompute import Again
from attention_scenes.model.verify.sidecar_needs import Asked
from attention_scenes.model.verify.source_expressions import evaluate
from tests.helpers import mutation_screen
from tests.helpers.models import gguf_by_hand
from tests.helpers.models.small_bundles import real, tiny_llama
from tests.helpers.models.small_weights import make_wheel

LLAMA = {
    "model_type": "llama", "hidden_size": 48, "num_attention_heads": 6, "num_hidden_layers": 3, "rms_norm_eps": 1e-5,
    "max_position_embeddings": 100,
}  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_llama(tmp_path_factory.mktemp("small"), tied=True, rms_norm_eps=0.05)


@pytest.fixture(scope="module")
def clip(small: Path) -> dict[str, Any]:
    """Return the sidecar of a clip of the small model."""
    return mutation_screen.shown_of(small, ())


def settings(folder: Path, **more: Any) -> config.Settings:
    folder.joinpath("config.json").write_text("\ufeff" + json.dumps(LLAMA | more), encoding="utf-8")
    return config.read(folder)[1]


def test_what_stands_inside_the_rope_settings_goes_before_what_stands_beside_them(tmp_path: Path) -> None:
    inner = {"rope_type": "linear", "factor": 2.0, "rope_theta": 500.0}
    assert settings(tmp_path, rope_parameters=inner, rope_theta=9.0).rope["rope_theta"] == 500
    both = settings(tmp_path, rope_parameters={"rope_theta": 7.0, "rope_type": "default"}, rope_scaling=inner).rope
    assert both == {"rope_type": "linear", "factor": 2.0, "rope_theta": 500.0}
    assert settings(tmp_path, rope_scaling={"type": "linear", "factor": 4}, rope_theta=9).rope["rope_theta"] == 9
    assert settings(tmp_path).rope == {"rope_theta": 10_000.0, "rope_type": "default"}


@pytest.mark.parametrize(
    ("more", "longest"),
    [
        ({"model_type": "mistral", "sliding_window": 6, "use_sliding_window": False}, 6),
        ({"model_type": "mistral", "sliding_window": None}, 100),
        ({"model_type": "qwen2", "sliding_window": 6}, 100),
        ({"model_type": "qwen2", "sliding_window": 6, "use_sliding_window": True}, 100),
        ({"model_type": "qwen2", "sliding_window": 6, "use_sliding_window": True, "max_window_layers": 2}, 6),
        ({"sliding_window": 6, "use_sliding_window": True}, 100),
    ],
)
def test_each_family_has_windows_of_its_own(tmp_path: Path, more: dict[str, Any], longest: int) -> None:
    assert settings(tmp_path, **more).n_context == longest


def test_a_family_has_its_own_number_of_keys(tmp_path: Path) -> None:
    assert settings(tmp_path).n_groups == 6
    assert settings(tmp_path, model_type="mistral").n_groups == 8
    assert settings(tmp_path, model_type="mistral", num_key_value_heads=None).n_groups == 6


@pytest.mark.parametrize(
    "more",
    [{"hidden_act": "gelu"}, {"mlp_bias": True}, {"rope_scaling": {"rope_type": "yarn", "factor": 2.0}},
     {"rms_norm_eps": "1e-5"}, {"partial_rotary_factor": 0.5}, {"quantization_config": {}}, {"auto_map": {"a": "b"}}],
)  # fmt: skip
def test_what_it_does_not_compute_it_refuses(tmp_path: Path, more: dict[str, Any]) -> None:
    with pytest.raises(UserError) as caught:
        settings(tmp_path, **more)
    assert "\n" not in str(caught.value)


def test_one_file_goes_before_an_index_and_a_stored_head_before_the_flag(small: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    (tmp_path / numpy_weights.INDEX).write_text('{"weight_map": {"x": "gone.safetensors"}}')
    (tmp_path / "consolidated.safetensors").write_bytes(b"")
    assert numpy_weights.files_of(tmp_path) == [tmp_path / "model.safetensors"]
    tensors = load_file(tmp_path / "model.safetensors")
    before = numpy_weights.Weights(tmp_path)
    assert before.tied and "lm_head.weight" not in before.shapes()
    table = tensors["model.embed_tokens.weight"]
    for head, tied in ((table, True), (table[::-1].copy(), False)):
        save_file(tensors | {"lm_head.weight": head}, tmp_path / "model.safetensors")
        after = numpy_weights.Weights(tmp_path)
        assert after.tied is tied and np.array_equal(after.unembedding(), head)
        assert after.n_parameters() == before.n_parameters() + (0 if tied else head.size)


def test_a_text_starts_as_the_tokenizer_says_then_as_the_config_says(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "bare")
    shutil.copytree(small, tmp_path / "dressed")
    path = tmp_path / "dressed" / "tokenizer.json"
    rules = json.loads(path.read_text(encoding="utf-8"))
    rules["post_processor"] = {
        "type": "TemplateProcessing", "pair": [{"Sequence": {"id": "A", "type_id": 0}}],
        "single": [{"SpecialToken": {"id": "<|im_end|>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
        "special_tokens": {"<|im_end|>": {"id": "<|im_end|>", "ids": [2], "tokens": ["<|im_end|>"]}},
    }  # fmt: skip
    path.write_text(json.dumps(rules), encoding="utf-8")
    firsts = {
        (name, str(bos)): tokens_again.pieces_of(tmp_path / name, {"bos_token_id": bos, "eos_token_id": 2}, "a")[0].id
        for name in ("bare", "dressed")
        for bos in (1, [1, 5], None, 10**9)
    }
    assert {first for (name, _), first in firsts.items() if name == "dressed"} == {2}
    assert [first for (name, _), first in firsts.items() if name == "bare"] == [1, 1, 0, 0]


def test_a_token_of_bytes_has_no_text_to_compare(small: Path) -> None:
    row = tokens_again.pieces_of(small, {}, "a \U0001f600 é")
    assert b"".join(piece.spelt for piece in row[1:]).decode() == " a \U0001f600 é"
    assert [piece.text() for piece in row].count(None) == 2
    assert [piece.word for piece in row] == [-1, 0, 1, 1, 2]


def test_a_model_that_a_sidecar_names_is_not_fetched_unasked(
    clip: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def no_network(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    def fetch(name: str, progress: Any = None, offline: bool = False) -> None:
        asked.append((name, offline))
        if not offline:
            raise UserError("the hub was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    elsewhere = clip | {"needs": clip["needs"] | {"model": "somebody/a-model-of-theirs"}}
    assert [p.code for p in check.check(elsewhere)] == ["weights.missing"]
    monkeypatch.setattr(hub, "fetch", fetch)
    [problem] = check.check(elsewhere)
    assert "verify --fetch" in problem.what and asked == [("somebody/a-model-of-theirs", True)]
    with pytest.raises(UserError, match="the hub was asked"):
        check.check(elsewhere, fetch=True)


def test_a_model_that_is_on_this_disk_is_not_looked_for_elsewhere(monkeypatch: pytest.MonkeyPatch, small: Path) -> None:
    import huggingface_hub

    asked = []

    def snapshot(name: str, local_files_only: bool, **_: object) -> str:
        asked.append(local_files_only)
        return str(small)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", snapshot)
    with hub.left_alone():
        assert hub.fetch("somebody/a-model-of-theirs") == small
    hub.fetch("somebody/a-model-of-theirs")
    assert asked == [True, False]


def test_default_weights_that_are_not_here_are_not_fetched_unasked(
    clip: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ATTENTION_WEIGHTS_CACHE", str(tmp_path))
    monkeypatch.setattr(convert, "fetch_and_convert", lambda *_: pytest.fail("they were fetched"))
    [problem] = check.check(clip | {"needs": clip["needs"] | {"model": DEFAULT_MODEL}})
    assert problem.code == "weights.missing" and "render.py weights" in problem.what


def test_the_default_weights_are_what_their_file_holds(monkeypatch: pytest.MonkeyPatch, clip: dict[str, Any]) -> None:
    assert default_weights.is_as_pinned(real().checkpoint.folder)
    monkeypatch.setattr(default_weights, "CONTENT", "0" * 64)
    [problem] = check.check(clip | {"needs": clip["needs"] | {"model": DEFAULT_MODEL}})
    assert problem.code == "weights.converted"


def test_what_is_converted_is_what_a_reading_by_hand_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_wheel(tmp_path)
    convert._convert(tmp_path / "tiny.gguf", tmp_path, lambda *_: None)
    assert default_weights.content(tmp_path) == gguf_by_hand.content(tmp_path / "tiny.gguf")
    monkeypatch.setattr(convert, "_unpermute", lambda rows, heads: rows)
    convert._convert(tmp_path / "tiny.gguf", tmp_path, lambda *_: None)
    assert default_weights.content(tmp_path) != gguf_by_hand.content(tmp_path / "tiny.gguf")


def test_blocks_of_four_and_eight_bits_are_unpacked_by_hand() -> None:
    import gguf

    random = np.random.default_rng(0).normal(0, 1, (6, 64)).astype(np.float32)
    for kind, number in (("Q4_1", gguf_by_hand.Q4_1), ("Q8_0", gguf_by_hand.Q8_0)):
        packed = gguf.quantize(random, gguf.GGMLQuantizationType[kind])
        assert np.array_equal(
            gguf_by_hand.numbers(packed.tobytes(), 0, number, [6, 64]),
            gguf.dequantize(packed, gguf.GGMLQuantizationType[kind]),
        )


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("rot_q[1,3,4,0]*rot_k[1,1,2,0]", "rot_q[1,3,4,0]*rot_k[1,0,2,0]"),  # keys of another head
        ("k[1,1,2,5]*q[1,4,4,5]", "k[1,1,2,5]*q[1,4,4,4]"),  # another place in the vector
        ("pattern[1,2,4,3]*v[1,0,3,7]", "pattern[1,2,4,3]*v[1,0,2,7]"),  # the value of another token
        ("v[2,0,3,7]*pattern[2,2,4,3]", "v[2,0,3,7]*pattern[1,2,4,3]"),  # another layer
        ("W_U[97,5]*final_norm[4,5]", "W_U[97,5]*final_norm[4,6]"),
    ],
)
def test_a_product_of_what_no_model_multiplies_fails(clip: dict[str, Any], true: str, false: str) -> None:
    assert mismatched(f"({true}+{true})", lambda key: 3) is None
    again = Again(Asked.of(clip["needs"]), Path(clip["needs"]["model"]), (), check.quiet)
    product = evaluate(f"({false})", again.look_up, ()).value
    wrong = {"shown": f"{product:.3f}", "value": product, "source": f"({false})"}
    assert [p.code for p in check.check(clip | {"numbers": [wrong]})] == ["numbers.source"]


def test_transformers_is_a_third_way(clip: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    assert check.check(clip, reference=True, note=lines.append) == []
    assert all(
        name in lines[0] for name in ("transformers", "pattern", "logits", "resid_post", " q,", " k,", " v,", "z")
    )
    assert "not asked" in lines[0] and "raw_scores" in lines[0]
    run = library_comparison._run
    monkeypatch.setattr(library_comparison, "_run", lambda *a: {n: 1.01 * array for n, array in run(*a).items()})
    assert {p.code for p in check.check(clip, reference=True)} == {"reference.value"}
    monkeypatch.setattr(library_comparison, "find_spec", lambda name: None)
    [problem] = check.check(clip, reference=True)
    assert problem.code == "reference.missing" and "pip install transformers" in problem.what
