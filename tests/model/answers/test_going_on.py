"""A text that the model goes on with itself: the tokens are its likeliest, a second way finds the same."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.interventions import Patch, Unmask
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.verify import check
from attention_scenes.model.verify.sidecar_needs import Sentence
from tests.helpers.models.small_bundles import sidecar, tiny_gpt2, tiny_llama

TEXT = "the old door"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_llama(tmp_path_factory.mktemp("goes-on"))


def gone_on(folder: Path, **more: Any) -> Bundle:
    need = TraceNeed(TEXT, ("k",), top=3, steps=4)
    return ensure(Needs(model=str(folder), traces={"": need} | more))


def test_each_token_is_the_likeliest_after_those_before(folder: Path) -> None:
    bundle = gone_on(folder, alone=TraceNeed(TEXT, ("k",)))
    begun, row = bundle.tokens("alone"), bundle.tokens()
    assert row[: len(begun)] == begun and len(row) == len(begun) + 4
    guesses = [next_tokens(bundle, at).tokens[0].id for at in range(len(begun) - 1, len(row) - 1)]
    assert guesses == [token.id for token in row[len(begun) :]]
    assert bundle.arrays["k"].shape[2] == len(row)


def test_interventions_are_made_after_it_went_on(folder: Path) -> None:
    open_ = TraceNeed(TEXT, ("k",), steps=4, interventions=(Unmask(),))
    patched = TraceNeed(TEXT, ("k",), steps=3, interventions=(Patch("k", 1, 1, "open"),))
    bundle = gone_on(folder, open=open_, patched=patched)
    assert bundle.tokens("open") == bundle.tokens() and bundle.tokens("patched") == bundle.tokens()[:-1]
    assert not np.allclose(bundle.arrays["open.k"][2], bundle.arrays["k"][2])
    assert np.array_equal(bundle.arrays["patched.k"][1, :, 1], bundle.arrays["open.k"][1, :, 1])
    assert not check.check(shown(bundle))


@pytest.mark.parametrize("make", [tiny_llama, tiny_gpt2])
def test_a_second_way_goes_on_alike_and_notices_another_token(make: Any, tmp_path: Path) -> None:
    clip = shown(gone_on(make(tmp_path / "model"), shorter=TraceNeed(TEXT, (), top=1, steps=2)))
    assert not check.check(clip)
    swapped = copy.deepcopy(clip)
    row = swapped["traces"][""]["tokens"]
    row[-1], row[-2] = row[-2], row[-1]
    assert [problem.code for problem in check.check(swapped)] == ["numbers.tokens"]
    shortened = copy.deepcopy(clip)
    del shortened["traces"]["shorter"]["tokens"][-1]
    assert "the sidecar has" in str(check.check(shortened)[0])


def test_the_end_of_a_text_is_the_last_token(folder: Path, tmp_path: Path) -> None:
    second = gone_on(folder).tokens()[len(TEXT.split()) + 2].id
    bundle = gone_on(tiny_llama(tmp_path / "ends", eos_token_id=second))
    assert len(bundle.tokens()) == len(TEXT.split()) + 3 and bundle.tokens()[-1].id == second
    assert bundle.tokens()[-1].word == bundle.tokens()[-2].word + 1
    assert not check.check(shown(bundle))


def test_answers_are_kept_by_how_far_a_text_goes_on() -> None:
    @cache
    def digest(steps: int) -> str:
        return Needs(traces={"": TraceNeed(TEXT, ("k",), steps=steps)}).digest("")

    assert digest(2) != digest(3)
    need = TraceNeed(TEXT, ("k",), steps=3)
    assert TraceNeed.from_json(need.to_json()) == need and Sentence.of(need.to_json()).steps == 3
    older = {name: value for name, value in need.to_json().items() if name != "steps"}
    assert TraceNeed.from_json(older).steps == Sentence.of(older).steps == 0


def test_more_than_can_be_read_or_shown_is_refused(folder: Path, tmp_path: Path) -> None:
    for steps in (-1, 101):
        with pytest.raises(UserError, match=f"steps={steps}: a text goes on by 0 to 100 tokens"):
            TraceNeed(TEXT, steps=steps)
    with pytest.raises(UserError, match="text has 4 tokens, the start token included, and this scene shows at most 3"):
        gone_on(folder, long=TraceNeed(TEXT, steps=4, most=7))
    short = tiny_llama(tmp_path / "short", max_position_embeddings=6)
    with pytest.raises(UserError, match="has 4 tokens and goes on by 4; the model reads at most 6"):
        gone_on(short)


def shown(bundle: Bundle) -> dict[str, Any]:
    """Return the sidecar of a clip that shows the first entry of each trace's last key."""
    keys = [key for key in bundle.meta["traces"] if f"{key}.k".lstrip(".") in bundle.arrays]
    entries = [bundle.read("k", 2, 0, trace=key)[-1][0] for key in keys]
    return sidecar(
        bundle, [{"shown": f"{float(each):.2f}", "value": float(each), "source": each.source} for each in entries]
    )
