"""The benchmark beside other libraries: what they are given is what our scene shows, and its figures make sense."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from attention_scenes.scenes.mobjects.text.outlines import text_outline
from benchmarks.__main__ import arguments
from benchmarks.parts import peers
from benchmarks.peers import setup
from benchmarks.peers.items import letters
from benchmarks.peers.recording import COMES, GOES, record
from benchmarks.scenes import spec_for
from tests.benchmarks.tasks_here import stay_here

pytestmark = pytest.mark.xdist_group("benchmark_peers")
TINY = ["peers", "--size=320x180", "--fps=4", "--repeats=1", "--text=a blue bird"]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run tasks in this process."""
    stay_here(monkeypatch)


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return spec_for(peers.SCENE, arguments(TINY), tmp_path_factory.mktemp("peers")) | peers.FLAT


@pytest.fixture(scope="module")
def script(spec: dict[str, Any]) -> dict[str, Any]:
    return record(spec | {"beats": peers.BEATS})


def test_numbers_and_dots_are_those_of_the_scene(script: dict[str, Any]) -> None:
    stood = set(script["steps"][0]["add"])  # left from the beat before, to fade in the first step
    came = [item for i, item in enumerate(script["items"]) if i not in stood]
    kinds, numbers = [item["kind"] for item in came], [item for item in came if item["kind"] == "number"]
    cells = 4 * 4
    past = cells * 5 // 8
    # All scores, and masked ones; four columns' sums after the cut.
    assert len(numbers) == 2 * cells + 4
    # Weights that leak, and those of masked scores.
    assert cells <= kinds.count("dot") <= cells + past
    assert sum(item["text"] == "−∞" for item in numbers) == cells - past
    for item in numbers:
        assert len(item["text"]) == len(item["at"]) and set(item["text"]) <= set(script["glyphs"])
        if item["value"] is None:
            assert item["text"] == "−∞"
        else:
            assert float(item["text"].replace("−", "-")) == pytest.approx(
                item["value"], abs=0.51 / 10 ** item["decimals"]
            )


def test_steps_follow_from_each_other(script: dict[str, Any]) -> None:
    visible: set[int] = set()
    for step in script["steps"]:
        assert set(step["remove"]) <= visible and not set(step["add"]) & visible
        visible = visible - set(step["remove"]) | set(step["add"])
        for play in step["plays"]:
            items, into = set(play["items"]), set(play.get("into", ()))
            assert bool(items & visible) != (play["do"] in COMES), play["do"]
            visible = visible | items | into if play["do"] in COMES else visible - items | into
            assert play["do"] in COMES | GOES | {"transform"} and 0 < play["seconds"] <= step["seconds"] + 1e-9
    kinds = {script["items"][i]["kind"] for i in visible}
    assert "dot" in kinds and sum(bool(step["plays"]) for step in script["steps"]) >= 10


def test_letters_keep_their_holes() -> None:
    points = text_outline("oi8").points
    parts = letters(points)
    assert len(parts) == 4, "o, the stem and the dot of i, 8"
    assert sum(map(len, parts)) == len(points)
    assert [part[:, 0].min() for part in parts] == sorted(part[:, 0].min() for part in parts)


def test_beside_cairo(here: None, spec: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {name: peers.PEERS[name] for name in ("Manim, Cairo", "manimgx")}
    monkeypatch.setattr(peers, "PEERS", wanted)
    monkeypatch.setattr(peers, "BEATS", ("open", "zeroed"))
    given = arguments([*TINY, f"--bundle={peers.SCENE}={spec['bundle']}"])
    cairo, absent = peers.measure(given, tmp_path)
    assert cairo["theirs"][0]["frames"] == cairo["ours"][0]["frames"] == cairo["encoder"][0]["frames"]
    assert all(run["cpu"] > 0 for what in ("ours", "encoder", "theirs") for run in cairo[what])
    assert cairo["likeness"]["ssim"] > 0.8 and 0.8 < cairo["likeness"]["coverage"] < 1.25
    assert absent == {"peer": "manimgx", "skipped": peers.skipped("manimgx", "manimgx")}
    assert "python -m benchmarks.peers.setup manimgx" in peers.table([cairo, absent])


def test_ratios() -> None:
    runs = {what: [{"cpu": cpu, "frames": 100}] for what, cpu in (("ours", 2.5), ("encoder", 1.5))}
    theirs = [{"cpu": 30.0, "frames": 100, "drawn": "a thing"}]
    likeness = {"difference": 0.4, "ssim": 0.97, "coverage": 1.0}
    table = peers.table([{"peer": "manimgl", **runs, "theirs": theirs, "likeness": likeness}])
    row = next(line for line in table.splitlines() if line.startswith("manimgl"))
    assert row.split()[1:6] == ["100", "300.00", "12.0", "8", "28.5"] and row.endswith("a thing")


def test_an_environment_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[list[str]] = []
    monkeypatch.setattr(setup, "HERE", tmp_path)
    monkeypatch.setattr(setup.subprocess, "run", lambda step: done.append(step) or SimpleNamespace(returncode=0))
    (tmp_path / "small.txt").write_text("thing==1\n")
    for _ in range(2):
        setup.main(["small", "--python", sys.executable])
    assert [step[0] for step in done] == [sys.executable, str(setup.python_of("small"))], "made once"
    assert done[1][-1] == str(tmp_path / "small.txt") and setup.is_made("small")
    (tmp_path / "small.txt").write_text("thing==2\n")
    assert not setup.is_made("small"), "other versions are asked for now"


def test_an_environment_that_fails_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "HERE", tmp_path)
    (tmp_path / "none.txt").write_text("")
    with pytest.raises(SystemExit, match="none: .* failed"):
        setup.make("none", shutil.which("false"))
    assert not setup.is_made("none")


def test_no_python_new_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda _: None)
    monkeypatch.setattr(setup.Path, "home", lambda: tmp_path)
    with pytest.raises(SystemExit, match=r"manimgx needs Python 3\.13 .*--python"):
        setup.find_python("manimgx", (3, 13))


def test_no_such_peer(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        setup.main(["nobody"])
    assert "choose from manimgl, manimgx" in capsys.readouterr().err
