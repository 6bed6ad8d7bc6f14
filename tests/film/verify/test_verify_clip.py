"""A clip is what its sidecar says, whatever was written: what was changed in either is noticed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.cli import main as cli
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.system.files import fingerprint, replace
from attention_scenes.film.verify.clip_replay import name_of_clip
from attention_scenes.scenes.mobjects.text.number_format import written
from tests.conftest import ROOT
from tests.helpers.command_line import Run
from tests.helpers.counted_scene import CATALOG
from tests.helpers.tiny_scene import CATALOG as TINY

pytestmark = pytest.mark.xdist_group("verify_clip")
SIZE = ["-r", "320,180", "--fps", "5"]
Sidecar = dict[str, Any]


@pytest.fixture
def verify(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, list[str]]]:
    """Verify files; return the exit code and the codes of all problems."""
    monkeypatch.setattr(cli, "scenes_in", lambda folder: CATALOG | TINY)

    def verify(*files: Path) -> tuple[int, list[str]]:
        code, out, err = run("verify", "--json", *map(str, files))
        if not out:
            return code, [err.strip().splitlines()[-1]]
        told = json.loads(out)
        assert told["exit"] == code
        aspects = [aspect for file in told["files"] for aspect in file["aspects"]]
        return code, [problem["code"] for aspect in aspects for problem in aspect["problems"]]

    return verify


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture
def made(run: Run, kept: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Render the scene with these flags, once a session, and return a copy of the clip that may be changed."""
    monkeypatch.setattr(cli, "scenes_in", lambda folder: CATALOG | TINY)

    def made(*flags: str) -> Path:
        folder = kept / hashlib.sha256(" ".join(flags).encode()).hexdigest()[:8]
        if not folder.is_dir():
            code, _, err = run("counted", *SIZE, *flags, "-o", str(folder))
            assert code == 0, err
        [sidecar] = shutil.copytree(folder, elsewhere / folder.name).glob("*.json")
        return sidecar.with_name(json.loads(sidecar.read_text())["clip"]["file"])

    return made


def change(clip: Path, how: Callable[[Sidecar], object]) -> None:
    path = beside(clip, "json")
    told = json.loads(path.read_text())
    how(told)
    path.write_text(json.dumps(told))


def forge(clip: Path, other: Path) -> None:
    """Put another file in the clip's place, and its bytes into the sidecar."""
    if other.is_dir():
        shutil.rmtree(clip)
    shutil.move(other, clip)
    change(clip, lambda told: told["clip"].update(fingerprint(clip)))


FLAGS = [
    [], ["--format", "mov", "-t"], ["--format", "webm"], ["--format", "webm", "-t"], ["--format", "gif"],
    ["--format", "gif", "-t"], ["--format", "apng", "-t"], ["--format", "png-sequence"],
    ["--format", "png-sequence", "-t"],
    ["-s"], ["-s", "--at", "0.5"], ["-s", "--beat", "first"], ["--beat", "second"], ["--loop"],
    ["--beat", "second,first", "--loop", "--format", "gif"], ["--theme", "light", "--set", "pace=2"],
    ["--encoder", "codec=qtrle", "-t"], ["--encoder", "crf=30"],
]  # fmt: skip


@pytest.mark.parametrize("flags", FLAGS, ids=" ".join)
def test_whatever_is_written_verifies(flags: list[str], made: Any, verify: Any) -> None:
    clip = made(*flags)
    assert verify(clip) == (0, [])
    assert verify(beside(clip, "json")) == (0, [])


TAMPERED: list[tuple[str, Callable[[Sidecar], object]]] = [
    ("numbers.list", lambda told: told["numbers"].clear()),
    ("numbers.list", lambda told: told["numbers"].pop()),
    ("numbers.list", lambda told: told["numbers"].append(told["numbers"][0])),
    ("numbers.list", lambda told: told["numbers"][3].update(source="0.5", value=0.5, shown="0.50")),
    ("numbers.list", lambda told: told["numbers"][3].update(end=told["numbers"][3]["end"] + 0.2)),
    ("numbers.list", lambda told: told["numbers"][3].update(shown="●")),
    ("numbers.list", lambda told: told["numbers"][3].update(value=told["numbers"][3]["value"] * 1.000001)),
    ("trace.changed", lambda told: told["params"].update(text="a red bird")),
    ("digest.changed", lambda told: told["params"].update(unused=2)),
    ("params.changed", lambda told: told["params"].pop("unused")),
    ("params.refused", lambda told: told["params"].update(pace=0)),
    ("caption.changed", lambda told: told["beats"][0].update(caption="They go.")),
    ("beat.changed", lambda told: told["beats"][1].update(start=0.3)),
    ("claim.changed", lambda told: told["claims"][0].update(measured="2.00")),
    ("head.changed", lambda told: told.update(head=[1, 1])),
    ("model.changed", lambda told: told["model"].update(label="GPT-5")),
    ("summary.changed", lambda told: told.update(summary="Proof of everything.")),
    ("extra.changed", lambda told: told.update(extra=None)),
    ("bytes.sha256", lambda told: told["clip"].update(sha256="0" * 64)),
    ("bytes.size", lambda told: told["clip"].update(bytes=told["clip"]["bytes"] + 1)),
    ("clip.changed", lambda told: told["clip"].update(seconds=3)),
    ("frame.size", lambda told: told["clip"].update(width=640, height=360)),
]


@pytest.mark.parametrize(("code", "how"), TAMPERED)
def test_a_changed_sidecar_is_noticed(code: str, how: Callable[[Sidecar], object], made: Any, verify: Any) -> None:
    clip = made()
    change(clip, how)
    status, found = verify(clip)
    assert status == 1 and code in found


@pytest.mark.parametrize("flags", [[], ["--format", "webm", "-t"], ["--format", "gif"], ["--format", "png-sequence"]])
def test_one_digit_in_the_picture_is_noticed(
    flags: list[str], made: Any, verify: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = made(*flags)
    with monkeypatch.context() as patch:  # the last digit becomes the one most like it
        alike = str.maketrans("0123456789", "8778968138")
        patch.setattr(
            "attention_scenes.scenes.mobjects.text.numbers.written",
            lambda *value: (text := written(*value))[:-1] + text[-1].translate(alike),
        )
        assert run("counted", *SIZE, *flags, "-o", "forged")[0] == 0
    forge(clip, clip.parents[1] / "forged" / clip.name)
    code, found = verify(clip)
    assert code == 1 and set(found) == {"frame.mismatch"}


def test_a_still_of_another_moment_is_noticed(made: Any, verify: Any) -> None:
    clip = made("-s")
    pixels = np.asarray(Image.open(clip)).copy()
    pixels[80:100, 150:170] = 90
    Image.fromarray(pixels).save(clip.with_name("other.png"))
    forge(clip, clip.with_name("other.png"))
    assert verify(clip) == (1, ["frame.mismatch"])


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_a_still_of_shapes_holds_and_a_changed_one_is_noticed(kind: str, made: Any, verify: Any) -> None:
    clip = made("-s", "--format", kind)
    assert verify(clip) == (0, [])
    other = clip.with_name(f"other.{kind}")
    other.write_bytes(clip.read_bytes().replace(b"\n", b"\n\n", 1))
    forge(clip, other)
    assert verify(clip) == (1, ["frame.shapes"])


def test_a_clip_that_is_cut_short_or_not_one_is_noticed(made: Any, verify: Any) -> None:
    clip = made()
    whole = clip.read_bytes()
    for data in (whole[: len(whole) // 2], b"no film", b""):
        clip.write_bytes(data)
        assert set(verify(clip)[1]) >= {"bytes.sha256", "bytes.size", "frame.unreadable"}


def test_a_clip_that_is_not_there_is_said(made: Any, run: Run, verify: Any) -> None:
    clip = made()
    clip.unlink()
    assert verify(clip) == (1, ["clip.missing"])
    _, out, _ = run("verify", str(clip))
    assert "the clip is not there" in out and "numbers hold" in out


@pytest.mark.parametrize("part", ["version", "code"])
def test_what_another_version_made_is_checked_as_far_as_it_can_be(part: str, made: Any, run: Run, verify: Any) -> None:
    clip = made()
    change(clip, lambda told: told["made_by"].update({part: "0.0.7"}))
    assert verify(clip) == (3, [])
    _, out, _ = run("verify", str(clip))
    assert "captions and frames not checked" in out and (part == "code" or "made by version '0.0.7'" in out)
    change(clip, lambda told: told["numbers"][3].update(value=0.7))
    assert verify(clip) == (1, ["numbers.value"])


def test_a_film_and_the_clips_in_it(run: Run, elsewhere: Path, verify: Any) -> None:
    assert run("film", "counted", "tiny", *SIZE)[0] == 0
    clips = elsewhere / "clips"
    assert verify(clips / "film.mp4") == (0, [])
    (clips / "tiny.mp4").unlink()
    assert verify(clips / "film.json") == (0, []), "a clip's own file need not be there: the film shows it"
    film = json.loads((clips / "film.json").read_text())
    film["clips"].reverse()
    (clips / "film.json").write_text(json.dumps(film))
    code, found = verify(clips / "film.json")
    assert code == 1 and "clips.times" in found
    change(clips / "counted.mp4", lambda told: told["beats"][0].update(caption="No."))
    assert "clips.sidecar" in verify(clips / "film.json")[1]
    (clips / "film.mp4").unlink()
    assert "clip.missing" in verify(clips / "film.json")[1]


def test_a_still_lists_the_numbers_that_stand_in_it(made: Any) -> None:
    def sources(*flags: str) -> list[str]:
        told = json.loads(beside(made(*flags), "json").read_text())
        return sorted(number["source"] for number in told["numbers"])

    weights = [f"pattern[0,0,3,{key}]" for key in range(4)]
    assert sources("-s", "--beat", "first") == sorted([weights[0], weights[0], *weights])
    assert sources("-s") == sorted([weights[0], weights[0], weights[1], weights[3]])
    assert sources("-s", "--at", "0") == []


class Killed(BaseException):
    """Nothing of ours is run after it."""


@pytest.mark.parametrize("renames", range(6))
def test_no_kill_leaves_a_sidecar_beside_another_clip(
    renames: int, made: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip, left = made(), [None] * renames

    def rename(*paths: Path) -> None:
        if not left:
            raise Killed
        left.pop()
        replace(*paths)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("attention_scenes.film.clip.render.replace", rename)
        run("counted", *SIZE, "--set", "text=a red bird", "-o", str(clip.parent))
    assert not beside(clip, "json").exists(), "whoever reads the folder now finds a clip without a sidecar"
    assert run("counted", *SIZE, "-o", str(clip.parent))[0] == 0
    assert fingerprint(clip).items() <= json.loads(beside(clip, "json").read_text())["clip"].items()


def test_a_gallery_passes_over_a_clip_that_is_not_its_sidecars(made: Any, run: Run) -> None:
    clip = made()
    clip.write_bytes(clip.read_bytes() + b"!")
    _, _, err = run("gallery", "-o", str(clip.parent))
    assert "another counted.mp4 than the one that is there" in err


@pytest.mark.parametrize(
    ("scene", "title", "name"),
    [
        ("model-map", "Model map", "model-map"), ("model-map", "Model map 2", "model-map-2"),
        ("model-map", "Mole", "model-map"), ("recap", "Recap 1", "recap-1"),
    ],
)  # fmt: skip
def test_a_scene_in_each_chapter_is_replayed_under_its_clips_name(scene: str, title: str, name: str) -> None:
    """The name makes the title: under another one each clip but that of its own chapter would be called changed."""
    assert name_of_clip(scenes_in(ROOT / "scenes")[scene], title) == name
