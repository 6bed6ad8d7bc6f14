"""Scenes at 9:16, 1:1, 4:3 and 16:9: words keep the margin, can be read and lie on nothing; captions are short."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from manim import RIGHT, tempconfig

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.inputs.caption_templates import extract_templates
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import phrased
from attention_scenes.scenes.framework.layout import Layout, wide
from attention_scenes.scenes.framework.layouts import all_four, layout_for
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.shaping import least_em
from tests.conftest import ROOT
from tests.film.inputs.test_captions import SCENES as FILES
from tests.film.inputs.test_captions import french_of
from tests.helpers.layout import letters_as_before, play_through, problems
from tests.helpers.tiny_scene import Broken
from tests.scenes.cases.vision import drawn
from tests.scenes.test_scenes import SCENES

SIZES = {"16:9": (1920, 1080), "4:3": (1440, 1080), "1:1": (1080, 1080), "9:16": (1080, 1920)}
LAYOUTS = dict(zip(SIZES, all_four(), strict=True))
MORE = {
    "NextToken": {
        "text": "On the first cold morning of the year the old man walked slowly down to the harbour to look at the "
        "boats"
    },
    "SoftLookup": {"entries": (("lake", "Bodenseewelle"), ("song", "песня"), ("hill", "山"), ("road", "Straße"))},
    "Overview": {"text": "blue"},
    "Recap": {"text": "three noisy green parrots ate the ripe fruit", "chapter": 1},
    "Tokens": {"text": "🐙 def f(x): return x**2", "word": "return", "other": "مخلوق أزرق"},
    "Mole": {"phrases": ("A mole", "the mole of the skin is dark"), "senses": ("", "skin"), "layers": 9},
    "PrefixPredictions": {"text": "three noisy green parrots ate the ripe fruit there today"},
    "CountingParameters": {"head": "3.2"},
    "QueriesKeys": {"text": "on the first cold morning of the year the old man walked down to the green harbour"},
    "ContextSize": {
        "text": "on the first cold morning of the year the old man walked slowly down to the harbour. " * 3
    },
    "Values": {"text": "on the first cold morning an old man walked down to his small red boat in the green harbour"},
    "Tower": {"layer": 9},
    "WhyThere": {"text": "on the cold morning of the year an old man walked to the green boats", "key": "start"},
    "AttentionPattern": {"text": "three noisy green parrots ate the ripe fruit", "convention": "rows"},
    "Embeddings": {"text": "three noisy green parrots ate the ripe fruit", "word": "forest"},
    "GlassBall": {
        "pairs": "wooden spoon, silver plate",
        "sentence": "The {first} fell off the {second} when it tilted. She picked up the",
    },
    "ModelMap": {"chapter": 2},
    "MultiHead": {"text": "on the cold morning of the year an old man walked to the green boats"},
    "OutputMatrix": {"text": "on the cold morning of the year an old man walked to the green boats", "layer": "7"},
    "TransformerBlock": {"text": "three noisy green parrots ate the ripe fruit", "layer": "7"},
    "Positions": {"text": "three noisy green parrots ate the ripe fruit", "head": "1.2"},
    "KvCache": {"text": "three noisy green parrots ate the ripe fruit", "steps": 9},
    "GoingDeeper": {
        "text": "three noisy green parrots ate the ripe fruit there today",
        "prompts": ("blue",),
        "question": "The opposite of hot is",
        "right": "cold",
    },
    "AttentionSink": {"text": "on the cold morning of the year an old man walked to the green boats"},
    "Shapes": {"text": "jardin château", "head": 2},
    "Cost": {"text": "three noisy green parrots ate the ripe fruit"},
    "Superposition": {"dimensions": 30, "count": 200},
    "Mlp": {"prompt": "The capital of France is"},
    "Masking": {"text": "three noisy green parrots", "head": "16.0", "focus": "green"},
    "CrossAttention": {
        "text": "the pretty verdant houses guarded some pretty golden creatures and they were silent",
        "cut": "golden",
    },
    "Vision": {"picture": drawn("seven-on-nothing.png")},
    "PictureAndWords": {"picture": "a violet triangle left of a yellow diamond", "word": "diamond", "seed": 5},
    "EncoderDecoder": {
        "text": "the pretty verdant houses guarded some pretty golden creatures and they were silent",
        "hole": "elles",
    },
    "Parallelism": {"text": "three noisy green parrots ate the ripe fruit there", "window": 9},
    "Training": {"text": "the old wild dragon never left a very tall tower . how was the dragon wild and old ."},
    "Ablations": {"text": "the old wild dragon never left a very tall tower", "begins": "the very old and wild dragon"},
    "Adapting": {"text": "the golden tower never followed a very happy blue river", "asks": "happy", "map": "0.o"},
}
TRIED = ((0, "en"), (0, "fr"), (1, "en"))  # defaults and other input; the last two where lines are shortest
NATIVE = [
    pytest.param(scene, name, given, language, id=f"{scene.__name__}-{name}-{number}{language}")
    for scene in SCENES
    for name, size in SIZES.items()
    if name != "16:9" and LAYOUTS[name] in scene.layouts
    for number, language in (TRIED if name == "9:16" else TRIED[:1])
    for given in [MORE[scene.__name__] if number else {}]
]


@pytest.mark.parametrize(("scene", "name", "given", "language"), NATIVE)
def test_words_can_be_read_keep_the_margin_and_lie_on_nothing(
    scene: Any, name: str, given: dict[str, Any], language: str
) -> None:
    params = scene.Params(**given, **french(scene) if language == "fr" else {})
    played, found = play_through(scene, params, ensure(scene.needs(params)), SIZES[name])
    assert played.layout is LAYOUTS[name]
    assert not found, "\n".join(found)


def french(scene: Any) -> dict[str, Any]:
    file = next(file for file in FILES.values() if file.class_name == scene.__name__)
    read = french_of(file.name)
    return {"translations": read.texts[file.name], "language": read.language}


def test_what_is_too_small_lies_under_a_caption_or_leaves_the_margin_is_found() -> None:
    scene = next(one for one in SCENES if one.__name__ == "SoftLookup")
    params = scene.Params()
    tall = {"pixel_width": 1080, "pixel_height": 1920, "dry_run": True, "progress_bar": "none"}
    with letters_as_before(), tempconfig(tall):
        shown = scene(
            params=params, bundle=ensure(scene.needs(params)), renderer=SkiaRenderer(SkiaCamera, skip_animations=True)
        )
        shown.say("one")
        small = Label("small", 0.3).scale(0.6)
        shown.add(shown.caption, small, Label("aside").move_to(shown.layout.frame.at(RIGHT), RIGHT))
        shown.add(Label("under").move_to(shown.caption), Label("front"), Label("behind"))
        found = " ".join(problems(shown, shown.visible_texts()))
    for problem in (
        "'small' is too small", "'aside' leaves the frame", "the caption lies on 'under'", "'behind' touches 'front'",
    ):  # fmt: skip
        assert problem in found


def test_a_narrow_frame_leaves_letters_made_later_as_they_were() -> None:
    class Narrow(Broken):
        layouts = all_four()

    before, params = least_em(), Narrow.Params()
    with pytest.raises(ZeroDivisionError):
        play_through(Narrow, params, ensure(Narrow.needs(params)), SIZES["9:16"])
    assert least_em() == before < LAYOUTS["9:16"].em.note


def test_the_guide_says_which_scenes_have_bands() -> None:
    layouts_by_class, said = {scene.__name__: scene.layouts for scene in SCENES}, []
    for name in [name for name in SIZES if name != "16:9"]:
        without = sorted(key for key, file in FILES.items() if LAYOUTS[name] not in layouts_by_class[file.class_name])
        if without:
            said.append(f"{name} of {', '.join(without)}")
    sentence = f"With bands are: {'; '.join(said)}." if said else ""
    guide = " ".join((ROOT / "docs/change-it.md").read_text(encoding="utf-8").split())
    assert sentence in guide, sentence
    assert said or "With bands are" not in guide


@pytest.mark.parametrize("layout", all_four(), ids=SIZES)
def test_bands_lie_below_each_other_within_the_margin(layout: Layout) -> None:
    words = layout.words
    assert words.left - layout.frame.left == pytest.approx(layout.frame.width / 27)
    assert layout.sentence.top > layout.notes.top > layout.caption.top > layout.footer.top > layout.frame.bottom
    if layout is not wide():
        assert layout.sentence.top > layout.stage.top > layout.stage.bottom > layout.caption.top
        assert layout.pattern.bottom >= layout.side.top if layout.is_tall else layout.pattern.right < layout.side.left
        for place in (layout.stage, layout.pattern, layout.side):
            assert words.left - 1e-9 <= place.left < place.right <= words.right + 1e-9
            assert layout.stage.bottom - 1e-9 <= place.bottom < place.top <= layout.stage.top + 1e-9
    columns = [layout.columns(n, n) for n in range(1, 13)]
    assert columns[0].left == pytest.approx(words.left) and columns[-1].right == pytest.approx(words.right)
    assert all(one.right < other.left for one, other in zip(columns, columns[1:], strict=False))


def test_type_is_in_parts_of_the_shorter_side() -> None:
    for layout in all_four():
        em, short = layout.em, min(layout.frame.width, layout.frame.height)
        sizes = em.hero, em.heading, em.caption, em.word, em.note
        assert sizes == pytest.approx([short / part for part in (8, 15, 21, 27, 36)])


@pytest.mark.parametrize(
    ("size", "name"), [((1080, 1920), "9:16"), ((1080, 1350), "1:1"), ((1000, 1000), "1:1"), ((800, 600), "4:3")]
)
def test_a_picture_gets_the_layout_nearest_to_its_aspect(size: tuple[int, int], name: str) -> None:
    assert layout_for(all_four(), *size) is LAYOUTS[name]
    assert layout_for([wide()], *size) is wide()


@pytest.mark.parametrize("scene", SCENES)
def test_captions_are_short_enough_to_be_read(scene: Any) -> None:
    """70 characters in English, which test_scenes holds of captions as they are filled in; 90 in French."""
    file = next(file for file in FILES.values() if file.class_name == scene.__name__)
    words = french(scene)["translations"]
    for english, kind in extract_templates(file).items():
        if kind == "captions":
            assert len(english) <= 75, "with its fields' names"
            assert len(words.get(english, "")) <= 90, words[english]


def test_a_text_is_broken_between_words_into_lines_alike() -> None:
    lines = Lines(phrased("one two three four five six seven {n}", n="8"), 0.4, 3.6)
    assert [label.text for label in lines] == ["one two three four", "five six seven 8"]
    assert max(label.width for label in lines) <= 3.6
    assert len(Lines("short", 0.4, 3.0)) == 1 and len(Lines("wordswithoutblanks", 0.4, 1.0)) == 1


def test_a_number_belongs_to_the_line_its_digits_stand_in() -> None:
    readings = [("0.49", Reading.count(1, "1")), ("9", Reading.count(9, "9"))]
    lines = Lines("here is the weight of 0.49 and below it the other one: 9", 0.4, 4.0, numbers=readings)
    assert [[digits for digits, _ in label.numbers] for label in lines if label.numbers] == [["0.49"], ["9"]]
    assert np.allclose([label.get_center()[0] for label in lines], lines.get_center()[0])
