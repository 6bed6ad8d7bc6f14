"""Captions in other languages: what a scene can say is found, a translation is checked, said, and set in its script."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
from attention_scenes.film.inputs.caption_templates import FILM, TEXTS_AT, extract_film_templates, extract_templates
from attention_scenes.film.inputs.translation_file import SEEN, captions_toml
from attention_scenes.film.inputs.translations import Captions, read_captions
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import ISOLATE, POP, direction, in_words_of, listed, phrased
from attention_scenes.scenes.framework.params import SceneParams
from attention_scenes.scenes.framework.scene import LONGEST
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.outlines import two_way_outline
from attention_scenes.scenes.mobjects.text.shaping import known_to_system, shaped
from tests.conftest import ROOT
from tests.helpers.command_line import SMALL, Run, message
from tests.helpers.tiny_scene import CATALOG, Other

FRENCH = ROOT / "assets" / "captions" / "fr.toml"
SCENES = scenes_in(ROOT / "scenes")
SPOKEN = SceneFile("spoken", "tests.film.inputs.test_captions", "Spoken", "A square speaks.")
EVERY = phrased("every"), phrased("no")


@cache
def french_of(name: str) -> Captions:
    """The French of a scene, read once for all tests of it."""
    return read_captions(FRENCH, [SCENES[name]], SCENES)


class Spoken(Other):
    """A square speaks."""

    def construct(self) -> None:
        three = Reading.count(3, "sides")
        with self.beat("plain", "A caption." if self.time == 0 else "Never said."):
            self.wait(0.1)
        told = phrased("“{word}” is {count} of {many} words.", word="bird", count="3", many=EVERY[0])
        with self.beat("filled", told, [("3", three)]):
            self.wait(0.1)
        with self.beat("listed", self.all_of(["a", "blue", "bird"])):
            self.wait(0.1)
        if self.params.text == "":
            self.say(phrased("It is empty."))

    def all_of(self, names: list[str]) -> str:
        return phrased("It has {words}.", words=listed(names))


TEMPLATES = {
    "A caption.", "Never said.", "“{word}” is {count} of {many} words.", "every", "no", "It is empty.",
    "{some}, {another}", "{some} and {last}", "It has {words}.",
}  # fmt: skip
GERMAN = {
    "A caption.": "Ein Untertitel.",
    "“{word}” is {count} of {many} words.": "Von {many} Wörtern ist „{word}“ {count}.",
    "every": "allen",
    "{some} and {last}": "{some} und {last}",
    "It has {words}.": "Es hat {words}.",
}


@pytest.fixture(autouse=True)
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOG, "spoken", SPOKEN)


def write(folder: Path, captions: Mapping[str, object], scene: str = "spoken") -> Path:
    file = folder / "de.toml"
    lines = [f"{json.dumps(key)} = {json.dumps(text)}" for key, text in captions.items()]
    file.write_text("\n".join([f"[{scene}]", *lines]), encoding="utf-8")
    return file


def captions_of(sidecar: Path) -> list[str]:
    return [beat["caption"] for beat in json.loads(sidecar.read_text(encoding="utf-8"))["beats"]]


# -- what can be said ----------------------------------------------------------------------------------------


def captions_in(scene: SceneFile) -> set[str]:
    return {text for text, kind in extract_templates(scene).items() if kind == "captions"}


def test_every_caption_is_found_whether_this_sentence_has_it_or_not() -> None:
    assert captions_in(SPOKEN) == TEMPLATES


def test_every_text_has_a_kind_that_translators_are_told() -> None:
    found = extract_templates(SPOKEN)
    assert found["A square speaks."] == "descriptions" and found["digits rounded"] == "labels"
    assert found["chance seldom finds a head as clear"] == "claims"
    kinds = {kind for scene in SCENES.values() for kind in extract_templates(scene).values()} | {
        *extract_film_templates().values()
    }
    assert kinds == SEEN.keys(), "each has a line that says where it is seen"
    assert extract_templates(SCENES["values"])["take this from me"] == "bubbles"
    assert extract_film_templates()["Chapter {number}"] == "film" and extract_film_templates()["Meaning"] == "titles"
    assert extract_film_templates()["Skip to the clips"] == "film", "those of the pages' templates, too"


def test_only_what_the_scene_can_reach_is_found() -> None:
    """`masking` takes a width from the module that says the captions of `attention-pattern`."""
    assert "No looking ahead: later words get −∞." in extract_templates(SCENES["attention-pattern"])
    assert "No looking ahead: later words get −∞." not in extract_templates(SCENES["masking"])


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_has_captions(name: str) -> None:
    assert len(captions_in(SCENES[name])) >= (4 if SCENES[name].opens_chapters else 8)


def made_up(source: str) -> Iterator[str]:
    """The captions in a module's code that are put together otherwise than by `phrased`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=named):
                place = TEXTS_AT[name].argument if name in TEXTS_AT else len(args)
                given = [*args[place:][:1], *[k.value for k in named if k.arg == "caption"]]
                yield from (ast.unparse(caption) for caption in given if is_made_up(caption))


def is_made_up(caption: ast.AST) -> bool:
    match caption:
        case ast.IfExp(body=one, orelse=other) | ast.BoolOp(values=[one, other]):
            return is_made_up(one) or is_made_up(other)
        case ast.JoinedStr() | ast.BinOp() | ast.Call(func=ast.Attribute(attr="format" | "join")):
            return True
    return False


@pytest.mark.parametrize("path", sorted(ROOT.glob("scenes/**/*.py")), ids=lambda path: path.stem)
def test_no_caption_has_words_filled_in_that_are_not_fields(path: Path) -> None:
    """An f-string would be another caption for each sentence; what is found must be the literal itself."""
    assert not list(made_up(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "line",
    ['phrased(f"{a} reads")', 'self.beat(f"of {a}", (\n    f"{a} reads"\n))', 'self.say("one" if a else f"{a}")',
     'scene.beat("of", caption="reads " + a)', 'phrased("{} reads".format(a))', 'Label(label_text(f"{a} reads"))',
     'scene.claim(f"{a} reads", True, a)'],
)  # fmt: skip
def test_a_caption_with_words_filled_in_would_be_found(line: str) -> None:
    assert len(list(made_up(line))) == 1


def test_a_listing_is_read_back_as_it_is(run: Run, elsewhere: Path) -> None:
    code, out, err = run("captions", "spoken")
    assert code == 0, err
    english = {
        "spoken": {text: text for text in extract_templates(SPOKEN)},
        FILM: {text: text for text in extract_film_templates()},
    }
    assert tomllib.loads(out) == english | {"language": "en"}
    kept = write(elsewhere, GERMAN)
    code, out, err = run("captions", "spoken", "--captions", str(kept))
    assert code == 0, err
    assert tomllib.loads(out)["spoken"] == {text: GERMAN.get(text, text) for text in extract_templates(SPOKEN)}
    assert tomllib.loads(out)["language"] == "de", "the file's name tells it, where the file does not"


# -- a translation is said -----------------------------------------------------------------------------------


def test_a_clip_speaks_the_language_of_the_file(run: Run, elsewhere: Path) -> None:
    file = write(elsewhere, GERMAN)
    code, out, err = run("spoken", *SMALL, "--captions", str(file))
    assert code == 0, err
    assert "3 of 9 captions, 32 of 32 labels, 3 of 3 claims, 1 of 1 descriptions of spoken stay English" in err
    german = ["Ein Untertitel.", "Von allen Wörtern ist „bird“ 3.", "Es hat a, blue und bird."]
    assert captions_of(elsewhere / "clips/spoken.json") == german
    assert "up to date" in run("spoken", *SMALL, "--captions", str(file))[1]
    write(elsewhere, GERMAN | {"A caption.": "Eine Zeile."})
    assert "up to date" not in run("spoken", *SMALL, "--captions", str(file))[1]
    assert captions_of(elsewhere / "clips/spoken.json")[0] == "Eine Zeile."
    assert run("spoken", *SMALL)[0] == 0
    assert captions_of(elsewhere / "clips/spoken.json")[0] == "A caption."


def test_reading_a_longer_caption_takes_longer(run: Run, elsewhere: Path) -> None:
    longer = write(elsewhere, {"A caption.": "Ein Untertitel, der etwas länger ist, als er es sein müsste."})
    seconds = []
    for given in ((), ("--captions", str(longer))):
        assert run("spoken", *SMALL, *given)[0] == 0
        beat = json.loads((elsewhere / "clips/spoken.json").read_text(encoding="utf-8"))["beats"][0]
        seconds.append(beat["end"] - beat["start"])
    assert seconds[1] > seconds[0] + 2


def test_several_clips_and_a_storyboard_speak_it_too(run: Run, elsewhere: Path) -> None:
    file = write(elsewhere, GERMAN)
    assert run("spoken", "other", *SMALL, "--captions", str(file), "--theme", "light")[0] == 0
    assert captions_of(elsewhere / "clips/spoken.json")[0] == "Ein Untertitel."
    assert run("storyboard", "spoken", "--captions", str(file))[0] == 0


def test_other_words_can_stand_in_a_parameter_file(run: Run, elsewhere: Path) -> None:
    file = elsewhere / "talk.toml"
    file.write_text('[spoken.translations]\n"A caption." = "Another one."\n')
    assert run("spoken", *SMALL, "--params", str(file))[0] == 0
    assert captions_of(elsewhere / "clips/spoken.json")[0] == "Another one."
    with pytest.raises(ValueError, match="same fields"):
        SceneParams(translations={"It has {words}.": "{word}"})


@pytest.mark.parametrize(
    ("captions", "said"),
    [
        ({"A captoin.": "Ein Untertitel."}, "Did you mean 'A caption.'?"),
        ({"It has {words}.": "Es hat alles."}, "{words} is missing"),
        ({"It has {words}.": "{words}, {wörter}"}, "{wörter} is no field of it"),
        ({"It has {words}.": "{words.real}"}, "must be a plain name"),
        ({"It has {words}.": "{words"}, "written twice"),
        ({"A caption.": "one\nother"}, "one line"),
        ({"A caption.": ""}, "needs a text in quotes"),
        ({"A caption.": 3}, "needs a text in quotes"),
        ({"A caption.": "lang " * 21}, "105 characters"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_first(
    captions: dict[str, object], said: str, run: Run, elsewhere: Path
) -> None:
    file = write(elsewhere, captions)
    assert said in message(run("spoken", *SMALL, "--captions", str(file)))
    assert not (elsewhere / "clips").exists()


def test_a_file_that_is_none_is_said(run: Run, elsewhere: Path) -> None:
    file = write(elsewhere, GERMAN, scene="spokne")
    assert "Did you mean 'spoken'?" in message(run("spoken", "--captions", str(file)))
    file.write_text("[spoken\n")
    assert "not valid TOML" in message(run("spoken", "--captions", str(file)))
    assert "With the project comes fr" in message(run("spoken", "--captions", "nowhere.toml"))


# -- the translation that comes with the project -------------------------------------------------------------


def test_the_french_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    """A caption that changes, or comes, must be put into French: `render.py captions --captions …/fr.toml` helps."""
    french = read_captions(FRENCH, SCENES.values(), SCENES)
    assert "stay English" not in capsys.readouterr().err
    again = captions_toml(SCENES.values(), french.texts, french.language)
    assert tomllib.loads(again) == tomllib.loads(FRENCH.read_text(encoding="utf-8"))


def test_the_french_is_set_as_french_is() -> None:
    """A no-break space before : ; ? ! and inside « »; ’ for the apostrophe."""
    french = read_captions(FRENCH, SCENES.values(), SCENES).texts
    texts = [text for table in french.values() for text in table.values()]
    assert not [
        text for text in texts if re.search(r"[“”'\"]|« |\w[;!]| [;:!»]| \?(?!\?)|«(?!\u202f)|(?<!\u202f)»", text)
    ]
    captions = [french[name].get(text, "") for name, scene in SCENES.items() for text in captions_in(scene)]
    assert not [text for text in captions if len(re.sub(r"\{\w+\}", "", text)) > LONGEST]


# -- from right to left --------------------------------------------------------------------------------------

ARABIC = {"“{noun}” reads {words}: {n}": "الكلمة «{noun}» تقرأ {words}: {n}."}
HEBREW = {"“{noun}” reads {words}: {n}": "המילה „{noun}” קוראת {words}: {n}."}
CAPTION = phrased("“{noun}” reads {words}: {n}", noun="creature", words="blue", n="−0.49")


def place(part: np.ndarray, whole: np.ndarray) -> float | None:
    """Where an outline, shifted along the line, stands in another one: by how much; None where it does not."""
    for start in range(0, len(whole) - len(part) + 1, 4):
        shift = whole[start] - part[0]
        if abs(shift[1]) < 0.02 and np.allclose(whole[start : start + len(part)] - shift, part, atol=0.02):
            return float(shift[0])
    return None


def test_direction_is_that_of_the_sentence_and_not_of_a_word_in_it() -> None:
    assert direction("a word") == "ltr" and direction("מילה") == "rtl" and direction("0.49") == ""
    assert CAPTION == "“creature” reads blue: −0.49", "nothing is added where all runs one way"
    assert direction(in_words_of(CAPTION, ARABIC)) == direction(in_words_of(CAPTION, HEBREW)) == "rtl"
    quoting = phrased("“{noun}” reads", noun="كلب")
    assert quoting == f"“{ISOLATE}كلب{POP}” reads" and direction(quoting) == "ltr"
    starting = in_words_of(CAPTION, {CAPTION.template: "{noun} {words} {n} מילה"})  # type: ignore[attr-defined]
    assert direction(starting) == "rtl", "the first word of the line is Latin, its sentence is not"


@pytest.mark.parametrize("translation", [ARABIC, HEBREW], ids=["Arabic", "Hebrew"])
def test_words_run_leftwards_and_what_is_latin_in_them_rightwards(translation: dict[str, str]) -> None:
    text = in_words_of(CAPTION, translation)
    if not all(known_to_system(c) for c in "الكلمة"):
        pytest.skip("no font with Arabic letters: setup.sh installs one for tests")
    line = shaped(text).points
    noun, words, number = (place(shaped(part).points, line) for part in ("creature", "blue", "−0.49"))
    assert noun is not None and words is not None and number is not None, "Latin words and numbers stay whole"
    assert noun > words > number, "what is read later stands further left"
    assert line[:, 0].max() > noun + shaped("creature").width, "the sentence begins at the right"
    assert Label(text).text == text


def test_arabic_letters_join() -> None:
    if not known_to_system("ب"):
        pytest.skip("no font with Arabic letters: setup.sh installs one for tests")
    alone, joined = shaped("ب"), shaped("ببب")
    assert place(alone.points, joined.points) is None, "each has another form beside others"
    assert joined.width < 0.9 * 3 * alone.width


def test_an_english_sentence_that_quotes_hebrew_still_runs_rightwards() -> None:
    line = shaped(phrased("“{noun}” reads {n}", noun="של", n="5")).points
    noun, reads = place(two_way_outline("של", "rtl").points, line), place(shaped("reads").points, line)
    assert noun is not None and reads is not None and noun < reads


def test_letters_that_no_font_has_are_told_by_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("attention_scenes.scenes.mobjects.text.shaping.known_to_system", lambda character: False)
    assert shaped("ع").glyphs == shaped("⟨D8B9⟩").glyphs
