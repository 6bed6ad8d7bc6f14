"""Stills of a moment, cuts of a beat and loops, from the command line; and what a GIF is where nothing is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from attention_scenes.film.inputs.flags import picture_size
from tests.helpers.command_line import SMALL, Run, message


def test_a_still_of_a_moment(run: Run, elsewhere: Path) -> None:
    code, out, err = run("tiny", "-s", "--at", "0:00.5", *SMALL)
    assert code == 0, err
    assert out.startswith("clips/tiny-0.5s.png  (1 frame, ")
    assert run("tiny", "-s", "--at", "0.5", *SMALL)[1] == "clips/tiny-0.5s.png  (up to date)\n"
    assert "--at 9: the clip is 1.5 s long" in message(run("tiny", "-s", "--at", "9", *SMALL)).replace("1.50", "1.5")
    assert not list(elsewhere.glob("clips/*9s*"))


def test_beats_and_loops(run: Run, elsewhere: Path) -> None:
    steps = ["tiny", "--set", "steps=3", *SMALL]
    code, out, err = run(*steps, "--beat", "Step 1", "--loop")
    assert code == 0, err
    assert out.startswith("clips/tiny-step-1-loop.mp4  (")
    sidecar = json.loads((elsewhere / "clips/tiny-step-1-loop.json").read_text())
    assert [beat["name"] for beat in sidecar["beats"]] == ["step 1"] and sidecar["beats"][0]["start"] == 0
    assert sidecar["clip"]["loop"] and sidecar["clip"]["seconds"] > sidecar["beats"][0]["end"]
    assert run(*steps, "--beat", "step-2,step-0")[1].startswith("clips/tiny-step-2-step-0.mp4  (")
    assert run(*steps, "--beat", "step-2", "-s")[1].startswith("clips/tiny-step-2.png  (1 frame")
    before = sorted(elsewhere.rglob("*"))
    assert "no 'setp-1' here. Did you mean 'step-1'?" in message(run(*steps, "--beat", "step-0,setp-1"))
    assert "Known: step-0, step-1, step-2." in message(run(*steps, "-s", "--beat", "softmax"))
    assert sorted(elsewhere.rglob("*")) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--at", "3"], "add -s"),
        (["-s", "--at", "soon"], "such as --at 12.5 or --at 1:07; got 'soon'"),
        (["-s", "--at", "-1"], "got '-1'"),
        (["-s", "--at", "nan"], "got 'nan'"),
        (["-s", "--at", "1", "--beat", "only"], "leave out --at"),
        (["-s", "--loop"], "cannot loop"),
        (["--beat", "../up"], "no 'up' here"),
        (["--beat", "only,"], "got 'only,'"),
        (["--beat", "x" * 300], "such as --beat scores,softmax"),
    ],
)
def test_one_message_and_nothing_written(run: Run, elsewhere: Path, arguments: list[str], says: str) -> None:
    assert says in message(run("other", *SMALL, *arguments))
    assert [path for path in elsewhere.rglob("*") if path.is_file()] == []


def test_a_gif_has_a_rate_that_it_can_keep() -> None:
    assert picture_size(None, None, None) == (1280, 720, 30)
    assert picture_size(None, None, None, "gif") == (854, 480, 25)
    assert picture_size("h", None, None, "gif") == (1920, 1080, 50)
    assert picture_size(None, "320,180", "12", "gif") == (320, 180, 12.5)
    assert picture_size("m", None, None, "gif")[2] == pytest.approx(100 / 3)
