"""Explanations of numbers: the sentence of a source, and terms that add up to it, out of a clip's answers."""

from __future__ import annotations

from functools import cache

import pytest

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.live.explain.explain_numbers import common_form, explain
from attention_scenes.film.live.explain.named_values import parse, value_of
from attention_scenes.film.live.explain.terms import made_from, split, terms_of
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.request.needs import Needs, TraceNeed

ARRAYS = ("raw_scores", "attn_scores", "pattern", "rot_q", "rot_k", "v", "z", "resid_pre", "attn_out", "resid_mid")


@cache
def bundle() -> Bundle:
    trace = TraceNeed("the blue bird", ARRAYS, layers=(2,))
    return ensure(Needs(traces={"": trace, "b": TraceNeed("a bird", ("pattern",), layers=(2,))}))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("source", "terms"),
    [
        ("pattern[1,2,3,4]", ["pattern[1,2,3,4]"]),
        ("(a[0]*b[0]+a[1]*b[1])", ["a[0]*b[0]", "a[1]*b[1]"]),
        ("((a[0]+b[0])-c[0])", ["a[0]", "b[0]", "-c[0]"]),
        ("(a[0]-(b[0]+c[0]))", ["a[0]", "-(b[0]+c[0])"]),
        ("((a[0]+b[0])*c[0])", ["((a[0]+b[0])*c[0])"]),
        ("(a[0]+b[0])/(c[0]+d[0])", ["(a[0]+b[0])/(c[0]+d[0])"]),
        ("(a[0]*1e-05+const:-2)", ["a[0]*1e-05", "const:-2"]),
        ("(-a[0])", ["(-a[0])"]),
        ("(step-100/a[0]-step-200/count:d_head)", ["step-100/a[0]", "-step-200/count:d_head"]),
    ],
)
def test_a_source_is_split_where_its_sum_is(source: str, terms: list[str]) -> None:
    assert list(split(source)) == terms


@pytest.mark.parametrize("name", ["raw_scores[2,4,3,1]", "attn_scores[2,4,3,1]", "z[2,4,3,7]", "resid_mid[2,3,100]"])
def test_what_defines_an_entry_adds_up_to_it(name: str) -> None:
    terms = terms_of(name, bundle())
    assert len(terms) > 1
    assert sum(value for _, value in terms) == pytest.approx(value_of(name, bundle()), abs=2e-4)
    changed = name.replace("3,", "2,", 1)
    assert sum(value for _, value in terms) != pytest.approx(value_of(changed, bundle()), abs=2e-4), "and to no other"


def test_terms_are_told_so_finely_that_a_true_sum_adds_up() -> None:
    for name in ("attn_scores[2,4,3,1]", "resid_mid[2,3,100]"):
        exact, [told] = [value for _, value in terms_of(name, bundle())], explain([name], bundle(), Wording())
        assert abs(sum(told["terms"]) - sum(exact)) < 1e-6 * sum(map(abs, exact))


def test_what_is_not_finite_is_no_sum() -> None:
    masked = "attn_scores[2,4,1,3]"
    assert value_of(masked, bundle()) == -float("inf") and terms_of(masked, bundle()) == []
    assert terms_of(f"({masked}+count:d_head)", bundle()) == []


def test_what_the_answers_do_not_hold_is_not_told() -> None:
    assert terms_of("resid_post[2,3,100]", bundle()) == [], "mlp_out was not asked for"
    assert terms_of("(pattern[2,0,1,1]+pattern[9,0,1,1])", bundle()) == []
    assert terms_of("pattern[2,0,1,1]", bundle()) == [] and terms_of("count:tokens", bundle()) == []


def test_a_weight_is_made_from_the_scores_of_its_query() -> None:
    found = made_from("b.pattern[2,0,1,0]", bundle())
    assert found == [f"b.attn_scores[2,0,1,{key}]" for key in range(3)]
    shown = ["pattern[2,0,1,0]", "attn_scores[2,0,1,1]"]
    [weight, score] = explain(shown, bundle(), Wording())
    assert weight["from"] == ["attn_scores[2,0,1,1]"] and "from" not in score and len(score["terms"]) == 64
    assert score["each"] == "rot_q[2,0,1,#]*rot_k[2,0,1,#]/sqrt(count:d_head)"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("pattern[2,4,3,2]", "how much “bird” reads “blue”, after the softmax · layer 2, head 4"),
        ("pattern[2,4,3,0]", "how much “bird” reads “start”, after the softmax · layer 2, head 4"),
        ("b.pattern[2,4,2,1]", "how much “bird” reads “a”, after the softmax · layer 2, head 4"),
        ("rot_k[2,1,3,5]", "entry 5 of the key of “bird” · layer 2, key/value head 1"),
        ("resid_pre[2,3,100]", "entry 100 of “bird” before the layer · layer 2"),
        ("probe:size.place[3,24]", "measured by the probe size.place"),
        ("count:d_head", "how many numbers a query or a key has"),
        ("(count:d_head*pattern[2,4,3,2])", "worked out of: how many numbers a query or a key has; "
         "how much “bird” reads “blue”, after the softmax · layer 2, head 4"),
    ],
)  # fmt: skip
def test_a_sentence_says_what_a_source_is(source: str, said: str) -> None:
    assert explain([source], bundle(), Wording())[0]["sentence"] == said


def test_sentences_are_in_the_language_of_the_film_and_models_are_told_apart() -> None:
    french = Wording("fr", {"how many numbers a query or a key has": "combien de nombres"})
    answers = ClipAnswers.of({"one": bundle()})
    assert explain(["one/count:d_head"], answers, french)[0]["sentence"] == "combien de nombres"
    assert value_of("one/count:d_head", answers) == 64.0
    assert len(terms_of("one/raw_scores[2,4,3,1]", answers)) == 64
    for strange in ("two/count:d_head", "count:nothing", "pattern[2,4,3,99]", "nothing[1]"):
        with pytest.raises(KeyError):
            value_of(strange, answers)


@pytest.mark.parametrize(
    ("atom", "parts"),
    [
        ("pattern[1,2]", ("", "", "pattern", (1, 2))),
        ("b.pattern[1,2]", ("", "b", "pattern", (1, 2))),
        ("step-100/b.probs:0.5[7,28]", ("step-100", "b", "probs:0.5", (7, 28))),
        ("probe:size.place[3]", ("", "", "probe:size.place", (3,))),
    ],
)
def test_a_name_is_taken_apart(atom: str, parts: tuple) -> None:
    assert parse(atom) == parts


@pytest.mark.parametrize(
    ("names", "form"),
    [
        (["q[0,0]*k[3,0]", "q[0,1]*k[3,1]", "q[0,2]*k[3,2]"], "q[0,#]*k[3,#]"),
        (["q[0]", "k[1]"], ""),
        (["q[0]", "q[2]"], ""),
        (["q[1]", "q[2]"], ""),
        (["q[0,0]", "q[1,1]"], "q[#,#]"),
    ],
)
def test_terms_that_differ_by_an_index_are_told_once(names: list[str], form: str) -> None:
    assert common_form(names) == form
