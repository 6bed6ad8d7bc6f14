"""What the model was measured to do; if these change, the clips' words may no longer be true."""

from __future__ import annotations

import numpy as np
import pytest

from model import tokens, trace
from tests.models import SENTENCE, real


@pytest.mark.parametrize(
    ("text", "follows", "chance"),
    [
        ("The capital of France is", " Paris", 0.80),
        ("Harry Potter attends the Hogwarts School of Witchcraft and", " Wizard", 0.89),
        ("a fluffy blue creature roamed", " the", 0.76),
        ("a fluffy blue creature", " with", 0.48),
        ("a fluffy blue", "berry", 0.16),
        (SENTENCE, ",", 0.46),
    ],
)
def test_what_follows(text: str, follows: str, chance: float) -> None:
    logits = trace.run(real(), text, ["logits"])["logits"][-1].astype(np.float64)
    odds = np.exp(logits - logits.max())
    best = int(odds.argmax())
    assert tokens.text_of(real().source.folder, best) == follows
    assert odds[best] / odds.sum() == pytest.approx(chance, abs=0.006)


def test_the_head_of_the_film_reads_adjectives_on_its_sentence() -> None:
    weights = trace.run(real(), SENTENCE, ["pattern"], [19])["pattern"][0, 8]
    creature, forest = 4, 10
    assert weights[creature, [2, 3, 0]] == pytest.approx([0.20, 0.25, 0.49], abs=0.006)
    assert weights[forest, 9] == pytest.approx(0.59, abs=0.006)


def test_a_previous_token_head_is_no_adjective_head() -> None:
    layer16 = trace.run(real(), SENTENCE, ["pattern"], [16])["pattern"][0, 0]
    prose = trace.run(real(), "He said that we should go there and then come back with it", ["pattern"], [16])
    assert layer16[4, 3] == pytest.approx(0.88, abs=0.01)
    assert np.diagonal(prose["pattern"][0, 0], -1)[1:].mean() > 0.5


def test_the_model_has_as_many_numbers_as_its_makers_say() -> None:
    from model.answer import count_parameters

    assert count_parameters(real()) == 134_515_008
