"""The sidecar as a model: it is the file, byte for byte; strict where it is written, tolerant where it is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.clip.sidecar_parts import NumberEntry, Part
from attention_scenes.film.clip.sidecar_schema import ClipSidecar, FilmSidecar, parse_sidecar
from attention_scenes.model.answers.store import ensure
from tests.helpers.counted_scene import Counted


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    params = Counted.Params()
    options = ClipOptions(tmp_path_factory.mktemp("clips"), "counted", 96, 64, 4, device="cpu")
    return render_clip(Counted, params, ensure(Counted.needs(params)), options).sidecar


def test_the_model_is_the_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    sidecar = ClipSidecar.read(path)
    assert sidecar.to_json() == text
    of_several = {"models": {}, "heads": {}, "times": {}}
    assert sidecar.model_dump(mode="json") == json.loads(text) | of_several, "every other field is written"
    assert len(sidecar.numbers) > 4 and sidecar.clip.beats == [] and sidecar.clip.fps == 4


@pytest.mark.parametrize(
    ("where", "what"),
    [
        (("numbers", 0, "value"), None),
        (("numbers", 0, "start"), "0.5"),
        (("beats", 0, "text"), "a key that does not exist"),
        (("claims", 0, "holds"), "yes"),
        (("clip", "width"), 96.0),
        (("clip", "file"), "../counted.mp4"),
        (("told",), "a key that does not exist"),
    ],
)
def test_what_is_written_is_checked_strictly(path: Path, where: tuple[Any, ...], what: Any) -> None:
    found = json.loads(path.read_text())
    assert ClipSidecar.strict(found) == ClipSidecar.read(path)
    place = found
    for step in where[:-1]:
        place = place[step]
    place[where[-1]] = what
    with pytest.raises(ValidationError, match=".".join(map(str, where))):
        ClipSidecar.strict(found)


def test_what_others_wrote_is_read(path: Path) -> None:
    found = json.loads(path.read_text()) | {"of tomorrow": 1}
    for key in ("made_by", "companions", "constants", "drawing", "title"):  # as versions before this one
        del found[key]
    del found["clip"]["poster"], found["clip"]["of"], found["clip"]["loop"]
    sidecar = parse_sidecar(found)
    assert isinstance(sidecar, ClipSidecar) and sidecar.made_by is None and sidecar.clip.of == []
    with pytest.raises(ValidationError):
        parse_sidecar([found])


def test_a_film_has_a_sidecar_of_its_own() -> None:
    film = {"file": "film.mp4", "width": 96, "height": 64, "fps": 4, "frames": 8, "seconds": 2, "bytes": 9}
    assert isinstance(parse_sidecar({"film": film | {"sha256": "f"}, "clips": []}), FilmSidecar)
    with pytest.raises(ValidationError):
        parse_sidecar({"film": film | {"sha256": "f", "height": 0}, "clips": []})


def test_a_whole_number_stays_one() -> None:
    def entry(**values: Any) -> Part:
        return NumberEntry.strict({"shown": "1", "source": "count:x", "start": 0, "end": 1.0} | values)

    assert '"value": 1,' in entry(value=1).to_json() and '"value": 1.0,' in entry(value=1.0).to_json()
    assert '"value": "-inf"' in entry(value=float("-inf")).to_json() and '"start": 0,' in entry(value=1).to_json()
