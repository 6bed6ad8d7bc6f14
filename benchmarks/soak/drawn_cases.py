"""Random command lines for stills: each number of a seed always gives the same one."""

from __future__ import annotations

import random
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.studio.state.form_schema import describe
from attention_scenes.model.request.needs import BEST

TEXTS: list[str] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text(encoding="utf-8"))["texts"]
SIZES = ("96,54", "160,90", "90,160", "120,120", "120,90", "17,33", "320,180")
WRONG = ("", "none", "-1", "nan", "1e400", "9999999999", "x" * 3000, "[", '{ a = "b" }', "\u202e", "true")
FORMATS = ("png", "png", "png", "svg", "pdf")
WORDS = ("tree", "bird", "blue", "king", "Paris", "is", "of", "run", "seven", "été")


def drawn_case(seed: int, number: int, catalog: dict[str, SceneFile]) -> tuple[str, list[str]]:
    """Return the scene and the command line of a case."""
    chance = random.Random(f"{seed}/{number}")
    scene = chance.choice(sorted(catalog))
    words = ["render", scene, "-s", "-r", chance.choice(SIZES), "--device", "cpu"]
    if chance.random() < 0.7:
        words += ["--at", f"{chance.uniform(0, 120):.2f}"]
    if chance.random() < 0.3:
        words += ["--theme", chance.choice(("light", "colourblind", "dark", "pink"))]
    if chance.random() < 0.3:
        words += ["--captions", "fr"]
    if (kind := chance.choice(FORMATS)) != "png":
        words += ["--format", kind]
    elif chance.random() < 0.2:
        words.append("-t")
    return scene, words + _settings(chance, catalog[scene])


def _settings(chance: random.Random, scene: SceneFile) -> list[str]:
    """Return ``--set`` for up to three parameters, nine in ten of a kind that may be right."""
    fields = describe(getattr(import_module(scene.module), scene.class_name).Params)
    chosen = chance.sample(fields, min(len(fields), chance.choice((0, 1, 1, 1, 2, 3))))
    return [word for field in chosen for word in ("--set", f"{field['name']}={_value(chance, field)}")]


def _value(chance: random.Random, field: dict[str, Any]) -> str:
    if chance.random() < 0.1:
        return chance.choice(WRONG)
    match field["kind"]:
        case "sentence":
            return _sentence(chance)
        case "flag":
            return chance.choice(("true", "false"))
        case "choice":
            return chance.choice(field["choices"])
        case "head":
            return chance.choice((f"{chance.randrange(31)}.{chance.randrange(10)}", *BEST))
        case "number":
            return str(chance.choice((0, 1, 2, 3, 5, 12, 100, 0.5, 4)))
        case "word":
            return chance.choice((*WORDS, *TEXTS, f"{chance.randrange(31)}"))
        case "lines":
            return "[" + ", ".join(f'"{word}"' for word in chance.sample(WORDS, chance.randint(0, 5))) + "]"
    return chance.choice(("[]", "{}", '["a", "b"]', '[["a", "b"]]', '{ one = ["a", "b"], two = ["c"] }'))


def _sentence(chance: random.Random) -> str:
    match chance.randrange(8):
        case 0:
            return " ".join(chance.choices(WORDS, k=chance.choice((2, 20, 60, 400))))
        case 1:
            return " ".join(chance.choices(TEXTS, k=2))
    return chance.choice(TEXTS)
