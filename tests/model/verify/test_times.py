"""Seconds by a clock: a sidecar states them, verify takes the time again, and a replay takes those that are stated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.probes.maps.speed import SpeedProbe
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.check import check
from tests.helpers.models.small_bundles import tiny_llama

FIRST = "probe:speed.seconds[0]"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    folder = tiny_llama(tmp_path_factory.mktemp("times") / "model")
    return ensure(Needs(model=str(folder), probes=(SpeedProbe("the old man walked down", sizes=(1, 4)),)))


def sidecar_of(bundle: Bundle, **changed: Any) -> dict[str, Any]:
    each = bundle.probe("speed.seconds")[1] / bundle.probe("speed.size")[1] * 1000.0
    entries = [{"shown": f"{float(each):.3f}", "value": float(each), "source": each.source}]
    return bundle.sidecar() | {"numbers": entries, "constants": [1000.0]} | changed


def codes(sidecar: dict[str, Any]) -> list[str]:
    return [problem.code for problem in check(sidecar)]


def test_stated_times_are_of_this_order_and_what_is_shown_follows_from_them(bundle: Bundle) -> None:
    assert list(bundle.sidecar()["times"]) == [FIRST, FIRST.replace("0", "1")]
    assert bundle.probe("speed.size").value.tolist() == [1, 4] and codes(sidecar_of(bundle)) == []


def test_a_time_that_no_machine_takes_is_a_problem(bundle: Bundle) -> None:
    times = bundle.times()
    for factor in (1e-5, 1e5):
        assert "numbers.time" in codes(sidecar_of(bundle, times=times | {FIRST: times[FIRST] * factor}))


def test_what_does_not_follow_from_stated_times_is_a_problem(bundle: Bundle) -> None:
    times = bundle.times()
    second = FIRST.replace("0", "1")
    assert codes(sidecar_of(bundle, times=times | {second: 1.5 * times[second]})) == ["numbers.value"]
    assert codes(sidecar_of(bundle, times={FIRST: times[FIRST]})) == ["numbers.source"]
    assert codes(sidecar_of(bundle, times=times | {"probe:speed.size[0]": 1.0})) == ["numbers.time"]
    assert codes(sidecar_of(bundle, times=times | {"probe:nothing.seconds[0]": 1.0})) == ["numbers.time"]


def test_a_replay_takes_the_times_of_the_clip(bundle: Bundle) -> None:
    again = bundle.with_times({FIRST: 12.5})
    assert again.times()[FIRST] == 12.5 and bundle.times()[FIRST] != 12.5, "the kept answers stay"
    assert again.times().keys() == bundle.times().keys() and again.digest == bundle.digest
    both = ClipAnswers.of({"one": bundle, "other": bundle}).with_times({f"one/{FIRST}": 12.5})
    assert (both["one"].times()[FIRST], both["other"].times()[FIRST]) == (12.5, bundle.times()[FIRST])


def test_fewer_tokens_are_timed_where_the_model_reads_no_more(tmp_path: Path) -> None:
    folder = tiny_llama(tmp_path / "short", max_position_embeddings=3)
    found = ensure(Needs(model=str(folder), probes=(SpeedProbe("the old man walked down", sizes=(1, 64)),)))
    assert found.probe("speed.size").value.tolist() == [1, 3]
    assert [problem.code for problem in check(sidecar_of(found))] == []
