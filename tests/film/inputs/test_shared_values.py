"""Values for several scenes at once: who takes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from attention_scenes.film.inputs.parameters import gather
from attention_scenes.scenes.masking import Masking
from attention_scenes.scenes.shapes import Shapes
from attention_scenes.scenes.training import Training

SCHEMAS = {"masking": Masking.Params, "shapes": Shapes.Params, "training": Training.Params}
SENTENCE = "three noisy green parrots"


@pytest.mark.parametrize("by_file", [True, False])
def test_a_sentence_for_all_passes_by_models_of_few_words(by_file: bool, tmp_path: Path) -> None:
    file = tmp_path / "talk.toml"
    file.write_text(f'text = "{SENTENCE}"\npace = 0.9\n', encoding="utf-8")
    settings = [f"text={SENTENCE}", "pace=0.9"]
    found = gather(SCHEMAS, SCHEMAS, file if by_file else None, [] if by_file else settings)
    assert found["masking"]["text"] == SENTENCE
    assert all("text" not in found[name] and "pace" in found[name] for name in ("shapes", "training"))


@pytest.mark.parametrize("name", ["shapes", "training"])
def test_alone_or_by_its_own_name_it_is_given_it(name: str, tmp_path: Path) -> None:
    assert gather({name: SCHEMAS[name]}, SCHEMAS, None, ["text=x"]) == {name: {"text": "x"}}
    assert gather(SCHEMAS, SCHEMAS, None, [f"{name}.text=x"])[name] == {"text": "x"}
    file = tmp_path / "own.toml"
    file.write_text(f'[{name}]\ntext = "x"\n', encoding="utf-8")
    assert gather(SCHEMAS, SCHEMAS, file, [])[name] == {"text": "x"}
