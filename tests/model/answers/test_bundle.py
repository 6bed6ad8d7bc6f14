"""Bundles: they hold what the needs name, are found again without torch, and are written whole or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers import bundle, store
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.decoder import trace, trace_file
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.probes.contrasts import ContrastProbe, colour_contrast
from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.probes.senses import DEFAULT_MOLE_CONTEXTS, SenseProbe
from attention_scenes.model.probes.word_arithmetic import EmbeddingProbe
from attention_scenes.model.request.clip_needs import ClipNeeds, needs_from_json
from attention_scenes.model.request.interventions import CHOSEN, KnockOut, Patch, Unmask, ZeroAblate
from attention_scenes.model.request.needs import Needs, TraceNeed
from tests.helpers.models.small_bundles import SENTENCE, differences, everything, everything_asked, real, tiny_llama


def small(text: str = "Take a biopsy", **more: object) -> Needs:
    return Needs(traces={"": TraceNeed(text, ("pattern", "resid_post"), (0, 29))}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "needs",
    [
        everything_asked(),
        Needs(
            heads={"reads": "best:adjective", "leaks": "best:leak", "third": "17.4"},
            traces={"": TraceNeed("One", ("z",), "head", 0, None, (ZeroAblate("third"), KnockOut(((2, 1),), "reads")))},
            weights=("W_Q[reads]", "W_V[third]"),
        ),
        Needs(
            head="best:leak",
            traces={"b": TraceNeed("One", ("result",), "head", 5, 2, (ZeroAblate(CHOSEN), KnockOut(((2, 1),), (3,))))},
            probes=(
                ContrastProbe("size", ("a tower",)),
                EmbeddingProbe(near=("a - b",), plane=(("a", "b"), ("a", "c"))),
            ),
        ),
    ],
)
def test_needs_survive_json_and_keep_their_digest(needs: Needs) -> None:
    again = Needs.from_json(json.loads(json.dumps(needs.to_json())))
    assert again.to_json() == needs.to_json()
    assert again.digest("0" * 64) == needs.digest("0" * 64)
    assert Needs.from_json(again.to_json()).traces == needs.traces


@pytest.mark.parametrize(
    "other",
    [
        small("Take a biopsy."),
        small(head="19.8"),
        small(heads={"a": "19.8"}),
        small(weights=("W_Q[3,1]",)),
        small(probes=(AdjectiveProbe(),)),
        small(probes=(AdjectiveProbe(nouns=("trees",)),)),
        small(probes=(SenseProbe("mole", DEFAULT_MOLE_CONTEXTS, ("a mole",)),)),
        small(probes=(SenseProbe("mole", DEFAULT_MOLE_CONTEXTS, ("the mole",)),)),
        small(probes=(LeakProbe(),)),
        small(probes=(ContrastProbe("size", ("a tower",)),)),
        small(probes=(ContrastProbe("size", ("the tower",)),)),
        small(probes=(colour_contrast("blue"),)),
        small(probes=(EmbeddingProbe(("king",)),)),
        Needs(traces={"": TraceNeed("Take a biopsy", ("pattern", "resid_post"), (0, 29), top=5)}),
        Needs(traces={"": TraceNeed("Take a biopsy", ("pattern", "resid_post"), (0, 29), first=2)}),
        Needs(traces={"": TraceNeed("Take a biopsy", ("pattern", "resid_post"), (0, 29), interventions=(Unmask(),))}),
    ],
)
def test_other_needs_have_another_digest(other: Needs) -> None:
    assert other.digest("0" * 64) != small().digest("0" * 64) != small().digest("1" * 64)


def test_what_is_read_is_what_the_model_computed() -> None:
    b = everything()
    assert b.head is not None and b.text() == SENTENCE and b.tokens()[4] == Token(12251, " creature", 3)
    layer, head = b.head
    full = trace.run(real(), SENTENCE)
    read = b.read("pattern", layer, head)
    assert np.array_equal(read.value, full["pattern"][layer, head])
    assert read[5, 4].source == f"pattern[{layer},{head},5,4]"
    assert b.read("rot_k", layer, b.kv_head(head), 4)[7].source == f"rot_k[{layer},{head // 3},4,7]"
    assert b.read("resid_post", 29, trace="a")[6, 3].source == "a.resid_post[29,6,3]"
    assert b.read("logits", 6, trace="a").shape == (49152,)
    assert np.array_equal(b.read("embed").value, full["embed"])


def test_heads_by_name_are_kept_together(tmp_path: Path) -> None:
    heads = {"first": "0.1", "second": "2.5", "third": "1.0"}
    need, cut = (TraceNeed(SENTENCE, *kept) for kept in ((("pattern", "v", "z"), "head"), (("z",), (2,))))
    traces = {"": need, "cut": replace(cut, interventions=(ZeroAblate("second"),))}
    model = str(tiny_llama(tmp_path))
    b = store.ensure(Needs(model, heads=heads, traces=traces, weights=("W_V[second]",)))
    assert b.head is None and [b.chosen_head(name) for name in heads] == [(0, 1), (2, 5), (1, 0)]
    for name, head in heads.items():
        alone = store.ensure(Needs(model, head=head, traces={"": need}))
        layer, query = alone.chosen_head()
        for array, index in (("pattern", query), ("z", query), ("v", b.kv_head(query))):
            assert np.array_equal(b.read(array, layer, index).value, alone.read(array, layer, index).value)
        assert (float(b.count(f"head.{name}.layer")), float(b.count(f"head.{name}.head"))) == (layer, query)
    assert not b.read("z", 2, 5, trace="cut").value.any() and b.read("z", 2, 4, trace="cut").value.any()
    assert b.read("W_V", 2, 1).shape == (8, 48)
    for wrong in ("secnd", ""):
        with pytest.raises(KeyError, match="secnd|choose no head"):
            b.chosen_head(wrong)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"weights": ("W_Q[reads]",)}, "a head 'reads', but no head is chosen"),
        ({"traces": {"": TraceNeed("One", ("z",), interventions=(ZeroAblate("reads"),))}}, "a head 'reads', but no"),
        ({"traces": {"": TraceNeed("One", ("z",), interventions=(ZeroAblate(CHOSEN),))}}, "'the head', but no"),
        ({"heads": {"reads": "nineteen"}}, "'nineteen' is no head"),
        ({"heads": {"head": "1.1"}}, "no name of a head"),
        ({"heads": {"layer": "1.1"}}, "no name of a head"),
        ({"weights": ("W_O[layer]",)}, "'the head', but no"),
    ],
)
def test_a_head_that_is_not_chosen_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises((UserError, ValueError), match=said):
        Needs(**{"heads": {"leaks": "best:leak"}} | given)


def test_a_key_of_a_model_is_one_word() -> None:
    for key in ("", "a/b", "Old", "3", "a.b"):
        with pytest.raises(ValueError, match="no key of a model"):
            ClipNeeds({key: small()})
    assert needs_from_json(ClipNeeds({"step-100": small()}).to_json()) == ClipNeeds({"step-100": small()})


def test_weights_are_the_head_s_own_and_make_its_queries_and_keys() -> None:
    b = everything()
    assert b.head is not None
    layer, head = b.head
    full = trace.run(real(), SENTENCE, ["attn_in", "q", "k"], [layer])
    w_q, w_k = b.read("W_Q", layer, head), b.read("W_K", layer, b.kv_head(head))
    assert w_q.shape == (64, 576) and w_q[1, 2].source == f"W_Q[{layer},{head},1,2]"
    x = full["attn_in"][0, 4]
    assert np.abs(w_q.value @ x - full["q"][0, head, 4]).max() < 1e-4
    assert np.abs(w_k.value @ x - full["k"][0, b.kv_head(head), 4]).max() < 1e-4
    assert b.read("W_O", 19, 8).shape == (576, 64) and b.read("W_V", 19, 2).shape == (64, 576)
    assert b.read("attn_norm", layer)[5].source == f"attn_norm[{layer},5]"


def test_a_layer_s_strips_and_lengths_are_those_of_all_its_heads(tmp_path: Path) -> None:
    need = TraceNeed(SENTENCE, ("z", "result_norm"), "layer")
    b = store.ensure(Needs(str(tiny_llama(tmp_path)), head="1.0", traces={"": need}, weights=("W_O[layer]",)))
    heads = range(b.meta["n_heads"])
    updates = [b.read("W_O", 1, head).value @ b.read("z", 1, head, 3).value for head in heads]
    lengths = [b.read("result_norm", 1, head, 3) for head in heads]
    assert np.allclose([float(each) for each in lengths], np.linalg.norm(updates, axis=1), rtol=1e-4)
    assert not differences(b, lengths) and differences(b, lengths, off=0.01)
    with pytest.raises(KeyError, match="was not asked for"):
        b.read("W_O", 0, 0)


def test_what_was_not_asked_for_is_a_key_error() -> None:
    b = everything()
    for ask in (
        lambda: b.read("z", 3, 1),
        lambda: b.read("pattern", 0, 0),
        lambda: b.read("pattern"),
        lambda: b.read("resid_post", 5, trace="a"),
        lambda: b.read("embed", trace="b"),
        lambda: b.read("W_Q", 0, 0),
        lambda: b.probe("adjective.lok"),
        lambda: b.count("n_wings"),
        lambda: b.count("n_"),
        lambda: b.count("word.99.tokens"),
    ):
        with pytest.raises(KeyError):
            ask()


def test_counts_say_what_they_count() -> None:
    b = everything()
    assert b.count("n_parameters").value == 134_515_008
    assert [int(b.count(n).value) for n in ("n_layers", "n_heads", "d_model", "tokens", "a.tokens")] == [
        30,
        9,
        576,
        11,
        7,
    ]
    pieces = [t for t in b.tokens() if t.word == 6]
    assert int(b.count("word.6.tokens").value) == len(pieces) == 3, pieces
    assert b.count("adjective.sentences").source == "count:adjective.sentences"
    assert (int(b.count("head.layer").value), int(b.count("head.head").value)) == b.head


def test_a_saved_bundle_opens_the_same(tmp_path: Path) -> None:
    b = everything()
    b.save(tmp_path / "b.safetensors")
    again = bundle.Bundle.open(tmp_path / "b.safetensors")
    assert again.digest == b.digest and again.head == b.head and again.tokens() == b.tokens()
    assert again.meta["needs"] == json.loads(json.dumps(b.meta["needs"]))
    assert set(again.arrays) == set(b.arrays)
    assert all(np.array_equal(again.arrays[n], b.arrays[n], equal_nan=True) for n in b.arrays)
    assert [p.name for p in tmp_path.iterdir()] == ["b.safetensors"]


def test_the_next_render_finds_it_and_imports_no_torch(root: Path) -> None:
    made = store.ensure(small())
    code = (
        "import sys, json; from attention_scenes.model.answers import store\n"
        "from attention_scenes.model.request.needs import Needs\n"
        "b = store.ensure(Needs.from_json(json.loads(sys.argv[1])))\n"
        "assert b.read('pattern', 29, 3)[2, 1].source == 'pattern[29,3,2,1]'\n"
        "heavy = {'torch', 'transformers', 'manim', 'tokenizers', 'gguf'} & set(sys.modules)\n"
        "print(b.digest, sorted(heavy))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, json.dumps(small().to_json())], cwd=root, capture_output=True, text=True
    )
    assert run.stdout.split(" ", 1) == [made.digest, "[]\n"], run.stderr


@pytest.mark.parametrize("damage", ["truncate", "flip", "empty", "folder"])
def test_a_damaged_bundle_is_computed_again(damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTENTION_CACHE", str(tmp_path))
    needs = small(f"Damage by {damage}")
    made = store.ensure(needs)
    path = store.path_of(needs, made.meta["weight_digest"])
    good = path.read_bytes()
    match damage:
        case "truncate":
            path.write_bytes(good[: len(good) // 2])
        case "flip":
            path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        case "empty":
            path.write_bytes(b"")
        case "folder":
            path.write_bytes(json.dumps({"not": "ours"}).encode())
    assert store.find(needs) is None
    store.ensure(needs)
    assert path.read_bytes() == good, "the same needs give the same file, byte for byte"
    assert not [p for p in path.parent.iterdir() if p.name.startswith(".")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o500)
    monkeypatch.setenv("ATTENTION_CACHE", str(tmp_path / "new"))
    with pytest.raises(UserError, match="ATTENTION_CACHE"):
        store.ensure(small())


def test_a_cache_that_is_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ATTENTION_CACHE", str(tmp_path / "file"))
    with pytest.raises(UserError, match="ATTENTION_CACHE"):
        store.ensure(small())


def patched_from(key: str) -> Needs:
    """Return needs whose trace b patches a, while b is patched from trace ``key``: one that is not there, or itself."""
    a, b = (TraceNeed("x", interventions=(Patch("resid_pre", 1, 0, source),)) for source in ("b", key))
    return Needs(traces={"a": a, "b": b})


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: store.ensure(small(head="31.2")), "layers 0 to 29 and heads 0 to 8"),
        (lambda: store.ensure(small(head="2.9")), "no head 2.9"),
        (lambda: small(head="best:verbs"), "best:adjective"),
        (lambda: small(head="19,8"), "such as 19.8"),
        (lambda: small(weights=("W_X[1,2]",)), "W_X"),
        (lambda: small(weights=("W_Q[head]",)), "no head is chosen"),
        (lambda: TraceNeed("x", ("paterns",)), "Did you mean 'pattern'"),
        (lambda: TraceNeed("x", top=1000), "ask for 1 to 100"),
        (lambda: TraceNeed("x", first=0), "first=0 leaves no token"),
        (lambda: Needs(traces={"": TraceNeed("x", interventions=(ZeroAblate(CHOSEN),))}), "no head is chosen"),
        (lambda: patched_from("c"), "patched from 'c': there is no trace"),
        (lambda: patched_from("a"), "'a' is patched from itself: a from b from a"),
        (lambda: store.ensure(Needs(traces={"": TraceNeed("x", interventions=(Unmask(30, 0),))})), "no layer 30"),
        (lambda: store.ensure(Needs(traces={"": TraceNeed("x", ("pattern",), (30,))})), "no layer 30"),
    ],
)
def test_bad_needs_are_refused_in_one_line(make: object, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        make()  # type: ignore[operator]
    assert "\n" not in str(caught.value)


def test_another_model_gives_another_bundle(tmp_path: Path) -> None:
    needs = Needs(
        model=str(tiny_llama(tmp_path)), head="1.5", traces={"": TraceNeed(SENTENCE, ("pattern", "k"), "head")},
        weights=("W_K[head]", "W_O[0,1]"),
    )  # fmt: skip
    b = store.ensure(needs)
    assert (b.meta["n_heads"], b.meta["n_kv_heads"], b.kv_head(5)) == (6, 2, 1)
    assert b.read("W_K", 1, 1).shape == (8, 48) and b.read("k", 1, 1).shape == (11, 8)
    found = store.find(needs)
    assert found is not None and found.digest == b.digest and found.meta["label"] == tmp_path.name


def test_a_trace_file_holds_the_stacked_arrays(tmp_path: Path) -> None:
    from safetensors import safe_open

    path = tmp_path / "it's a trace.safetensors"
    trace_file.write(SENTENCE, path)
    shapes = {
        "embed": (11, 576), "q": (30, 9, 11, 64), "rot_q": (30, 9, 11, 64), "k": (30, 3, 11, 64),
        "rot_k": (30, 3, 11, 64), "v": (30, 3, 11, 64), "attn_scores": (30, 9, 11, 11), "pattern": (30, 9, 11, 11),
        "z": (30, 9, 11, 64), "attn_out": (30, 11, 576), "mlp_out": (30, 11, 576), "resid_pre": (30, 11, 576),
        "resid_mid": (30, 11, 576), "resid_post": (30, 11, 576), "logits": (11, 49152),
    }  # fmt: skip
    with safe_open(path, framework="np") as file:
        metadata = file.metadata()
        for name, shape in shapes.items():
            assert file.get_tensor(name).shape == shape, name
        assert np.isneginf(file.get_tensor("attn_scores")[0, 0, 0, 1:]).all()
    assert metadata["text"] == SENTENCE and json.loads(metadata["tokens"])[7] == [2303, " ver", 6]
    assert json.loads(metadata["layers"]) == list(range(30)) and len(metadata["weight_digest"]) == 64


def test_a_trace_file_of_some_layers_and_arrays_is_small(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    path = tmp_path / "t.safetensors"
    trace_file.write(SENTENCE, path, layers=[11, 0], only=["pattern", "embed"])
    found = load_file(path)
    assert set(found) == {"pattern", "embed"} and found["pattern"].shape == (2, 9, 11, 11)
    assert np.array_equal(found["pattern"], trace.run(real(), SENTENCE, ["pattern"])["pattern"][[0, 11]])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"text": "  "}, "empty"),
        ({"only": ["patern"]}, "Did you mean 'pattern'"),
        ({"layers": [30]}, "no layer 30"),
        ({"layers": []}, "No layer"),
        ({"text": "x" * 10_000_000}, "at most 100,000"),
    ],
)
def test_a_trace_that_cannot_be_leaves_no_file(tmp_path: Path, arguments: dict, said: str) -> None:
    with pytest.raises(UserError, match=said):
        trace_file.write(**({"text": SENTENCE, "path": tmp_path / "t.safetensors"} | arguments))
    assert list(tmp_path.iterdir()) == []


def test_a_trace_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Cannot write"):
        trace_file.write("One", tmp_path / "no" / "such" / "folder.safetensors", only=["pattern"])


def test_the_same_weights_in_another_folder_are_called_as_they_are_asked_for(tmp_path: Path) -> None:
    asked = [Needs(model=str(tiny_llama(tmp_path / name)), traces={"": TraceNeed("blue", ("embed",))}) for name in "ab"]
    first, second = (store.ensure(needs) for needs in asked)
    assert first.digest == second.digest
    assert [b.meta["label"] for b in (first, second)] == ["a", "b"]
    assert second.meta["model"] == asked[1].model and second.meta["needs"] == asked[1].to_json()
