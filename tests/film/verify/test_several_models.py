"""A clip of several models: sources name them, and each is computed again for itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attention_scenes.film.cli import main as cli
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.studio.workers import model_worker
from attention_scenes.film.studio.workers.scene_worker import SceneWorker
from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.answers.store import ensure, find, path_of
from attention_scenes.model.checkpoint.locate import digest
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL
from attention_scenes.model.verify.check import check
from tests.film.verify.test_tampering import PLACES, paths, tampered, verdict
from tests.helpers.command_line import Run
from tests.helpers.models.compare_scene import CATALOG, STEPS, Compare, make_models
from tests.helpers.tiny_scene import CATALOG as TINY

pytestmark = pytest.mark.xdist_group("several_models")
SMALL = ["-r", "96,64", "--fps", "4"]
Sidecar = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    make_models(folder)
    return folder


@pytest.fixture
def models(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    found = {key: str(folder / key) for key in ("old", "new", *(f"step-{step}" for step in STEPS))}
    monkeypatch.setattr(Compare, "models", found)
    monkeypatch.setattr(cli, "scenes_in", lambda folder: CATALOG | TINY)
    return found


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "clips"


@pytest.fixture
def clip(run: Run, models: Mapping[str, str], kept: Path) -> Path:
    """A clip of the scene that may be changed, rendered by the command line once."""
    if not kept.is_dir():
        code, _, err = run("compare", *SMALL, "-o", str(kept))
        assert code == 0, err
    return Path(shutil.copytree(kept, "clips")) / "compare.mp4"


def sidecar_of(clip: Path) -> Sidecar:
    return json.loads(clip.with_suffix(".json").read_text())


def answers() -> ClipAnswers:
    return ensure(Compare.needs(Compare.Params()))


def test_every_source_begins_with_its_model_and_verify_computes_it_again(run: Run, clip: Path) -> None:
    sidecar = sidecar_of(clip)
    assert list(sidecar["models"]) == list(Compare.models) and "model" not in sidecar and "needs" not in sidecar
    assert sidecar["models"]["old"]["heads"]["first"] == [0, 1]
    assert {path.name for path in Path("clips").iterdir()} >= {"compare.json", "compare.mp4", "compare.txt"}
    sources = [number["source"] for number in sidecar["numbers"]]
    assert len(sources) > 30
    for key in Compare.models:
        assert any(source.startswith(f"{key}/pattern[0,") for source in sources), key
    assert "(old/pattern[0,1,3,1]/new/pattern[0,1,3,1])" in sources
    assert "old/count:head.found.layer" in sources and "new/without.pattern[2,0,3,1]" in sources
    assert sidecar["constants"] == []
    code, out, err = run("verify", "clips/compare.mp4")
    assert code == 0, out + err
    assert "frames hold" in out


@pytest.mark.parametrize("key", ["old", "new", "step-100"])
def test_a_false_number_of_each_model_is_noticed(clip: Path, key: str) -> None:
    sidecar = sidecar_of(clip)
    for number in sidecar["numbers"]:
        if number["source"].startswith(f"{key}/pattern["):
            number["value"] += 0.01
    assert {problem.code for problem in check(sidecar)} == {"numbers.value"}


FALSE: list[tuple[str, Callable[[Sidecar], object]]] = [
    ("numbers.source", lambda told: told["numbers"][0].update(source="pattern[0,1,3,1]")),  # of which model?
    ("numbers.source", lambda told: told["numbers"][0].update(source="older/pattern[0,1,3,1]")),
    ("numbers.source", lambda told: told["numbers"][0].update(source="(old/pattern[0,1,3,1]*new/v[0,0,1,0])")),
    ("numbers.source", lambda told: told["numbers"][0].update(source="count:n_heads")),
    ("numbers.facts", lambda told: told["models"]["new"]["heads"].update(first=[1, 1])),
    ("numbers.facts", lambda told: told["models"]["new"]["heads"].pop("first")),
    ("numbers.facts", lambda told: told["models"]["old"].update(head=[0, 0])),
    ("numbers.tokens", lambda told: told["models"]["step-100"]["traces"][""]["tokens"].pop()),
    ("weights.digest", lambda told: told["models"]["step-100"]["model"].update(weight_digest="0" * 64)),
]


@pytest.mark.parametrize(("code", "how"), FALSE)
def test_what_is_false_about_one_model_is_noticed(clip: Path, code: str, how: Callable[[Sidecar], object]) -> None:
    sidecar = sidecar_of(clip)
    del sidecar["numbers"][3:]
    how(sidecar)
    assert code in {problem.code for problem in check(sidecar)}


def test_models_that_changed_places_are_noticed(run: Run, clip: Path) -> None:
    sidecar = sidecar_of(clip)
    one, other = (sidecar["models"][key] for key in ("step-0", "step-200"))
    sidecar["models"] |= {"step-0": other, "step-200": one}
    wrong = check(sidecar)
    assert wrong and all("step-0/" in str(problem) or "step-200/" in str(problem) for problem in wrong)
    clip.with_suffix(".json").write_text(json.dumps(sidecar))
    assert run("verify", str(clip))[0] == 1


def test_a_model_in_the_place_of_another_on_disk_is_noticed(
    run: Run, clip: Path, folder: Path, tmp_path: Path, models: Mapping[str, str]
) -> None:
    sidecar, moved = sidecar_of(clip), tmp_path / "step-0"
    shutil.copytree(folder / "step-0", moved)
    for part in ("model", "needs"):
        place = sidecar["models"]["step-0"][part]
        place["name" if part == "model" else "model"] = str(moved)
    assert check(sidecar) == []
    shutil.rmtree(moved)
    shutil.copytree(folder / "step-100", moved)
    [problem] = check(sidecar)
    assert problem.code == "weights.digest" and str(problem).startswith("model step-0: the clip was made with")
    shutil.rmtree(moved)
    with pytest.raises(UserError, match="model step-0: No model"):
        check(sidecar)


def test_answers_of_one_model_do_not_serve_another(models: Mapping[str, str]) -> None:
    first = answers()
    places = {path_of(needs, digest(needs.model) or "") for needs in Compare.needs(Compare.Params()).models.values()}
    assert len(places) == len(models)
    one, other = (first[key].read("pattern", 0, 0).value for key in ("step-0", "step-100"))
    assert (one != other).any()
    others = Compare.needs(Compare.Params(), {**models, "step-0": models["step-200"]})
    found = find(others)
    assert found is not None, "all of it was answered before"
    assert found["step-0"].digest == first["step-200"].digest and found.digest != first.digest
    assert found["step-0"].read("pattern", 0, 0, 3, 1).source == "step-0/pattern[0,0,3,1]"
    with pytest.raises(KeyError, match="Did you mean 'step-100'"):
        first["step-10"]


def test_another_model_is_given_by_its_key(run: Run, clip: Path, models: Mapping[str, str], folder: Path) -> None:
    before = sidecar_of(clip)
    code, out, err = run("compare", *SMALL)
    assert code == 0 and "up to date" in out, err
    code, out, err = run("compare", *SMALL, "--model", f"step-0={models['step-200']}")
    assert code == 0 and "up to date" not in out, err
    assert sidecar_of(clip)["models"] == before["models"] | {"step-0": before["models"]["step-200"]}
    assert run("verify", str(clip))[0] == 0
    code, out, err = run("compare", *SMALL, "--model", str(folder))  # a folder for each key in it
    assert code == 0 and sidecar_of(clip)["models"] == before["models"], err


REFUSED = [
    ("stepp-0=somewhere", "compare asks for old, new, step-0, step-100, step-200. Did you mean 'step-0'?"),
    ("somewhere", "compare asks for old, new, step-0, step-100, step-200. Give --model KEY=NAME for each, or a folder"),
    ("old=no/such/folder/", "Model old: No model 'no/such/folder/'"),
]


@pytest.mark.parametrize(("given", "said"), REFUSED)
def test_what_no_model_can_be_is_one_line(run: Run, models: Mapping[str, str], given: str, said: str) -> None:
    code, _, err = run("compare", *SMALL, "--model", given)
    assert code == 2
    assert said in err.strip().splitlines()[-1] and "Traceback" not in err
    assert not Path("clips").exists() or not list(Path("clips").iterdir())


def test_a_model_without_a_key_goes_to_the_scenes_that_ask_one(
    run: Run, models: Mapping[str, str], folder: Path
) -> None:
    code, out, err = run("tiny", "compare", *SMALL, "--model", str(folder / "old"), "--jobs", "1")
    assert "compare asks for old" in err and "It goes to the other clips" in err
    assert code == 0 and "clips/compare.mp4" in out, err
    assert json.loads(Path("clips/tiny.json").read_text())["model"]["label"] == "old"


def test_the_words_about_a_clip_name_all_its_models(clip: Path) -> None:
    sidecar = ClipSidecar.read(clip.with_suffix(".json"))
    assert [model.label for model in sidecar.computed_by] == list(Compare.models)
    assert sidecar.to_json() == clip.with_suffix(".json").read_text()
    words = clip.with_suffix(".txt").read_text()
    assert "computed by old, new, step-0, step-100, step-200." in words and words.count("“a blue bird”") == 1


@settings(
    max_examples=25, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_any_change_of_a_models_entries_is_noticed(clip: Path, data: st.DataObject) -> None:
    honest = sidecar_of(clip)
    places = sorted((path for path in paths(honest) if path[0] == "models"), key=str)
    path = data.draw(st.sampled_from(places), "path")
    other = data.draw(st.one_of(st.none(), st.integers(), st.text(), st.just([])), "other")
    false = tampered(honest, path, data.draw(st.sampled_from(PLACES), "how"), other)
    if false == honest:
        return
    beside = clip.with_name("tampered.json")
    beside.write_text(json.dumps(false))
    assert verdict(beside, CATALOG) != 0


def test_a_notebook_gives_models_by_key(models: Mapping[str, str]) -> None:
    small = {"resolution": "96,64", "fps": 4, "still": True}
    shown = Compare.show(model={"step-0": models["step-100"]}, **small)
    assert [model.name for model in shown.sidecar.computed_by][2:4] == [models["step-100"]] * 2
    assert shown.label == "old, new, step-100, step-200"
    with pytest.raises(UserError, match=r"compare asks for old, .*Did you mean 'old'"):
        Compare.show(model={"odl": models["step-100"]}, **small)


def test_the_studio_draws_it_and_asks_each_model(models: Mapping[str, str]) -> None:
    sent: list[tuple[str, dict[str, Any]]] = []
    reply: Any = SimpleNamespace(still_wanted=lambda: None, send=lambda event, **what: sent.append((event, what)))
    question = {"scene": asdict(CATALOG["compare"]), "values": {"text": "a green bird"}, "model": DEFAULT_MODEL}
    worker = SceneWorker(cli.load)
    assert worker.answer({"do": "form", **question}, reply)["most_tokens"] is None
    frames = {"do": "frames", "timestamps": [0.1], "only": False, **question}
    needs = worker.answer(frames, reply)["needs"]
    assert list(needs["models"]) == list(models)
    assert model_worker.answer({"do": "bundle", "needs": needs}, reply) == {}
    assert ("computing", {"message": "new: loading the model", "fraction": None}) in sent
    answer = worker.answer(frames, reply)
    assert answer["text"] == "a green bird" and answer["beats"][0]["name"] == "all"
    assert sent[-1][0] == "frame"
