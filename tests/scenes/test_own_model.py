"""Every scene with models of a user's own: small random ones of both families, made here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.cli.main import load
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import BEST, DEFAULT_MODEL
from attention_scenes.model.verify.check import check
from attention_scenes.scenes.parts.mole.word_senses import Senses
from attention_scenes.scenes.parts.tower.modifier_places import Contrasts
from tests.conftest import ROOT
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama
from tests.helpers.models.textbook_folders import write_readable_textbook

# Those that ask whatever model is named; a scene that is about models of its own shows no other.
EVERY = {name: load(found) for name, found in scenes_in(ROOT / "scenes").items()}
SCENES = {name: scene for name, scene in EVERY.items() if not scene.models}
MAKERS: dict[str, Callable[..., Path]] = {"llama": tiny_llama, "gpt2": tiny_gpt2}
OF_THE_DEFAULT = ("smollm", "135m", "4-bit", '"19.8"')  # nothing of the default model may be said of another


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A folder of each family."""
    folder = tmp_path_factory.mktemp("my models")
    return {name: str(make(folder / name, initializer_range=0.15)) for name, make in MAKERS.items()}


def answered(name: str, model: str, **given: Any) -> tuple[Any, Bundle]:
    """The parameters and the answers that a clip of this model is made of."""
    params = SCENES[name].Params(**given).for_model(model)
    bundle = ensure(SCENES[name].needs(params, model))
    SCENES[name].check(params, bundle)
    return params, bundle


def played(name: str, model: str, **given: Any) -> tuple[Any, dict[str, Any]]:
    params, bundle = answered(name, model, **given)
    scene, problems = play_through(SCENES[name], params, bundle)
    assert not problems, "\n".join(problems)
    return scene, json.loads(json.dumps(bundle.sidecar() | scene.sidecar()))


def lit_at_the_end(scene: Any) -> float:
    """Draw the last frame of a scene that was played; return how much of it differs from the ground."""
    scene.camera.reset()
    scene.camera.capture_mobjects(scene.mobjects)
    pixels = scene.camera.pixel_array
    return float((pixels != pixels[0, 0]).any(axis=-1).mean())


def captions(sidecar: dict[str, Any]) -> str:
    return "\n".join(beat["caption"] for beat in sidecar["beats"])


@pytest.mark.usefixtures("little_prose")
@pytest.mark.parametrize("family", MAKERS)
@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_drawn_and_every_number_holds(name: str, family: str, models: dict[str, str]) -> None:
    scene, sidecar = played(name, models[family])
    assert len(sidecar["numbers"]) > (12 if scene.opens_chapters else 20)  # in a quarter minute there is less to list
    assert not (found := check(sidecar)), "\n".join(map(str, found[:10]))
    assert all(len(beat["caption"]) <= 70 for beat in sidecar["beats"]), captions(sidecar)
    told = sidecar | {"numbers": [number["source"] for number in sidecar["numbers"]]}  # digits may be alike by chance
    assert not [word for word in OF_THE_DEFAULT if word in json.dumps(told).lower().replace(models[family], "")]
    assert scene.source_line.text.startswith(family) or not scene.models_named()  # nets of its own
    assert lit_at_the_end(scene) > 0.005


SEARCHED = [
    name
    for name, scene in SCENES.items()
    if "head" in scene.Params.model_fields and scene.Params().for_model("another").head in BEST
]


def test_the_map_opens_the_head_that_is_searched_for(models: dict[str, str]) -> None:
    _, bundle = answered("model-map", models["gpt2"], chapter=2)
    assert bundle.meta["needs"]["head"] == "best:adjective"


@pytest.mark.parametrize("name", SEARCHED)
def test_a_head_that_nobody_chose_is_searched_for_anew(name: str, models: dict[str, str]) -> None:
    params, bundle = answered(name, models["gpt2"])
    probe, ranked_by = BEST[params.head]
    score = bundle.probe(f"{probe.name}.{ranked_by}").value
    assert score.shape == (3, 4) and bundle.head == np.unravel_index(score.argmax(), score.shape)
    assert bundle.meta["needs"]["head"] == params.head
    assert SCENES[name].Params(head="19.8").for_model(models["gpt2"]).head == "19.8", "set by hand"
    assert SCENES[name].Params().for_model(DEFAULT_MODEL) == SCENES[name].Params()
    with pytest.raises(UserError, match=r"no head 19\.8: this model has layers 0 to 2 and heads 0 to 3"):
        answered(name, models["gpt2"], head="19.8")


@pytest.mark.parametrize(
    ("groups", "said"),
    [(1, "hands all 6 heads one column of values"), (2, "hands 6 heads 2 value columns; a group shares one"),
     (6, "hands each head another column of values")],
)  # fmt: skip
def test_values_that_heads_share_are_told_by_their_number(groups: int, said: str, tmp_path: Path) -> None:
    model = tiny_llama(tmp_path / "shared", num_key_value_heads=groups, initializer_range=0.15)
    assert said in captions(played("multi-head", str(model))[1])


@pytest.mark.parametrize("family", MAKERS)
def test_a_search_says_that_it_was_one_and_what_chance_finds(family: str, models: dict[str, str]) -> None:
    scene, sidecar = played("attention-pattern", models[family])
    heads = {"llama": 18, "gpt2": 12}[family]
    assert f"found among {heads} heads on 60 sentences; chance finds one as clear in" in scene.source_line.text
    chance = float(scene.bundle.probe("adjective.chance", 0))
    assert chance > 0.05, "random weights read no adjectives"
    [claim] = [c for c in sidecar["claims"] if c["claim"] == "chance seldom finds a head as clear"]
    assert not claim["holds"] and claim["measured"] == f"in {chance:.1%}"
    assert "any adjectives" not in captions(sidecar) and "” reads " not in captions(sidecar)
    assert "nouns give adjectives more weight" not in captions(sidecar)
    assert sidecar["params"]["head"] == "best:adjective" and sidecar["head"] == list(scene.bundle.head)
    by_hand, _ = played("attention-pattern", models[family], head="1.2")
    assert "searching" not in by_hand.source_line.text


def test_senses_and_contrasts_that_are_not_found_are_not_claimed(models: dict[str, str]) -> None:
    for model in models.values():
        scene, sidecar = played("mole", model)
        senses = Senses.of(scene)
        assert not senses.sure and senses.parted is None
        assert "no better than by luck" in captions(sidecar) and "for each sense" not in captions(sidecar)
        scene, sidecar = played("tower", model)
        assert not Contrasts.of(scene).sure
        assert "Held out, only" in captions(sidecar) and "unsure directions do not tell" in captions(sidecar)


def test_what_only_rotary_positions_do_is_said_of_no_other_model(models: dict[str, str]) -> None:
    said = {name: {f: captions(played(name, models[f])[1]) for f in MAKERS} for name in ("queries-keys", "mole")}
    turns = "both turn: a step per position"
    assert turns in said["queries-keys"]["llama"] and turns not in said["queries-keys"]["gpt2"]
    assert "No turning here" in said["queries-keys"]["gpt2"]
    assert "But for the turning, one merged square would do" in said["queries-keys"]["llama"]
    assert "But for the biases, one merged square would do" in said["queries-keys"]["gpt2"]
    assert "Before any layer it is the same vector" in said["mole"]["llama"]
    assert "its position adds another vector" in said["mole"]["gpt2"]


def test_where_positions_are_learned_they_are_the_third_part_of_a_place(models: dict[str, str]) -> None:
    bundle = answered("mole", models["gpt2"])[1]
    parts = [bundle.probe(f"sense.from_{part}").value for part in ("attn", "mlp", "place")]
    own = [bundle.meta["probes"]["sense"]["senses"].index(sense) for sense in bundle.meta["probes"]["sense"]["own"]]
    place = bundle.probe("sense.place").value[np.arange(len(own)), :, own]
    assert np.abs(sum(parts) - place)[:, 1:].max() < 1e-3 < np.abs(parts[2])[:, 1:].max()


@pytest.mark.parametrize("family", MAKERS)
@pytest.mark.parametrize("tied", [True, False])
def test_the_lines_of_parameters_add_up_whatever_the_model_has(family: str, tied: bool, tmp_path: Path) -> None:
    from attention_scenes.scenes.parts.shared.parameter_counts import SUMS, counts_of

    bundle = answered("counting-parameters", str(MAKERS[family](tmp_path, tied)))[1]
    lines = counts_of(bundle)
    more = {name for name in lines if name in ("positions", "biases", "unembedding")}
    assert more == ({"positions", "biases"} if family == "gpt2" else set()) | (set() if tied else {"unembedding"})
    assert sum(float(line.total) for name, line in lines.items() if name not in SUMS) == float(lines["total"].total)
    for line in lines.values():
        assert not line.factors or np.prod([float(f) for f in line.factors]) == float(line.total)


def test_a_text_longer_than_the_model_reads_is_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    model = str(tiny_gpt2(tmp_path, n_positions=64))
    with pytest.raises(UserError, match="1,000 tokens; the model reads at most 64"):
        answered("context-size", model)
    answered("context-size", model, sizes=(10, 60))


def test_the_command_line_takes_a_folder(models: dict[str, str], elsewhere: Path) -> None:
    from attention_scenes.film.cli import main as cli

    line = ["overview", "-r", "96,64", "--fps", "1", "--device", "cpu", "-o", "out", "--model", models["gpt2"]]
    assert cli.main(line) == 0
    said = json.loads((elsewhere / "out" / "overview.json").read_text(encoding="utf-8"))
    assert said["model"]["label"] == "gpt2" and said["params"]["head"] == "best:adjective"
    assert cli.main(["verify", "out/overview.json"]) == 0


@pytest.mark.parametrize(
    ("positions", "said"), [("none", "told no positions"), ("sinusoid", "a vector for each position is added")]
)
def test_what_a_model_is_told_of_positions_is_said(tmp_path: Path, positions: str, said: str) -> None:
    _, sidecar = played("queries-keys", str(write_readable_textbook(tmp_path / "own", positions, "gated")))
    assert said in captions(sidecar) and not check(sidecar)


def test_where_there_are_no_mlps_attention_is_not_weighed_against_them(tmp_path: Path) -> None:
    folder = str(write_readable_textbook(tmp_path / "own", "sinusoid", "none"))
    with pytest.raises(UserError, match="of attention alone"):
        answered("counting-parameters", folder)
    _, sidecar = played("attention-pattern", folder)
    assert not check(sidecar)
