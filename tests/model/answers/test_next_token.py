"""Next tokens: the distribution at every position, at any temperature, and the actual next token."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.decoder import trace
from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.model.request.needs import Needs, TraceNeed, long_text
from tests.helpers.models.small_bundles import SENTENCE, differences, real


@cache
def asked() -> Bundle:
    return ensure(
        Needs(traces={"": TraceNeed(SENTENCE, ("final_norm",), top=5), "a": TraceNeed(long_text(), (), top=3, first=7)})
    )


@cache
def distribution() -> np.ndarray:
    logits = trace.run(real(), SENTENCE, ["logits"])["logits"].astype(np.float64)
    odds = np.exp(logits - logits.max(-1, keepdims=True))
    return odds / odds.sum(-1, keepdims=True)


def test_every_position_has_its_likeliest_tokens_and_the_one_that_came() -> None:
    b = asked()
    for t in range(len(b.tokens())):
        f, right = next_tokens(b, t), distribution()[t]
        assert [token.id for token in f.tokens] == list(np.argsort(-right)[:5])
        assert f.probabilities.value == pytest.approx(right[[token.id for token in f.tokens]], rel=1e-4)
        assert float(f.others) == 49_147 and float(f.rest) + f.probabilities.value.sum() == pytest.approx(1)
        if f.came is None or f.came_probability is None:
            assert t == len(b.tokens()) - 1
            continue
        assert f.came == b.tokens()[t + 1] and float(f.came_probability) == pytest.approx(right[f.came.id], rel=1e-3)
    assert next_tokens(b, 3).tokens[0].text == "berry"
    assert next_tokens(b, 5).probabilities[0].source.startswith("probs[5,")


@pytest.mark.parametrize("temperature", [0.25, 1, 3.5])
def test_temperature_divides_the_logits_of_the_last_position(temperature: float) -> None:
    f = next_tokens(asked(), temperature=temperature)
    scaled = distribution()[-1] ** (1 / temperature)
    assert f.probabilities.value == pytest.approx((scaled / scaled.sum())[[t.id for t in f.tokens]], rel=1e-3)


def test_temperature_is_for_the_last_position_and_above_nought() -> None:
    with pytest.raises(KeyError, match="last position"):
        next_tokens(asked(), 3, temperature=2)
    with pytest.raises(ValueError, match="greater than 0"):
        next_tokens(asked(), temperature=0)


def test_a_logit_is_the_product_of_the_last_vector_with_a_row_of_the_unembedding() -> None:
    b = asked()
    f = next_tokens(b)
    row, last = b.read("W_U", f.tokens[0].id), b.read("final_norm", 10)
    assert float((row * last).sum()) == pytest.approx(float(f.logits[0]), rel=1e-4)


def test_only_the_first_tokens_are_read() -> None:
    b = asked()
    assert len(b.tokens("a")) == 7 and float(b.count("a.tokens")) == 7
    assert [t.text for t in b.tokens("a")] == [t.text for t in real().tokenize(long_text())][:7]
    assert len(real().tokenize(long_text())) > 1000


def test_what_follows_verifies_and_a_false_chance_does_not() -> None:
    b = asked()
    every = [next_tokens(b, t) for t in range(10)]
    came = [f.came_probability for f in every if f.came_probability is not None]
    loss = -join(came).log().sum() / 10.0
    at = [next_tokens(b, temperature=t) for t in (0.5, 1, 2)] + [next_tokens(b, 3, "a")]
    readings = [
        r for f in (*every, *at) for r in (*f.probabilities.flat(), *f.logits.flat(), f.rest, f.others, f.log_sum)
    ]
    last = b.read("final_norm", 10)
    readings += [*came, loss, (b.read("W_U", at[0].tokens[1].id) * last).sum()]
    readings += [(at[0].logits[0] / 0.5 - at[0].log_sum).exp()]
    assert float(readings[-1]) == pytest.approx(float(at[0].probabilities[0]))
    assert differences(b, readings) == []
    wrong = [f.probabilities[0] for f in (*every, *at)] + came + [loss]
    assert len(differences(b, wrong, off=0.01)) == len(wrong)
    assert float(loss) == pytest.approx(-np.mean(np.log([float(c) for c in came])))


def test_the_first_token_alone_is_followed_too() -> None:
    f = next_tokens(ensure(Needs(traces={"": TraceNeed("", (), top=2)})))
    assert len(f.tokens) == 2 and f.came is None
