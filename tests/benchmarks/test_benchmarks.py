"""The benchmarks run, at a tiny size, and what they rest on is right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.film.frames.frame import Frame
from benchmarks.__main__ import arguments, main
from benchmarks.chromium import lit_psnr
from benchmarks.clock import Clock
from benchmarks.keeping import FrameKeeper, kept
from benchmarks.parts import frames as frames_part
from benchmarks.parts import pages
from benchmarks.pictures import likeness
from benchmarks.work import run
from tests.benchmarks.tasks_here import run_here, stay_here

TINY = ["--size=160x90", "--fps=4", "--repeats=1", "--scenes=mole", "--beats=plane"]
OF_MOLE = pytest.mark.xdist_group("mole")  # the process that plays this scene in other tests, too


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run tasks in this process."""
    stay_here(monkeypatch)


def measured(tmp_path: Path, *words: str) -> dict[str, Any]:
    results = tmp_path / "results.json"
    main([*TINY, *words, f"--json={results}"])
    return json.loads(results.read_text())


@OF_MOLE
def test_a_scene_beside_the_encoder(
    here: None, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    apart: list[dict[str, Any]] = []

    def run_ours_apart(task: Any, spec: dict[str, Any], about: str) -> Any:
        """Run what is to load no torch in a process of its own, as all tasks are where it is measured."""
        if task is not frames_part.render or spec.get("keep") or spec["encoder"]:
            return run_here(task, spec, about)
        apart.append(run(task, spec, about))
        return apart[-1]

    monkeypatch.setattr(frames_part, "run", run_ours_apart)
    (result,) = measured(tmp_path, "frames")["frames"]
    runs = result["ours"] + result["held"] + result["encoder"]
    assert len({one["frames"] for one in runs}) == 1 and result["changed"] > 5
    assert all(one["cpu"] > 0 and one["wall"] > 0 for one in runs)
    assert result["ours"] == apart and not apart[0]["torch"]
    assert apart[0]["beats"].keys() == {"plane"}
    assert "mole" in capsys.readouterr().out


@OF_MOLE
def test_a_beat_that_is_not_there_is_told(here: None, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="mole has no beat plan: choose from phrases, one vector, plane, "):
        measured(tmp_path, "frames", "--beats=plan")


@OF_MOLE
def test_settings_are_compared_with_what_was_drawn(here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"poor": {"preset": "ultrafast", "crf": "51"}}
    monkeypatch.setattr("benchmarks.parts.presets.SETTINGS", settings)
    ours, poor = (one["runs"][0] for one in measured(tmp_path, "presets")["presets"])
    assert ours["bytes"] > poor["bytes"] > 0, "the poor one is smaller"
    assert 1 >= ours["ssim"] >= ours["least"] > 0.9 > poor["ssim"]


def test_growth_counts_all_cells(
    here: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.parts.growth.TOKENS", (4,))
    (result,) = measured(tmp_path, "growth")["growth"]
    assert result["ours"][0]["frames"] == result["encoder"][0]["frames"] == 8
    assert "4 tokens     16" in capsys.readouterr().out


def test_dust_is_drawn_moving_and_resting(tmp_path: Path) -> None:
    (result,) = measured(tmp_path, "dust")["dust"]
    assert len(result["moving"]) == len(result["resting"]) == 40
    assert sum(result["resting"]) < sum(result["moving"]), "a kept picture is drawn"


def test_the_wall_is_drawn_from_aside_and_from_the_front(tmp_path: Path) -> None:
    (result,) = measured(tmp_path, "wall")["wall"]
    assert len(result["along"]) == len(result["front"]) == 12 and min(result["along"] + result["front"]) > 0


def test_the_stage_is_drawn_in_each_of_its_states(tmp_path: Path) -> None:
    (result,) = measured(tmp_path, "grid")["grid"]
    assert list(result) == ["arcs", "folding", "vectors", "scores", "one query lit"]
    assert all(len(times) == 40 and min(times) > 0 for times in result.values())


def test_frames_are_kept_exactly(tmp_path: Path) -> None:
    frames = [np.random.default_rng(n).integers(0, 256, (6, 8, 4), np.uint8) for n in (1, 2, 2)]
    keeper = FrameKeeper(tmp_path / "frames", tmp_path / "clip.mp4")
    for repeat, frame in enumerate(frames, 1):
        keeper.add(Frame(frame), repeat)
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
    assert same.difference == 0 and same.ssim == pytest.approx(1) and same.coverage == pytest.approx(1)
    assert less.coverage == pytest.approx(0.5) and less.ssim < 0.9


def test_clock_counts_work_not_rest() -> None:
    clock = Clock()
    clock.start()
    np.sort(np.random.default_rng(0).random(300_000))
    clock.stop()
    worked = clock.total.cpu
    assert worked > 0
    np.sort(np.random.default_rng(0).random(300_000))
    assert clock.total.cpu == worked


@pytest.mark.parametrize("words", ["--size 12", "--scenes nowhere", "nothing", "--repeats 0", "--encoder crf"])
def test_bad_options_are_told(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        arguments(words.split())
    assert refused.value.code == 2 and "python -m benchmarks: error" in capsys.readouterr().err


def test_a_stack_of_layers_is_drawn_whole_in_flight_and_open(tmp_path: Path) -> None:
    (result,) = measured(tmp_path, "stack")["stack"]
    assert list(result) == ["entering", "whole", "in flight", "one open"]
    assert all(ms > 0 for times in result.values() for ms in times)


def test_far_arcs_cost_less_than_strokes_one_by_one(tmp_path: Path) -> None:
    (result,) = measured(tmp_path, "far")["far"]
    assert list(result) == ["grow", "one is lit", "turn", "one by one"]
    assert np.median(result["turn"]) < np.median(result["one by one"])


def test_a_page_is_compared_where_either_picture_is_lit() -> None:
    drawn = np.zeros((20, 20, 4), np.uint8)
    drawn[5:15, 5:15] = 200
    seen = drawn[..., :3].copy()
    assert lit_psnr(seen, drawn) > 70
    seen[5, 5] = 0
    assert lit_psnr(seen, drawn) == pytest.approx(10 * np.log10(255**2 / (200**2 / 100)))
    seen[0, 1] = 200
    assert lit_psnr(seen, drawn) < 20 + 3


def test_pages_are_listed_by_what_they_hold() -> None:
    played: dict[str, Any] = {"first": 0.25, "rates": [31.0, 60.0, 59.0]}
    page = {"bytes": 200_000, "cpu": 8.0, "frames": 9, "kinds": dict.fromkeys(pages.KINDS, 1000), **played}
    clip = {"bytes": 5_000_000, "cpu": 30.0, "files": [], "psnr": [46.0, 48.0], **played}
    results = [
        {"scene": "mole", "page": page, "clip": clip, "psnr": [35.0, 39.0, 40.0], "ms": 12.0},
        {"scene": "4096 numbers", "ms": 40.0},
    ]
    head, first, last = pages.table(results).splitlines()
    assert len(head) == len(first) and first.split()[:3] == ["mole", "200", "5000"] and "40.0 ms a frame" in last
    assert first.split()[-3:] == ["31.0", "59.0", "59.0"]
    assert b'id="tape"' in pages.numbers_page()


def test_pages_go_on_where_they_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = {"bytes": 200_000, "cpu": 8.0, "frames": 12, "kinds": dict.fromkeys(pages.KINDS, 1000)}
    made: list[str] = []

    def run_told(task: Any, spec: dict[str, Any], about: str = "") -> dict[str, Any]:
        if task is pages.page_of:
            made.append(about)
            if about == "tower":
                raise SystemExit("stopped")
        return {"page_of": page, "drawn_of": {"files": []}, "shown": {"psnr": [39.0], "ms": 9.0}}[task.__name__]

    monkeypatch.setattr(pages, "run", run_told)
    monkeypatch.setattr(pages, "spec_for", lambda *_: {})
    words = ["pages", "--untimed", "--scenes=mole,tower,masking", "--fps=30", f"--json={tmp_path / 'pages.json'}"]
    with pytest.raises(SystemExit, match="stopped"):
        main(words)
    monkeypatch.setattr(pages, "spec_for", lambda scene, *_: {} if scene != "tower" else pytest.fail("again"))
    main([*words, "--go-on", "--scenes=mole,masking"])
    assert made == ["mole", "tower", "masking"]
    assert [one["scene"] for one in json.loads((tmp_path / "pages.json").read_text())["pages"]] == ["mole", "masking"]
    with pytest.raises(SystemExit, match="is of 1920x1080 at 30 fps"):
        main([*words, "--go-on", "--fps=60"])
