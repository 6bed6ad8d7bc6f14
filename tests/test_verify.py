"""A clip's numbers are checked by a second computation, and a false one does not pass."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from model import bundle, verify
from model.errors import UserError
from model.near import Near
from model.needs import Needs, TraceNeed
from model.readings import Reading, evaluate
from tests.models import SENTENCE, everything, real


def entry(reading: Reading, shown: str) -> dict[str, Any]:
    value = float(reading)
    return {
        "shown": shown,
        "value": "-inf" if value == -np.inf else value,
        "source": reading.source,
        "start": 0,
        "end": 1,
    }


def sidecar(b: bundle.Bundle, numbers: list[dict[str, Any]]) -> dict[str, Any]:
    return json.loads(json.dumps(b.sidecar() | {"numbers": numbers}))


@cache
def honest() -> dict[str, Any]:
    """Numbers of every kind, shown as they are."""
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


def tampered(*changes: tuple[int, dict[str, Any]]) -> list[verify.Difference]:
    """What is found where, of the honest numbers, only these are kept, each with a change."""
    return verify.check(honest() | {"numbers": [honest()["numbers"][i] | change for i, change in changes]})


def index_of(source: str) -> int:
    return next(i for i, n in enumerate(honest()["numbers"]) if n["source"].startswith(source))


def test_an_honest_clip_verifies() -> None:
    assert len(honest()["numbers"]) > 100
    assert verify.check(honest()) == []


def test_nan_is_not_smuggled_in() -> None:
    b = everything()
    undefined = b.probe("sense.cosine")[0, 0, 0]
    assert np.isnan(float(undefined))
    found = verify.check(sidecar(b, [entry(undefined, "undefined"), entry(undefined, "0.00")]))
    assert [d.index for d in found] == [1]
    assert len(tampered((index_of("pattern"), {"value": float("nan")}))) == 1


KINDS = ("pattern", "raw_scores", "embed", "W_Q", "attn_norm", "probe:sense", "a.resid_post", "count")


def test_a_false_value_is_found() -> None:
    changes: list[tuple[int, dict[str, Any]]] = []
    for i in map(index_of, KINDS):
        value = honest()["numbers"][i]["value"]
        falsehoods: tuple[Any, ...] = (value + 0.01 * max(1.0, abs(value)), -value - 0.1, "-inf", "many", None)
        changes += [(i, {"value": false}) for false in falsehoods]
    assert [d.index for d in tampered(*changes)] == list(range(len(changes)))


def test_a_false_text_is_found() -> None:
    texts = ("0.99", "10", "", "n/a", "0.1 0.2", "-", "1e9", "\u2212\u221e")
    assert len(tampered(*((index_of("raw_scores"), {"shown": shown}) for shown in texts))) == len(texts)


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
        "count:577-5", "__import__('os')", "pattern[13,6,4,2]**1", "z[13,6,4,2]", "(", "",
    )  # fmt: skip
    i = next(i for i, n in enumerate(honest()["numbers"]) if n["source"] == "pattern[13,6,4,2]")
    differences = tampered(*((i, {"source": source}) for source in sources))
    assert [d.source for d in differences] == list(sources)
    assert not any("\n" in str(d) for d in differences)


def test_a_masked_score_shown_as_a_number_is_found() -> None:
    i = next(i for i, n in enumerate(honest()["numbers"]) if n["value"] == "-inf")
    changes = ({"shown": "0.00"}, {"value": -1e9, "shown": "-1000000000"}, {"value": 0.0, "shown": "0.00"})
    assert len(tampered(*((i, change) for change in changes))) == 3


def test_a_tie_may_be_rounded_either_way() -> None:
    assert verify._rounded("0.12", 0.125, 1e-9) is None
    assert verify._rounded("0.13", 0.125, 1e-9) is None
    assert verify._rounded("0.14", 0.125, 1e-9)
    assert verify._rounded("\u22121.5", -1.54, 1e-9) is None
    assert verify._rounded("12,288", 12288, 0) is None
    assert verify._rounded("12\u2009288", 12289, 0)


def test_other_tokens_than_the_sentence_has_are_found() -> None:
    false = copy.deepcopy(honest()) | {"numbers": []}
    false["traces"][""]["tokens"][4][1] = " cat"
    assert [d.index for d in verify.check(false)] == [-1]
    texts = copy.deepcopy(honest()) | {"numbers": []}
    texts["traces"][""]["tokens"] = [t[1] for t in texts["traces"][""]["tokens"]]
    assert verify.check(texts) == []


def test_a_sentence_changed_after_the_render_is_found() -> None:
    false = copy.deepcopy(honest())
    false["traces"][""]["text"] = SENTENCE.replace("blue", "green")
    differences = verify.check(false)
    assert differences[0].index == -1 and len(differences) > 20


@pytest.mark.parametrize("missing", ["model", "traces", "needs"])
def test_an_incomplete_sidecar_is_refused(missing: str) -> None:
    broken = {name: part for name, part in honest().items() if name != missing}
    for false in (broken, broken | {missing: None}, broken | {missing: {}}):
        with pytest.raises(UserError, match="incomplete or damaged"):
            verify.check(false | {"numbers": honest()["numbers"][:1]})


def test_other_weights_are_named() -> None:
    with pytest.raises(UserError, match="made with weights 000000000000"):
        verify.check(honest() | {"model": {"weight_digest": "0" * 64}})


def test_errors_are_carried_through_arithmetic() -> None:
    a, b = Near(3.0, 0.1), Near(-2.0, 0.01)
    assert (a * b).error == pytest.approx(0.03 + 0.2)
    assert (a - b).value == 5.0 and (a - b).error == pytest.approx(0.11)
    assert (a / b).error == pytest.approx((0.1 + 1.5 * 0.01) / 2)
    assert (1 / b).value == -0.5 and abs(b).value == 2.0
    assert float(evaluate("sqrt(x[0])*2", lambda *_: Near(4.0, 0.04))) == 4.0  # type: ignore[arg-type, return-value]
    root: Any = evaluate("sqrt(x[0])", lambda *_: Near(4.0, 0.04))  # type: ignore[arg-type, return-value]
    assert root.error == pytest.approx(0.01, rel=0.01)


def test_explicit_heads_and_no_probes_verify_too() -> None:
    b = bundle.ensure(Needs(head="19.8", traces={"": TraceNeed("The cat sat", ("pattern", "v"), "head")}))
    numbers = [entry(w, f"{float(w):.3f}") for w in b.read("pattern", 19, 8).flat()]
    numbers += [
        entry(b.count("head.head"), "8"),
        entry(b.read("v", 19, 2, 1)[3], f"{float(b.read('v', 19, 2, 1)[3]):.3f}"),
    ]
    assert verify.check(sidecar(b, numbers)) == []
    assert b.meta["weight_digest"] == real().source.digest
