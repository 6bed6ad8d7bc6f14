"""Properties of attention that hold for every text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attention_scenes.model.decoder import trace
from attention_scenes.model.errors import UserError
from tests.helpers.models.small_bundles import SENTENCE, real

TEXTS = st.one_of(
    st.text(max_size=30),
    st.text(alphabet=st.characters(min_codepoint=0x590, max_codepoint=0x6FF), max_size=12),  # right to left
    st.text(alphabet=st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF), max_size=6),  # emoji
    st.just(""),
    st.just("word " * 150),
)
FEW = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@FEW
@given(TEXTS)
def test_weights_sum_to_one_and_the_future_is_exactly_zero(text: str) -> None:
    try:
        found = trace.run(real(), text, ["pattern", "attn_scores"])
    except UserError as error:  # the few characters the vocabulary cannot spell
        assert "has no token for the character" in str(error)
        return
    assert np.abs(found["pattern"].sum(-1) - 1).max() < 1e-5
    later = np.triu(np.ones((len(found.tokens),) * 2, dtype=bool), 1)
    assert (found["pattern"][..., later] == 0).all()
    assert np.isneginf(found["attn_scores"][..., later]).all()
    assert np.isfinite(found["attn_scores"][..., ~later]).all()


def test_plenty_of_texts_are_readable_at_all() -> None:
    """Check that the property above does not pass by refusing everything."""
    for text in ["", "שלום עולם", "مرحبا", "🦔🧪", "日本語のテキスト", "a\tb\n", "naïve — “quoted”"]:
        assert len(trace.run(real(), text, ["pattern"]).tokens) >= 1


@pytest.mark.parametrize(("last", "others"), [(" forest", [" table", " and", " blue"]), (" roamed", [" sang"])])
def test_earlier_rows_do_not_change_by_one_bit_when_a_later_word_does(last: str, others: list[str]) -> None:
    names = ["pattern", "attn_scores", "resid_post", "z", "logits", "rot_k"]
    start = SENTENCE[: SENTENCE.index(last)]
    rest = SENTENCE[len(start) + len(last) :]
    one = trace.run(real(), start + last + rest, names)
    before = len(real().tokenize(start))
    for other in others:
        two = trace.run(real(), start + other + rest, names)
        assert len(two.tokens) == len(one.tokens)
        for name in names:
            a, b = (t[name][..., :before, :] for t in (one, two))
            assert np.array_equal(a, b), (name, other)
            assert not np.array_equal(one[name], two[name]), "the later word must matter somewhere"


def test_scores_are_the_dot_products_of_turned_queries_and_keys_over_root_d() -> None:
    found = trace.run(real(), SENTENCE, ["rot_q", "rot_k", "raw_scores", "attn_scores"], [19])
    raw = found["rot_q"][0, 8] @ found["rot_k"][0, 2].T  # head 8 reads key/value head 2
    assert np.abs(raw - found["raw_scores"][0, 8]).max() < 1e-4 * np.abs(raw).max()
    seen = np.tri(len(raw), dtype=bool)
    assert np.allclose(found["attn_scores"][0, 8][seen], raw[seen] / 8, rtol=1e-4, atol=1e-4)


def test_concatenated_heads_times_w_o_is_the_sum_over_heads() -> None:
    found = trace.run(real(), SENTENCE, ["z", "attn_out"])
    for layer, block in enumerate(real().transformer.blocks):
        w_o = block.W_O_HDK.numpy()
        z = found["z"][layer]
        joined = np.concatenate(list(z), axis=-1) @ np.concatenate(list(w_o), axis=-1).T
        summed = sum(z[h] @ w_o[h].T for h in range(9))
        for out in (joined, summed):
            assert np.abs(out - found["attn_out"][layer]).max() <= 1e-5 * np.abs(out).max()


def test_the_stream_is_the_sum_of_what_blocks_add() -> None:
    found = trace.run(real(), SENTENCE, ["resid_pre", "attn_out", "resid_mid", "mlp_out", "resid_post", "embed"])
    assert np.array_equal(found["resid_pre"][0], found["embed"])
    assert np.array_equal(found["resid_pre"][1:], found["resid_post"][:-1])
    assert np.array_equal(found["resid_pre"] + found["attn_out"], found["resid_mid"])
    assert np.array_equal(found["resid_mid"] + found["mlp_out"], found["resid_post"])
