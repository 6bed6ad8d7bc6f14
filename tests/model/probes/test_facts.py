"""Measured facts of the model that the clips' words rest on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint import tokenizer
from attention_scenes.model.decoder import trace
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.attributes import AttributeProbe
from attention_scenes.model.probes.contrasts import ContrastProbe, colour_contrast
from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.probes.word_arithmetic import EmbeddingProbe
from attention_scenes.model.request.needs import Needs
from tests.helpers.models.small_bundles import SENTENCE, real


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
    assert tokenizer.text_of(real().checkpoint, best) == follows
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
    assert sum(map(math.prod, real().transformer.shapes.values())) == 134_515_008


def test_arithmetic_with_words_finds_what_it_is_known_for_and_its_own_words() -> None:
    b = ensure(Needs(probes=(EmbeddingProbe(("orange", "lemon"), ("king - man + woman", "cats - cat + dog")),)))
    queen, king, *_ = neighbours(b, "king - man + woman")
    assert (queen.token.text, queen.given, king.token.text, king.given) == (" queen", False, " king", True)
    assert [float(queen.cosine), float(king.cosine)] == pytest.approx([0.72, 0.69], abs=0.006)
    dogs = neighbours(b, "cats - cat + dog")[0]
    assert dogs.token.text == " dogs" and float(dogs.cosine) == pytest.approx(0.86, abs=0.006)
    assert float(b.probe("embedding.cosine", 0, 1)) == pytest.approx(0.61, abs=0.006)


def test_without_its_mask_one_head_hardly_leaks_and_another_leaks_most() -> None:
    leaks, _ = LeakProbe((SENTENCE,)).measure(TorchProbedModel(real().checkpoint), lambda *_: None)
    assert leaks["leak"][16, 0] == pytest.approx(0.0015, abs=6e-5)
    assert leaks["leak"][17, 5] == pytest.approx(0.62, abs=0.006)
    assert leaks["leak"].mean() == pytest.approx(0.17, abs=0.006)
    b = ensure(Needs(head="best:leak"))
    assert b.head == (17, 5) and float(b.probe("leak.leak", 17, 5)) > float(b.probe("leak.even", 0))


def test_eiffel_moves_tower_from_one_side_of_the_eiffel_axis_to_the_other() -> None:
    b = ensure(Needs(probes=(ContrastProbe("eiffel", ("tower", "Eiffel tower")),)))
    place = b.probe("eiffel.place").value
    assert place[:, 4:17].mean(1) == pytest.approx([-0.5, 0.5], abs=0.06)
    assert b.probe("eiffel.accuracy").value[1:].min() > 0.95


def test_size_words_move_tower_the_right_way() -> None:
    phrases = ("tower", "huge tower", "miniature tower", "Eiffel tower", "miniature Eiffel tower")
    b = ensure(Needs(probes=(ContrastProbe("size", phrases),)))
    plain, huge, miniature, *_ = b.probe("size.place").value[:, 16]
    assert miniature < plain < huge
    assert b.probe("size.pairs").value[1:].min() > 0.95 and b.probe("size.accuracy").value[11:22].min() > 0.9


def test_the_head_that_carries_blue_moves_creature_towards_it() -> None:
    b = ensure(Needs(head="best:carry", probes=(colour_contrast("blue", ("a fluffy blue creature",)),)))
    assert b.head == (16, 0)
    before, moved = float(b.probe("blue.before", 0, 16)), float(b.probe("blue.by_head", 0, 16, 0))
    assert before < 0 < before + moved and moved > 0.5
    assert b.probe("blue.by_head").value[0, 19, 8] < 0.1
    assert b.probe("blue.pairs").value[1:21].min() > 0.95


def test_gpt_3_has_as_many_numbers_as_the_film_says() -> None:
    layers, heads, d, k = (
        Reading.cited(f"Brown2020,table2.1.{name}") for name in ("n_layers", "n_heads", "d_model", "d_head")
    )
    attention = layers * heads * (d * k) * 4.0
    mlp = layers * d * (d * Reading.cited("Brown2020,section2.1.mlp_ratio")) * 2.0
    assert float(attention) == 57_982_058_496
    assert float(attention + mlp + d * Reading.cited("Radford2019,section2.3.n_vocab") * 2.0) == 175_181_291_520


def test_verdant_makes_a_forest_no_greener_than_frozen_does() -> None:
    words = ("verdant", "frozen", "golden", "green")
    pairs = tuple((f"they walked through the {word} forest", "they walked through the forest") for word in words)
    place = ensure(Needs(probes=(AttributeProbe(pairs),))).probe("attribute.place").value[:, 2, 17]
    verdant, frozen, golden, green = place.tolist()
    assert verdant < min(frozen, golden) < 0.5 < green
