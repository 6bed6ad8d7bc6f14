"""Verification of a clip's numbers by a second computation; a false number does not pass."""

from __future__ import annotations

import copy
import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers import store
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.citations import CITED
from attention_scenes.model.numbers.sourced_array import Reading, constants_in
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.verify import check
from attention_scenes.model.verify.citations_again import cited
from attention_scenes.model.verify.error_bound import Bounded
from attention_scenes.model.verify.problems import Problem
from attention_scenes.model.verify.rounding import miswritten
from attention_scenes.model.verify.source_expressions import evaluate
from tests.helpers.models.small_bundles import SENTENCE, everything, real, sidecar


def entry(reading: Reading, shown: str) -> dict[str, Any]:
    value = float(reading)
    return {
        "shown": shown,
        "value": "-inf" if value == -np.inf else value,
        "source": reading.source,
        "start": 0,
        "end": 1,
    }


@cache
def honest() -> dict[str, Any]:
    """Return a sidecar with right numbers of every kind."""
    b = everything()
    assert b.head is not None
    layer, head = b.head
    pattern, raw = b.read("pattern", layer, head), b.read("raw_scores", layer, head)
    masked = b.read("attn_scores", layer, head)
    q, k = b.read("rot_q", layer, head, 4), b.read("rot_k", layer, b.kv_head(head), 2)
    dot = (q * k).sum()
    numbers = [entry(w, f"{float(w):.2f}") for w in pattern.flat()[:60]]
    numbers += [entry(s, f"{float(s):.1f}".replace("-", "\u2212")) for s in raw.flat()[:30]]
    numbers += [
        entry(masked[2, 5], "\u2212\u221e"),
        entry(masked[2, 1], f"{float(masked[2, 1]):+.3f}"),
        entry(raw[4, 2] / 8.0, f"{float(raw[4, 2]) / 8:.2f}"),
        entry(Reading.constant(8), "8"),
        entry(dot, f"{float(dot):.2f}"),
        entry(pattern[4].sum(), "1.00"),
        entry(pattern[4, 2] * 100.0, f"{float(pattern[4, 2]) * 100:.0f}"),
        entry(pattern[4, 2], f"{float(pattern[4, 2]) * 100:.0f} %"),
        entry(b.read("embed", 3)[7], f"{float(b.read('embed', 3)[7]):.3f}"),
        entry(b.read("resid_post", 29, trace="a")[6, 3], f"{float(b.read('resid_post', 29, trace='a')[6, 3]):.1f}"),
        entry(b.read("W_Q", layer, head)[3, 5], f"{float(b.read('W_Q', layer, head)[3, 5]):.2f}"),
        entry(b.read("W_K", layer, b.kv_head(head))[3, 5], f"{float(b.read('W_K', layer, 2)[3, 5]):.2f}"),
        entry(b.read("W_O", 19, 8)[100, 5], f"{float(b.read('W_O', 19, 8)[100, 5]):.3f}"),
        entry(b.read("attn_norm", layer)[5], f"{float(b.read('attn_norm', layer)[5]):.3f}"),
        entry(b.probe("adjective.look")[layer, head], f"{float(b.probe('adjective.look')[layer, head]):.2f}"),
        entry(b.probe("sense.cosine")[1, 10, 1], f"{float(b.probe('sense.cosine')[1, 10, 1]):.2f}"),
        entry(b.count("n_parameters"), "134,515,008"),
        entry(b.count("adjective.sentences"), "30"),
        entry(b.count("head.layer"), str(layer)),
        entry(b.count("d_model") - 5.0, "571"),
        entry(Reading.count(571, "576-5"), "571"),
        entry(Reading.cited("Brown2020,table2.1.d_model"), "12,288"),
    ]
    return sidecar(b, numbers)


def tampered(*changes: tuple[int, dict[str, Any]]) -> list[Problem]:
    """Return the problems of a sidecar with only these of the right numbers, each with a change."""
    return check.check(honest() | {"numbers": [honest()["numbers"][i] | change for i, change in changes]})


def places(problems: list[Problem]) -> list[int]:
    """Return the indices of the numbers that have a problem."""
    return [int(re.match(r"number (\d+): ", problem.what)[1]) for problem in problems]  # type: ignore[index]


def index_of(source: str) -> int:
    return next(i for i, n in enumerate(honest()["numbers"]) if n["source"].startswith(source))


def test_an_honest_clip_verifies() -> None:
    assert len(honest()["numbers"]) > 100
    assert check.check(honest()) == []


def test_what_is_not_finite_fails_but_for_a_masked_score() -> None:
    b = everything()
    undefined = b.probe("sense.cosine")[0, 0, 0]
    assert np.isnan(float(undefined))
    found = check.check(sidecar(b, [entry(undefined, "undefined"), entry(undefined, "0.00"), entry(undefined, "●")]))
    assert places(found) == [0, 1, 2] and {p.code for p in found} == {"numbers.finite"}
    i, masked = index_of("pattern"), next(i for i, n in enumerate(honest()["numbers"]) if n["value"] == "-inf")
    through = {
        "value": "-inf",
        "shown": "\u2212∞",
        "source": f"({honest()['numbers'][masked]['source']}*count:n_heads)",
    }
    false = [(i, {"value": value}) for value in (float("nan"), "nan", "inf", "-inf")] + [(masked, through)]
    assert places(tampered((masked, {}), *false)) == [1, 2, 3, 4, 5]
    assert {p.code for p in tampered((masked, through))} == {"numbers.finite"}


KINDS = ("pattern", "raw_scores", "embed", "W_Q", "attn_norm", "probe:sense", "a.resid_post", "count")


def test_a_false_value_is_found() -> None:
    changes: list[tuple[int, dict[str, Any]]] = []
    for i in map(index_of, KINDS):
        value = honest()["numbers"][i]["value"]
        falsehoods: tuple[Any, ...] = (
            value + 0.01 * max(1.0, abs(value)),
            -value - 0.1,
            "-inf",
            "many",
            None,
            str(value),
            True,
            10**400,
        )
        changes += [(i, {"value": false}) for false in falsehoods]
    problems = tampered(*changes)
    assert places(problems) == list(range(len(changes)))
    assert {p.code for p in problems} == {"numbers.value"}


def test_a_false_text_is_found() -> None:
    texts = ("0.99", "10", "", "n/a", "0.1 0.2", "-", "1e9", "\u2212\u221e", "●", "⌒", "about it", "1,0", "0.9x", "×")
    problems = tampered(*((index_of("raw_scores"), {"shown": shown}) for shown in texts))
    assert places(problems) == list(range(len(texts)))
    assert {p.code for p in problems} == {"numbers.shown"}


def test_digits_with_words_around_them_are_no_number() -> None:
    i = index_of("pattern")
    shown = honest()["numbers"][i]["shown"]
    assert tampered((i, {})) == []
    assert len(tampered(*((i, {"shown": text}) for text in (f"{shown}!", f"not {shown}", f"{shown} {shown}")))) == 3


def test_a_count_one_off_is_found() -> None:
    i = index_of("count:n_parameters")
    assert len(tampered((i, {"value": 134_515_009}), (i, {"shown": "134,515,009"}), (i, {}))) == 2


def test_one_unit_in_the_last_shown_place_is_found() -> None:
    raised = [(n, {"shown": f"{float(honest()['numbers'][n]['shown']) + 0.01:.2f}"}) for n in range(60)]
    assert len(tampered(*raised)) == 60


def test_a_false_source_is_found() -> None:
    sources = (
        "pattern[13,6,5,5]", "pattern[13,6]", "pattern[13,6,4,99]", "pattern[99,6,4,2]", "patern[13,6,4,2]", "nothing",
        "b.pattern[13,6,4,2]", "probe:adjective.luck[1,1]", "W_Q[13,6,3]", "0.123", "count:n_wings", "cited:me",
        "count:577-5", "__import__('os')", "pattern[13,6,4,2]*0+0.77", "0.77+0*pattern[13,6,4,2]", "const:0.77",
        "pattern[13,6,4,2]*1.01", "-(pattern[13,6,4,2]*0)-const:8", "sqrt(0.5929)", "8", "pattern[13,6,4,2]+exp(0.5)",
        "cited:Brown2020,table2.1.d_models", "cited:Brown2020,table2.1.Tiny.millions", "probs:0.5[4,2]",
        "const:8*const:8",
        "pattern[13,6,4,2]**1", "z[13,6,4,2]", "(", "",
    )  # fmt: skip
    i = next(i for i, n in enumerate(honest()["numbers"]) if n["source"] == "pattern[13,6,4,2]")
    differences = tampered(*((i, {"source": source}) for source in sources))
    assert places(differences) == list(range(len(sources)))
    assert not any("\n" in str(d) for d in differences)


def test_a_constant_is_a_source_only_where_the_scene_declares_it() -> None:
    i = next(i for i, n in enumerate(honest()["numbers"]) if n["source"] == "const:8")
    divided = next(i for i, n in enumerate(honest()["numbers"]) if n["source"].endswith("/8)"))
    assert tampered((i, {}), (divided, {})) == []
    undeclared = honest() | {"numbers": [honest()["numbers"][n] for n in (i, divided)], "constants": [100]}
    assert [p.code for p in check.check(undeclared)] == ["numbers.source", "numbers.source"]
    assert [p.code for p in tampered((i, {"source": "8"}))] == ["numbers.source"]
    assert [p.code for p in tampered((divided, {"source": "(8/8)*0.5"}))] == ["numbers.source"]
    for source, holds in (("1-x[0]", True), ("x[0]+1", True), ("8-x[0]", False), ("x[0]+8", False), ("-x[0]+8", False)):
        try:
            evaluate(source, lambda *_: Bounded(0.25, 1e-4), {1.0, 8.0})
        except ValueError as error:
            assert not holds and "to what is no count" in str(error)
        else:
            assert holds, source
    assert float(evaluate("count:tokens-8", lambda *_: Bounded(9.0), {8.0})) == 1


@pytest.mark.parametrize(
    ("source", "names", "constants"),
    [
        ("(step-100/pattern[0,1]/new-2/a.pattern[0,2])", ["step-100/pattern", "new-2/a.pattern"], set()),
        ("(x[0]-b/x[1])", ["x", "b/x"], set()),
        ("(x[0]/b/x[1])", ["x", "b/x"], set()),
        ("(8/b/x[0])", ["b/x"], {8.0}),
        ("(1e+15/e15/x[0])", ["e15/x"], {1e15}),
        ("(const:-5-b5/x[0])", ["b5/x"], {-5.0}),
        ("(count:tokens/b/count:tokens-b/count:n_heads)", ["count:tokens", "b/count:tokens", "b/count:n_heads"], set()),
        ("(b/a.probs:0.5[2,7]*cited:Brown2020,table2.1.d_model/b/x[0])",
         ["b/a.probs:0.5", "cited:Brown2020,table2.1.d_model", "b/x"], {0.5}),
        ("(sqrt(b/x[0])/b-2/probe:leak.leak[19,8])", ["b/x", "b-2/probe:leak.leak"], set()),
    ],
)  # fmt: skip
def test_a_models_key_and_a_division_are_told_apart(source: str, names: list[str], constants: set[float]) -> None:
    found: list[str] = []

    def look_up(name: str, index: tuple[int, ...]) -> Bounded:
        found.append(name)
        return Bounded(1.0)

    evaluate(source, look_up, constants)
    assert (found, constants_in(source)) == (names, constants)


def test_what_is_cited_is_read_from_the_papers_again(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(cited(place) == number for place, number in CITED.items())
    monkeypatch.setitem(CITED, "Brown2020,table2.1.n_heads", 97)
    wrong = sidecar(everything(), [entry(Reading.cited("Brown2020,table2.1.n_heads"), "97")])
    assert [p.code for p in check.check(wrong)] == ["numbers.value"]


def test_a_whole_clip_that_lists_no_number_fails() -> None:
    beats = [{"name": name, "caption": "", "start": at, "end": at + 5.0} for at, name in enumerate("ab")]
    emptied = honest() | {"numbers": [], "beats": beats, "clip": {"seconds": 6.0}}
    assert [p.code for p in check.check(emptied)] == ["numbers.list"]
    assert check.check(emptied | {"clip": {"seconds": 0.0}}) == []  # a still may show none


def test_another_head_than_the_one_that_is_best_is_found() -> None:
    assert [p.code for p in check.check(honest() | {"numbers": [], "head": [0, 0]})] == ["numbers.facts"]


def test_a_masked_score_shown_as_a_number_is_found() -> None:
    i = next(i for i, n in enumerate(honest()["numbers"]) if n["value"] == "-inf")
    changes = ({"shown": "0.00"}, {"value": -1e9, "shown": "-1000000000"}, {"value": 0.0, "shown": "0.00"})
    assert len(tampered(*((i, change) for change in changes))) == 3


def test_a_tie_may_be_rounded_either_way() -> None:
    assert miswritten("0.12", 0.125, 1e-9, "") is None
    assert miswritten("0.13", 0.125, 1e-9, "") is None
    assert miswritten("0.14", 0.125, 1e-9, "")
    assert miswritten("\u22121.5", -1.54, 1e-9, "") is None
    assert miswritten("12,288", 12288, 0, "") is None
    assert miswritten("12\u2009288", 12289, 0, "")


def test_other_tokens_than_the_sentence_has_are_found() -> None:
    false = copy.deepcopy(honest()) | {"numbers": []}
    false["traces"][""]["tokens"][4][1] = " cat"
    assert [p.code for p in check.check(false)] == ["numbers.tokens"]
    for wrong in ([5, " blue", 3], [7786, " blue", 9]):
        false["traces"][""]["tokens"][3] = wrong
        assert "numbers.tokens" in {p.code for p in check.check(false)}
    texts = copy.deepcopy(honest()) | {"numbers": []}
    texts["traces"][""]["tokens"] = [t[1] for t in texts["traces"][""]["tokens"]]
    assert check.check(texts) == []


def test_a_sentence_changed_after_the_render_is_found() -> None:
    false = copy.deepcopy(honest())
    false["traces"][""]["text"] = SENTENCE.replace("blue", "green")
    assert [p.code for p in check.check(false)] == ["numbers.facts"]
    false["needs"]["traces"][""]["text"] = false["traces"][""]["text"]
    found = {p.code for p in check.check(false)}
    assert found >= {"numbers.tokens", "numbers.value"}


@pytest.mark.parametrize("missing", ["model", "traces", "needs"])
def test_an_incomplete_sidecar_is_refused(missing: str) -> None:
    broken = {name: part for name, part in honest().items() if name != missing}
    for false in (broken, broken | {missing: None}, broken | {missing: {}}):
        with pytest.raises(UserError, match="incomplete or damaged"):
            check.check(false | {"numbers": honest()["numbers"][:1]})


def test_a_head_of_another_kind_is_noticed() -> None:
    needs = copy.deepcopy(honest()["needs"]) | {"head": [None]}
    assert [p.code for p in check.check(honest() | {"needs": needs, "numbers": []})] == ["numbers.facts"]
    for wrong in ({"head": 3}, {"heads": {"reader": 3}}):
        with pytest.raises(UserError, match="incomplete or damaged"):
            check.check(honest() | {"numbers": []} | wrong)


def test_other_weights_are_named() -> None:
    [problem] = check.check(honest() | {"model": {"weight_digest": "0" * 64}})
    assert problem.code == "weights.digest" and "made with weights 000000000000" in problem.what


def test_errors_are_carried_through_arithmetic() -> None:
    a, b = Bounded(3.0, 0.1), Bounded(-2.0, 0.01)
    assert (a * b).error == pytest.approx(0.03 + 0.2)
    assert (a - b).value == 5.0 and (a - b).error == pytest.approx(0.11)
    assert (a / b).error == pytest.approx((0.1 + 1.5 * 0.01) / 2)
    assert (1 / b).value == -0.5 and abs(b).value == 2.0
    assert float(evaluate("sqrt(x[0])*2", lambda *_: Bounded(4.0, 0.04), {2.0})) == 4.0
    root = evaluate("sqrt(x[0])", lambda *_: Bounded(4.0, 0.04), ())
    assert root.error == pytest.approx(0.01, rel=0.01)


def test_explicit_heads_and_no_probes_verify_too() -> None:
    b = store.ensure(Needs(head="19.8", traces={"": TraceNeed("The cat sat", ("pattern", "v"), "head")}))
    numbers = [entry(w, f"{float(w):.3f}") for w in b.read("pattern", 19, 8).flat()]
    numbers += [
        entry(b.count("head.head"), "8"),
        entry(b.read("v", 19, 2, 1)[3], f"{float(b.read('v', 19, 2, 1)[3]):.3f}"),
    ]
    assert check.check(sidecar(b, numbers)) == []
    assert b.meta["weight_digest"] == real().checkpoint.digest
