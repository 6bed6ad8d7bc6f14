"""Model folders of a user's own: the files that are read, the messages about bad ones, and the model's name."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.checkpoint import folder_check, locate, safetensors_header
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.decoder import loaded_model, state_dict, trace
from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.find_weights import find_weights
from tests.helpers.models.odd_folders import Plan, make
from tests.helpers.models.small_bundles import tiny_llama
from tests.model.checkpoint.test_odd_folders import same_arrays, same_tokens

ROTARY, GPT2 = Plan("llama", (2, 1, 8, 2)), Plan("gpt2", (2, 1, 8, 2))


def refused(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        loaded_model.load_model(str(folder))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def drawn(folder: Path) -> trace.Trace:
    """Return the trace of a folder, after comparing it with the library's."""
    ours = trace.run(loaded_model.load_model(str(folder)), "a fluffy blue creature")
    same_tokens(ours, folder, of_bytes=True)
    same_arrays(ours, folder)
    return ours


@pytest.mark.parametrize("like", [ROTARY, GPT2])
@pytest.mark.parametrize(
    "laid", ["whole beside other shards", "stale index", "consolidated beside shards", "consolidated beside whole"]
)
def test_the_files_read_are_those_that_the_library_reads(tmp_path: Path, like: Plan, laid: str) -> None:
    plain, odd = make(like, tmp_path / "plain"), make(replace(like, layout=laid), tmp_path / "odd")
    assert np.array_equal(drawn(odd)["logits"], drawn(plain)["logits"])


def test_weights_that_are_left_are_spoken_of(tmp_path: Path) -> None:
    messages: list[str] = []
    locate.locate(
        str(make(replace(ROTARY, layout="whole beside other shards"), tmp_path / "m")), lambda s, _: messages.append(s)
    )
    assert "reading model.safetensors, not model-00001-of-00002.safetensors beside it" in messages
    assert folder_check.left_over(make(replace(ROTARY, layout="shards"), tmp_path / "shards")) is None


@pytest.mark.parametrize("like", [ROTARY, GPT2])
def test_a_stored_unembedding_goes_before_the_flag_that_ties_it(tmp_path: Path, like: Plan) -> None:
    tied, other = (make(replace(like, tied=True, head=head), tmp_path / head) for head in ("as it is", "another"))
    assert "lm_head.weight" not in loaded_model.load_model(str(tied)).transformer.shapes
    assert np.allclose(drawn(other)["logits"], 1.5 * drawn(tied)["logits"], atol=1e-4)
    assert "lm_head.weight" in loaded_model.load_model(str(other)).transformer.shapes
    for head in ("the table again", "the head alone"):
        same = make(replace(like, tied=True, head=head), tmp_path / head)
        assert np.array_equal(drawn(same)["logits"], drawn(tied)["logits"])
        assert "lm_head.weight" not in loaded_model.load_model(str(same)).transformer.shapes


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"layout": "weights not fetched"}, "model.safetensors is a pointer of Git LFS"),
        ({"layout": "config not fetched"}, "config.json is a pointer of Git LFS"),
        ({"layout": "byte-order mark"}, "begins with a byte-order mark"),
        ({"layout": "cut off"}, "its header speaks of"),
        ({"layout": "two wholes"}, "has a.safetensors and 1 more, and neither model.safetensors nor"),
        ({"layout": "shards without index"}, "neither model.safetensors nor model.safetensors.index.json"),
        ({"layout": "one tensor in two shards"}, "hold a tensor"),
        ({"layout": "a shard missing"}, "lacks 1 of 2 files"),
        ({"layout": "an adapter"}, "merge the two"),
        ({"head": "not a number"}, "holds model.norm.weight with nan at [23]"),
        ({"head": "both names"}, "twice, with model. and without"),
        ({"head": "one too many"}, "which this decoder does not use"),
        ({"head": "gone"}, "no tensor 'lm_head.weight'"),
        ({"storage": "float8_e4m3fn"}, "as F8_E4M3: weights that are quantised are not read"),
        ({"storage": "int8"}, "as I8"),
        ({"tokenizer": "too many"}, "320 tokens, the embedding 302 rows: token 302"),
        ({"tokenizer": "model alone"}, "has its tokenizer as tokenizer.model alone"),
        ({"tokenizer": "words"}, "cuts texts by WordLevel"),
        ({"tokenizer": "vocab and merges"}, "type 'llama' these do not say how a text is cut"),
        ({"settings": {"tokenizer_class": "BertTokenizer"}}, "BertTokenizer, whose rules are not known"),
        ({"settings": {"auto_map": {"AutoTokenizer": ["own.Own", None]}}}, "code of its own"),
        ({"change": {"vocab_size": 400}}, "model.embed_tokens.weight is 322 × 24, not 400 × 24"),
    ],
)
def test_a_folder_that_cannot_be_drawn_is_refused_for_what_it_is(tmp_path: Path, changes: dict, why: str) -> None:
    assert why in refused(make(replace(ROTARY, **changes), tmp_path / "m"))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04" + b"\0" * 60, "a zip archive"),
        (b"\x80\x02}q\0" + b"\1" * 60, "a pickle"),
        (b"GGUF" + b"\3" * 60, "a GGUF file"),
        (b"<!DOCTYPE html><html>not found</html>", "a web page"),
        (b"\x10\0\0\0\0\0\0\0" + b"\xff" * 16, "its header is no list of tensors"),
        (b"\x02\0\0\0\0\0\0\0[]", "its header is no list of tensors"),
        (b"\x0d\0\0\0\0\0\0\0" + b'{"a": {"b":1}', "its header is no list of tensors"),
        (b"\x02\0\0\0\0\0\0\0{}more", "its header speaks of 10 bytes, it has 14"),
        (b"abc", "damaged or cut off"),
    ],
)
def test_what_is_no_safetensors_is_called_what_it_is(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(data)
    with pytest.raises(UserError, match=why) as caught:
        safetensors_header.read_header(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("like", [ROTARY, GPT2])
def test_a_weight_that_is_not_finite_is_named(tmp_path: Path, like: Plan, value: float) -> None:
    from safetensors.torch import load_file, save_file

    path = make(like, tmp_path / "m") / "model.safetensors"
    for name, tensor in load_file(path).items():
        changed = load_file(path)
        changed[name] = tensor.clone()
        changed[name].view(-1)[0] = value
        save_file(changed, tmp_path / "m" / "model.safetensors")
        with pytest.raises(UserError, match=f"holds {name} with {value:g} at "):
            state_dict.read_tensors(tmp_path / "m", "cpu")
        save_file({**changed, name: tensor}, path)


@pytest.mark.parametrize("part", ["q_proj", "model.norm"])
def test_numbers_that_grow_beyond_float32_are_refused_where_they_do(tmp_path: Path, part: str) -> None:
    from safetensors.torch import load_file, save_file

    path = make(ROTARY, tmp_path / "m") / "model.safetensors"
    stored = load_file(path)
    huge = next(name for name in stored if name.endswith(f"{part}.weight"))
    save_file(stored | {huge: stored[huge].sign() * 3e38}, path)
    with pytest.raises(UserError, match=r"The model's \w+( of layer \d)? on this text is not finite"):
        trace.run(loaded_model.load_model(str(tmp_path / "m")), "a fluffy blue creature")


def label_of(name: str, folder: Path) -> str:
    return Checkpoint.read(folder, "", name).label


def test_a_model_is_called_by_its_name_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder := tmp_path / "my model").mkdir()
    snapshot = tmp_path / "models--owner--small-one" / "snapshots" / ("0123456789" * 4)
    snapshot.mkdir(parents=True)
    (tmp_path / "latest").symlink_to(folder)
    for place in (folder, snapshot):
        (place / "config.json").write_text(json.dumps({"_name_or_path": "someone/another"}))
    assert label_of("owner/model", snapshot) == "small-one"
    assert label_of(str(snapshot), snapshot) == label_of(f"{snapshot}/", snapshot) == "small-one"
    assert label_of(f"{folder}/", folder) == "my model"
    assert label_of(str(tmp_path / "latest"), folder) == "latest", "as it was asked for"
    monkeypatch.chdir(folder)
    assert label_of(".", folder) == label_of("./", folder) == label_of("../my model", folder) == "my model"
    monkeypatch.chdir(snapshot)
    assert label_of(".", snapshot) == "small-one"
    (bare := tmp_path / ("ab" * 20)).mkdir()
    (bare / "config.json").write_text(json.dumps({"_name_or_path": "owner/tiny"}))
    assert label_of(str(bare), bare) == "tiny"


def test_a_model_of_the_project_is_found_wherever_a_program_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "assets/checkpoints/step-100"
    folder = tiny_llama(tmp_path / "project" / name)
    monkeypatch.setattr(locate, "ROOT", tmp_path / "project")
    monkeypatch.chdir(tmp_path)
    found = locate.locate(name)
    assert (found.folder, found.label) == (folder, "step-100") and locate.digest(name) == found.digest
    assert find_weights(name, locate.quiet, fetch=False) == found
    with pytest.raises(UserError, match="No model 'assets/checkpoints/step-200'"):
        locate.locate("assets/checkpoints/step-200")
