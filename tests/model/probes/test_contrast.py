"""Contrast probe: the axis between two sides of one word. Leak probe: the heads that would read later tokens."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.decoder.trace import run_many
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes import contrasts
from attention_scenes.model.probes.contrasts import ContrastProbe, colour_contrast
from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.request.interventions import Unmask
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.verify.probes_again import count_again
from tests.helpers.models.small_bundles import SENTENCE, differences, holds_a_second_way, real

PHRASES = ("my old coat", "my wet coat")
PROBE = ContrastProbe("wet", PHRASES, ("The {} dog", "The {} road", "A very {} hat"), ("wet", "damp"), ("dry",))
ARRAYS = ("embed", "resid_post")
LEAK = LeakProbe((SENTENCE, "she ran quickly", "the train was late again"))


@cache
def measured() -> Bundle:
    return ensure(Needs(probes=(PROBE, LEAK)))


def value(name: str) -> np.ndarray:
    return measured().probe(name).value


def test_the_sides_lie_half_a_unit_from_the_middle() -> None:
    axis, offset = value("wet.axis").astype(float), value("wet.offset").astype(float)
    for words, side in ((PROBE.positive, 0.5), (PROBE.negative, -0.5)):
        shown = tuple(frame.replace("{}", word) for frame in PROBE.frames for word in words)
        streams = [np.concatenate([t["embed"][None], t["resid_post"]])[:, -1] for t in run_many(real(), shown, ARRAYS)]
        places = (np.array(streams) * axis).sum(-1) - offset
        assert places[:, 1:].mean(0) == pytest.approx(side, abs=1e-4)


def test_at_the_embedding_there_is_no_axis() -> None:
    for name in ("axis", "offset", "accuracy", "pairs"):
        assert np.isnan(value(f"wet.{name}")[0]).all() and np.isfinite(value(f"wet.{name}")[1:]).all()
    assert np.isnan(value("wet.place")[:, 0]).all()


def test_heads_and_mlps_bring_a_phrase_from_where_it_was_to_where_it_is() -> None:
    total = value("wet.before") + value("wet.by_head").sum(-1) + value("wet.by_mlp")
    assert total == pytest.approx(value("wet.place")[:, 1:], abs=1e-3)
    old, wet = value("wet.place")[:, 5:20].mean(1)
    assert old < wet


def test_other_phrases_do_not_measure_the_axis_again(monkeypatch: pytest.MonkeyPatch) -> None:
    measured()

    def never(*args: object) -> None:
        raise AssertionError("the axis was measured again")

    monkeypatch.setattr(ContrastProbe, "measure", never)
    other = ensure(Needs(probes=(ContrastProbe("wet", ("a wet nose",), PROBE.frames, PROBE.positive, PROBE.negative),)))
    assert np.array_equal(other.probe("wet.axis").value, value("wet.axis"), equal_nan=True)


def test_contrasts_of_the_same_words_run_the_model_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    run = TorchProbedModel.run
    monkeypatch.setattr(TorchProbedModel, "run", lambda self, texts, arrays: ran.append(1) or run(self, texts, arrays))
    turned = ContrastProbe("turned", (), PROBE.frames, PROBE.negative, PROBE.positive)
    alone = ContrastProbe("alone", (), PROBE.frames, PROBE.positive, PROBE.negative)
    found = {}
    for first, then in ((alone, turned), (turned, alone)):
        contrasts._last_vectors.cache_clear()
        for probe in (first, then):
            found[probe.name, first.name] = probe.measure(TorchProbedModel(real().checkpoint), lambda *_: None)[0]
    assert len(ran) == 2 * len(PROBE.positive + PROBE.negative), "the second of each has all vectors already"
    for name in ("alone", "turned"):
        for array in ("axis", "offset", "accuracy", "pairs"):
            one, other = (found[name, first][array] for first in ("alone", "turned"))
            assert np.array_equal(one, other, equal_nan=True), "whichever is measured first"
    axes = [found[name, "alone"]["axis"][1:] for name in ("alone", "turned")]
    assert np.array_equal(axes[0], -axes[1])
    assert np.array_equal(value("wet.axis"), found["alone", "alone"]["axis"], equal_nan=True)


def test_a_leak_is_the_weight_on_later_tokens() -> None:
    b = ensure(Needs(traces={"o": TraceNeed("she ran quickly", ("pattern",), (0,), interventions=(Unmask(0, 4),))}))
    leaks, facts = LeakProbe(("she ran quickly",)).measure(TorchProbedModel(real().checkpoint), lambda *_: None)
    later = np.triu(b.read("pattern", 0, 4, trace="o").value, 1).sum(1)[1:-1].mean()
    assert leaks["leak"][0, 4] == pytest.approx(later, abs=1e-5)
    assert leaks["even"][0] == pytest.approx((2 / 4 + 1 / 4) / 2) and facts["sentences"] == 1


@pytest.mark.parametrize("probe", [PROBE, LEAK])
def test_a_second_way_agrees(probe: ContrastProbe | LeakProbe) -> None:
    holds_a_second_way(measured(), probe)
    [asked] = [asked for asked in measured().meta["needs"]["probes"] if asked["name"] == probe.name]
    assert count_again(asked).items() <= measured().meta["probes"][probe.name].items()


def test_contrasts_verify_and_false_places_do_not() -> None:
    b = measured()
    readings = [*b.probe("wet.place").flat(), *b.probe("wet.by_head", 1, 16).flat(), *b.probe("leak.leak", 17).flat()]
    readings += [b.count("wet.sentences"), b.count("leak.sentences"), b.probe("leak.even", 0)]
    readings += [b.probe("wet.before", 1, 16) + b.probe("wet.by_head", 1, 16, 0)]
    finite = [r for r in readings if np.isfinite(float(r))]
    assert differences(b, finite) == []
    assert len(differences(b, readings)) == len(readings) - len(finite) > 0, "what is not finite never holds"
    assert len(differences(b, finite, off=0.05)) == len(finite)
    assert (float(b.count("wet.sentences")), float(b.count("wet.frames"))) == (9, 3)


def test_no_sentence_that_is_measured_on_is_shown_by_default() -> None:
    table = probe_sentences()
    for name in ("eiffel", "size"):
        assert all("tower" not in frame or name == "eiffel" for frame in table["contrast"][name]["frames"])
    lengths = {
        len(real().tokenize(table["contrast"]["eiffel"]["frames"][0].replace("{}", word)))
        for word in table["contrast"]["eiffel"]["positive"] + table["contrast"]["eiffel"]["negative"]
    }
    assert len(lengths) == 1, "the word read must stand in the same place"
    assert SENTENCE not in table["leak"]["sentences"] and len(table["leak"]["sentences"]) >= 10
    assert "blue" not in colour_contrast("blue").negative


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: ContrastProbe("seize", ("a tower",)), "Did you mean 'size'"),
        (lambda: ContrastProbe("Size 2", ("a tower",)), "small letters"),
        (lambda: ContrastProbe("size", (" ",)), "empty"),
        (lambda: ContrastProbe("size", ("the tiny car",)), "both shown and a context"),
        (lambda: ContrastProbe("x", (), ("The {} dog",), ("a",), ("b",)), "two frames"),
        (lambda: ContrastProbe("x", (), ("The {} dog", "The cat"), ("a",), ("b",)), "one slot"),
        (lambda: colour_contrast("sky blue"), "small letters"),
    ],
)
def test_a_contrast_that_cannot_be_is_refused(make: object, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        make()  # type: ignore[operator]
    assert "\n" not in str(caught.value)
