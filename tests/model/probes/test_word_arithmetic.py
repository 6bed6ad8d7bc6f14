"""Word arithmetic by columns of W_E: neighbours, sums, planes, and the messages about unsuitable words."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import neighbours, next_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.word_arithmetic import EmbeddingProbe
from attention_scenes.model.request.needs import Needs, TraceNeed
from tests.helpers.models.small_bundles import SENTENCE, differences, real

SUM = "king - man + woman"


@cache
def words() -> Bundle:
    probe = EmbeddingProbe(("orange", "apple"), (SUM, "uncle - man + woman"), (("man", "woman"), ("man", "king")), 6)
    return ensure(Needs(traces={"": TraceNeed(SENTENCE, ("embed",))}, probes=(probe,)))


def test_a_word_is_a_column_of_the_embedding() -> None:
    b, table = words(), real().transformer.W_E_VD.numpy()
    king = b.word("king")
    assert king.text == " king" and np.array_equal(b.read("W_E", king.id).value, table[king.id])
    assert b.read("W_E", king.id, 5).source == f"W_E[{king.id},5]"
    blue = b.tokens()[3]
    assert np.array_equal(b.read("W_E", blue.id).value, b.read("embed", 3).value)


def test_neighbours_leave_nothing_out_and_mark_the_words_asked_with() -> None:
    found = neighbours(words(), SUM)
    cosines = [float(n.cosine) for n in found]
    assert len(found) == 6 and cosines == sorted(cosines, reverse=True)
    table = real().transformer.W_E_VD.numpy().astype(np.float64)
    king, man, woman = (table[words().word(w).id] for w in ("king", "man", "woman"))
    likeness = table @ (king - man + woman) / np.linalg.norm(table, axis=1) / np.linalg.norm(king - man + woman)
    assert [n.token.id for n in found] == list(np.argsort(-likeness)[:6])
    assert [n.token.text for n in found if n.given] == [" king"]
    assert [n.token.text for n in neighbours(words(), "uncle - man + woman")][:2] == [" uncle", " aunt"]


def test_the_plane_is_a_true_projection() -> None:
    b = words()
    at = {w: b.probe("embedding.plane").value[b.word(w).word] for w in ("man", "woman", "king", "apple")}
    vector = {w: b.read("W_E", b.word(w).id).value for w in at}
    for a, c in (("man", "woman"), ("man", "king")):  # the vectors that span the plane lie in it
        assert np.linalg.norm(at[c] - at[a]) == pytest.approx(np.linalg.norm(vector[c] - vector[a]), rel=1e-5)
    assert at["woman"][1] == pytest.approx(at["man"][1], abs=1e-5) and at["woman"][0] > at["man"][0]
    assert at["king"][1] > at["man"][1]
    assert np.linalg.norm(at["apple"]) < np.linalg.norm(vector["apple"])


def test_words_verify_and_false_ones_do_not() -> None:
    b = words()
    readings = [n.cosine for n in neighbours(b, SUM)]
    readings += [*b.probe("embedding.cosine").flat(), *b.probe("embedding.plane").flat()]
    readings += b.read("W_E", b.word("king").id).flat()[:5] + b.read("W_E", b.tokens()[8].id).flat()[:5]
    assert differences(b, readings) == []
    assert len(differences(b, readings, off=0.01)) == len(readings)


def test_what_was_not_asked_is_a_key_error() -> None:
    b = words()
    for ask in (
        lambda: b.word("queen"),
        lambda: b.read("W_E", 49_000),
        lambda: b.read("W_U", b.word("king").id),
        lambda: neighbours(b, "king"),
        lambda: next_tokens(b),
    ):
        with pytest.raises(KeyError):
            ask()


@pytest.mark.parametrize(
    ("probe", "said"),
    [
        (EmbeddingProbe(("verdant",)), r"'verdant' is 3 tokens here \( ver\|d\|ant\)"),
        (EmbeddingProbe(("king", "quen")), "'queen'"),
        (EmbeddingProbe(("a cat",)), "'a cat' is 2 tokens"),
        (EmbeddingProbe(("",)), "'' is 0 tokens"),
        (EmbeddingProbe(("\U0001f994",)), "give a word that is one"),
        (EmbeddingProbe(near=("king - xyzzyx",)), "'xyzzyx' is"),
    ],
)
def test_a_word_that_will_not_do_is_named(probe: EmbeddingProbe, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        ensure(Needs(probes=(probe,)))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("query", ["", "king -", "king - - man", "king man", "+", "king -man"])
def test_a_sum_that_is_none_is_refused(query: str) -> None:
    with pytest.raises(UserError, match="is no sum of words"):
        EmbeddingProbe(near=(query,))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "No word"),
        ({"words": ("a",), "k": 0}, "1 to 100"),
        ({"plane": (("man", "woman"),)}, "two different pairs"),
        ({"plane": (("man", "man"), ("man", "king"))}, "different"),
        ({"plane": (("man", "king"), ("king", "man"))}, "different"),
        ({"near": ("king - king",)}, "cancels to nothing"),
    ],
)
def test_a_question_about_words_that_is_none_is_refused(asked: dict, said: str) -> None:
    with pytest.raises(UserError, match=said):
        EmbeddingProbe(**asked)
