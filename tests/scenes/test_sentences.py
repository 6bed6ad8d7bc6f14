"""What a sentence must be: short enough to be shown, told before the model is loaded, and with the words named."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.model.answers import compute, store
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.clip_needs import ClipNeeds
from tests.conftest import ROOT

SCENES = scenes_in(ROOT / "scenes")
WITH_TEXT = (
    "masking",
    "attention-pattern",
    "queries-keys",
    "values",
    "embeddings",
    "overview",
    "prefix-predictions",
    "tokens",
)
LONG = {"text": "1" * 1000, "question": "2" * 1000}


def scene(name: str) -> Any:
    return getattr(import_module(SCENES[name].module), SCENES[name].class_name)


@pytest.fixture
def unloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that must not be loaded."""

    def loaded(*_: object) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr(compute, "load_checkpoint", loaded)


@pytest.mark.parametrize(("name", "parameter"), [*((name, "text") for name in WITH_TEXT), ("masking", "question")])
def test_a_text_that_is_too_long_is_refused_before_the_model_is_loaded(
    unloaded: None, name: str, parameter: str
) -> None:
    params = scene(name).Params(**{parameter: LONG[parameter]})
    with pytest.raises(
        UserError, match=rf"^{parameter} has 1,00\d tokens, .* at most \d+ legibly: shorten {parameter}=…"
    ):
        store.ensure(scene(name).needs(params))


def test_no_scene_shows_a_sentence_without_a_limit() -> None:
    """But where only some of it is read, or the last of it is shown; a question may follow it, or a word be hidden."""
    for name in SCENES:
        found = scene(name)
        if "text" not in found.Params.model_fields or name in ("context-size", "next-token", "encoder-decoder"):
            continue
        params = found.Params()
        asked = found.needs(params)
        models = asked.models.values() if isinstance(asked, ClipNeeds) else [asked]
        for need in (one.traces[""] for one in models if one.traces):
            asked = need.text.startswith(params.text) if name == "adapting" else need.text == params.text
            assert asked and (need.most or need.first), name


VERDANT = [
    Token(0, "<|endoftext|>", -1),
    Token(1, " The", 0),
    Token(2, " ver", 1),
    Token(3, "dant,", 1),
    Token(4, " oak", 2),
]


@pytest.mark.parametrize("name", ["attention-pattern", "queries-keys", "overview"])
@pytest.mark.parametrize(
    ("named", "missing"),
    [
        ("zebra", "zebra"),
        ("verdant, zebra,old", "zebra"),
        ("ver", "ver"),
        ("Verdant", ""),
        ("verdant,THE", ""),
        (" , ", ""),
    ],
)
def test_adjectives_are_words_of_the_sentence(name: str, named: str, missing: str) -> None:
    params, read = scene(name).Params(adjectives=named), SimpleNamespace(tokens=lambda *_: VERDANT)
    if not missing:
        return scene(name).check(params, read)
    with pytest.raises(
        UserError, match=f"^adjectives='{missing}' is not in the sentence. Its words: The, verdant,, oak"
    ):
        scene(name).check(params, read)
