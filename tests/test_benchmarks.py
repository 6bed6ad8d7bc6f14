"""The benchmarks run, at a tiny size, and what they rest on is right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.__main__ import arguments, main
from benchmarks.clock import Clock
from benchmarks.frames import FrameKeeper, kept
from benchmarks.pictures import likeness
from model.bundle import Bundle


def small_bundle() -> Bundle:
    """Three tokens and one head: a pattern of thirds, scores of any kind."""
    words = ["<|endoftext|>", "a", " b"]
    scores = np.where(np.tri(3, dtype=bool), 1.5, -np.inf).astype(np.float32)
    arrays = {"attn_scores": scores, "pattern": np.tri(3, dtype=np.float32) / 3}
    trace = {"text": "a b", "tokens": [(i, word, i - 1) for i, word in enumerate(words)], "layers": [0]}
    about: dict[str, Any] = dict.fromkeys(("model", "label", "weight_digest", "digest"), "small")
    about |= {"head": [0, 0], "traces": {"": trace}, "needs": {}, "versions": {}}
    return Bundle(about, {name: array[None, None] for name, array in arrays.items()})


def test_grid_beside_stock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, told = tmp_path / "b.safetensors", tmp_path / "told.json"
    small_bundle().save(bundle)
    tiny = ["--size=160x90", "--fps=8", "--seconds=0.25", "--device=cpu"]
    main(["--scenes=none", *tiny, f"--bundle=attention-pattern={bundle}", f"--json={told}"])
    (result,) = json.loads(told.read_text())["results"]
    assert {one["frames"] for what in ("ours", "stock", "encoder") for one in result[what]} == {6}
    assert result["likeness"]["ssim"] > 0.8 and 0.8 < result["likeness"]["ink"] < 1.25
    assert not any(one["torch"] for one in result["ours"] + result["stock"])
    assert all(one["cpu"] > 0 for one in result["ours"] + result["stock"])
    assert "less CPU than stock" in capsys.readouterr().out


def test_frames_are_kept_exactly(tmp_path: Path) -> None:
    frames = [np.random.default_rng(n).integers(0, 256, (6, 8, 4), np.uint8) for n in (1, 2, 2)]
    keeper = FrameKeeper(tmp_path / "frames", tmp_path / "clip.mp4")
    for repeat, frame in enumerate(frames, 1):
        keeper.write(frame, repeat)
    keeper.close()
    back = [pair for some in kept(tmp_path / "frames", 8, 6, at_once=2) for pair in some]
    assert [repeat for _, repeat in back] == [1, 2, 3]
    assert all(np.array_equal(a, b) for a, (b, _) in zip(frames, back, strict=True))
    assert (keeper.frames, keeper.changed) == (6, 2)


def test_likeness_tells_drawing_less() -> None:
    full = np.zeros((40, 40, 4), np.uint8)
    full[10:30, 10:30] = 200
    half = full.copy()
    half[20:] = 0
    same, less = likeness([full], [full.copy()]), likeness([half], [full])
    assert same.difference == 0 and same.ssim == pytest.approx(1) and same.ink == pytest.approx(1)
    assert less.ink == pytest.approx(0.5) and less.ssim < 0.9


def test_clock_counts_work_not_rest() -> None:
    clock = Clock()
    clock.start()
    np.sort(np.random.default_rng(0).random(300_000))
    clock.stop()
    worked = clock.total.cpu
    assert worked > 0
    np.sort(np.random.default_rng(0).random(300_000))
    assert clock.total.cpu == worked


@pytest.mark.parametrize("words", ["--size 12", "--scenes nowhere", "--repeats 0", "--encoder crf"])
def test_bad_options_are_told(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        arguments(words.split())
    assert refused.value.code == 2 and "python -m benchmarks: error" in capsys.readouterr().err
