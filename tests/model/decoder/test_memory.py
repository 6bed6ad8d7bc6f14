"""Memory of a trace: it records the named arrays, and the model makes no more than these need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from attention_scenes.model.decoder import loaded_model, trace, transformer
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.interventions import Unmask, ZeroAblate
from tests.helpers.models.small_bundles import SENTENCE, real, tiny_llama

NAMES = ("rot_q", "raw_scores", "attn_scores", "pattern", "z", "resid_post")


def test_heads_are_those_of_the_whole_trace() -> None:
    whole = trace.run(real(), SENTENCE, (*NAMES, "k"), [3, 19])
    few = trace.run(real(), SENTENCE, (*NAMES, "k"), [3, 19], heads=[8, 0, 4])
    for name in NAMES[:-1]:
        assert np.array_equal(few[name], whole[name][:, [0, 4, 8]]), name
    assert np.array_equal(few["resid_post"], whole["resid_post"]) and np.array_equal(few["k"], whole["k"])


@pytest.mark.parametrize("heads", [None, [5], [1, 2, 8]])
def test_a_few_heads_at_a_time_give_what_all_at_once_give(
    monkeypatch: pytest.MonkeyPatch, heads: list[int] | None
) -> None:
    once = trace.run(real(), SENTENCE, NAMES, heads=heads)
    monkeypatch.setattr(transformer, "MOST_SCORES", 2 * 11 * 11)
    parts: list[tuple[int, ...]] = []
    mix = transformer.mix
    monkeypatch.setattr(transformer, "mix", lambda q, *rest: parts.append(q.shape) or mix(q, *rest))
    some = trace.run(real(), SENTENCE, NAMES, heads=heads)
    assert parts[:5] == [(2, 11, 64)] * 4 + [(1, 11, 64)] and len(parts) == 5 * 30
    for name in NAMES:
        assert once[name].shape == some[name].shape
        assert np.array_equal(np.isneginf(once[name]), np.isneginf(some[name])), name
        a, b = (np.nan_to_num(t[name], neginf=0) for t in (once, some))
        assert np.abs(a - b).max() <= 1e-5 * np.abs(a).max(), name
    assert (some["pattern"][..., np.triu(np.ones((11, 11), dtype=bool), 1)] == 0).all()


def test_unmasked_and_ablated_heads_are_found_in_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transformer, "MOST_SCORES", 2 * 11 * 11)
    free = trace.run(real(), SENTENCE, ["pattern"], [0], interventions=[Unmask(0, 3), Unmask(0, 8)])["pattern"][0]
    later = np.triu(np.ones((11, 11), dtype=bool), 1)
    assert [h for h in range(9) if free[h][later].any()] == [3, 8]
    named = ["z", "attn_out"]
    whole, less = (trace.run(real(), SENTENCE, named, [0], interventions=made) for made in ((), [ZeroAblate(0, 3)]))
    w_o = real().transformer.blocks[0].W_O_HDK[3].numpy()
    others = [0, 1, 2, 4, 5, 6, 7, 8]
    assert not less["z"][0, 3].any() and np.array_equal(whole["z"][0, others], less["z"][0, others])
    missing = whole["attn_out"][0] - less["attn_out"][0]
    assert np.abs(missing - whole["z"][0, 3] @ w_o.T).max() <= 1e-5 * np.abs(missing).max()


def test_the_model_runs_no_further_than_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks: list[int] = []
    run_block = transformer.run_block
    monkeypatch.setattr(transformer, "run_block", lambda *a: blocks.append(1) or run_block(*a))
    monkeypatch.setattr(transformer.Transformer, "unembed", lambda *_: pytest.fail("nobody asked for logits"))
    trace.run(real(), SENTENCE, ["pattern"], [4, 2])
    assert len(blocks) == 5
    trace.run(real(), SENTENCE, ["final_norm"])
    assert len(blocks) == 35


def test_a_long_text_takes_the_memory_of_what_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    empty = torch.empty
    monkeypatch.setattr(torch, "empty", lambda *shape: made.append(int(np.prod(shape))) or empty(*shape))
    found = trace.run(real(), "word " * 100, ["pattern"], [1], first=70, heads=[3])
    assert found["pattern"].shape == (1, 1, 70, 70) and sum(made) == 70 * 70


@pytest.mark.parametrize(("heads", "said"), [([9], "no head 9"), ([], "No head is named")])
def test_a_head_that_is_not_there_is_refused(heads: list[int], said: str) -> None:
    with pytest.raises(UserError, match=said):
        trace.run(real(), SENTENCE, ["pattern"], heads=heads)


def test_models_stay_in_memory_as_far_as_it_holds_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(loaded_model, "_in_memory", {})
    names = [str(tiny_llama(tmp_path / name)) for name in "abc"]
    first, second = (loaded_model.load_model(name) for name in names[:2])
    assert loaded_model.load_model(names[0]) is first and loaded_model.load_model(names[1]) is second
    monkeypatch.setattr(loaded_model, "MOST_BYTES", 2 * first.n_bytes)
    loaded_model.load_model(names[0])
    third = loaded_model.load_model(names[2])
    assert loaded_model.load_model(names[0]) is first and loaded_model.load_model(names[2]) is third
    assert loaded_model.load_model(names[1]) is not second, "it was not used for longest"
    monkeypatch.setattr(loaded_model, "MOST_BYTES", 1)
    assert loaded_model.load_model(names[0]) is loaded_model.load_model(names[0]), "one always stays"
