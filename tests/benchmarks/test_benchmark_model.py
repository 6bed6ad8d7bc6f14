"""The model's benchmark measures what it says, at a tiny size."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from safetensors.numpy import load_file, save_file

from benchmarks import forwards
from benchmarks.parts import model as part
from benchmarks.turns import in_turn
from tests.helpers.models.small_bundles import SENTENCE, real


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks run in this process, once, and short."""

    def run(task: Any, spec: dict[str, Any], *_: Any) -> Any:
        return json.loads(json.dumps(task(json.loads(json.dumps(spec)))))

    monkeypatch.setattr(part, "run", run)
    monkeypatch.setattr(part, "TIMES", 1)
    monkeypatch.setattr(part, "SIZES", (9, 18))
    monkeypatch.setattr(part, "LONG", 13)


def test_the_part_without_its_peer(here: None, tmp_path: Path) -> None:
    results = part.measure(argparse.Namespace(text=None, repeats=1), tmp_path)
    captures, growths = ([one for one in results if one["what"] == what] for what in ("capture", "growth"))
    (ours,) = captures
    assert ours["tokens"] == [11, 13] and ours["arrays"] == 22
    assert all(cost[task]["cpu"] > 0 for cost in ours["runs"][0] for task in ("forward", "capture"))
    assert [(one["of"], one["tokens"]) for one in growths] == [(k, n) for k in forwards.KEPT for n in (9, 18)]
    assert [one["runs"][0]["kept"] for one in growths] == [4 * 81, 4 * 324, 4 * 30 * 9 * 576, 4 * 30 * 18 * 576]
    table = part.table(results)
    assert "capture / forward" in table and "benchmarks.peers.setup transformer-lens" in table
    assert part.GOAL and not any(word in table for word in ("nan", "inf", "None"))


def test_a_peer_is_compared_with_ours(here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def peer(spec: dict[str, Any]) -> dict[str, Any]:
        """As slow as ours and wrong in one place."""
        assert spec["config"]["num_hidden_layers"] == 30 and Path(spec["weights"]).is_dir()
        arrays = load_file(tmp_path / "ours.safetensors")
        arrays["pattern"][3, 2, 1, 0] += 0.25
        save_file(arrays, spec["save"])
        cost = {"wall": 1.0, "cpu": 2.0}
        costs = [{"forward": cost, "capture": cost} for _ in spec["sentences"]]
        return {"costs": costs, "arrays": 5, "kept": 10, "dtype": "float32"}

    monkeypatch.setattr(part, "PEERS", {"Peer": peer})
    monkeypatch.setattr(part, "is_made", lambda name: name == "transformer-lens")
    ours, theirs = part.beside_peers(argparse.Namespace(text=SENTENCE, repeats=1), tmp_path)
    assert theirs["differs"] == pytest.approx({"pattern": 0.25, "resid_post": 0, "logits": 0}, abs=1e-6)
    table = part.table([ours, theirs])
    assert "pattern 2.5e-01" in table and "Peer" in table and part.WHAT_DIFFERS in table


def test_tasks_are_done_in_turn() -> None:
    done: list[str] = []
    costs = in_turn({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, times=2, warm_up=1)
    assert done == ["a", "b"] * 3
    assert set(costs) == {"a", "b"} and all(cost["wall"] >= 0 and cost["cpu"] >= 0 for cost in costs.values())


def test_operations_are_those_of_the_matrices() -> None:
    shape, n = real().transformer.config, 7
    block = real().transformer.blocks[0]
    weights = sum(a.numel() for name, a in vars(block).items() if a is not None and "norm" not in name)
    linear, square = forwards.operations(shape, n, 2)
    assert linear == 2 * 2 * n * weights
    assert square == 2 * 2 * 2 * shape.n_heads * n * n * shape.d_head  # scores, and values weighted


PEAK = """
import numpy as np
from benchmarks import forwards
before = forwards.reset_peak()
np.ones(10_000_000)  # 80 MB
print(before, forwards.memory("VmHWM"), forwards.memory("VmRSS"))
"""


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux only")
def test_the_peak_of_memory_is_seen_after_the_array_is_gone(root: Path) -> None:
    """In a process of its own: one that has freed gigabytes has room for the array without growing."""
    done = subprocess.run([sys.executable, "-c", PEAK], cwd=root, capture_output=True, text=True, check=True)
    before, peak, after = map(int, done.stdout.split())
    assert 70e6 < peak - before < 120e6
    assert after - before < 40e6
