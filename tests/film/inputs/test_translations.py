"""What is made of a clip speaks the language of its captions: description, subtitles, notes, decks, film, page."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import av
import pytest

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.clip.description import description
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.clip.subtitles import Span, vtt
from attention_scenes.film.inputs.languages import Wording, of_all
from attention_scenes.film.inputs.translations import read_captions
from attention_scenes.film.products.concatenate import three_letters
from attention_scenes.film.products.slides.steps import steps_of
from attention_scenes.scenes.framework.params import SceneParams
from tests.film.inputs.test_captions import SCENES, SPOKEN, spoken  # noqa: F401
from tests.helpers.command_line import SMALL, Run, message

WORDS = {
    "A square speaks.": "Ein Quadrat spricht.",
    "A caption.": "Ein Untertitel.",
    "What happens:": "Was geschieht:",
    "An animation without sound, {length} long.": "Eine stumme Animation von {length}.",
    "This holds here: {claim} ({measured}).": "Das gilt hier: {claim} ({measured}).",
    "Chapters": "Kapitel",
    "Meaning": "Bedeutung",
    "{count} frames a second": "{count} Bilder je Sekunde",
}
CLIP = {
    "file": "spoken.mp4", "format": "mp4", "width": 96, "height": 64, "transparent": False, "bytes": 1, "sha256": "",
    "still": False, "at": None, "beats": [], "seconds": 65.0, "fps": 10, "frames": 650,
}  # fmt: skip
SIDECAR = ClipSidecar.model_validate(
    {
        "scene": "Spoken",
        "summary": "A square speaks.",
        "params": {"language": "de", "translations": WORDS},
        "beats": [{"name": "plain", "caption": "Ein Untertitel.", "start": 0.0, "end": 1.0}],
        "claims": [{"claim": "ein Satz", "holds": True, "measured": "3 von 4"}],
        "clip": CLIP,
    }
)


def file_of(folder: Path, head: str = 'language = "de-AT"\n', name: str = "worte.toml") -> Path:
    film = {text: WORDS[text] for text in WORDS if text not in ("A square speaks.", "A caption.")}
    own = {text: WORDS[text] for text in WORDS if text not in film}
    lines = [
        f"[{table}]\n" + "\n".join(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in texts.items())
        for table, texts in (("spoken", own), ("film", film))
    ]
    path = folder / name
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_description_is_in_the_words_of_its_clip() -> None:
    said = description(SIDECAR)
    assert said.startswith("Ein Quadrat spricht. Eine stumme Animation von 1 min 5 s.\n\n")
    assert "Was geschieht:\n- 0:00: Ein Untertitel.\n" in said, "the step's English name is left out"
    assert "What was measured:" in said, "what nobody translated stays English"


def test_notes_and_titles_are_in_the_words_of_their_clip() -> None:
    [step] = steps_of(Place("spoken", "Words become vectors", 1, "Meaning"), SIDECAR)
    assert "Das gilt hier: ein Satz (3 von 4)." in step.notes and step.place.heading == "1 · Bedeutung"


def test_subtitles_tell_their_language() -> None:
    assert vtt([Span("Ja", 0, 1)], "de").startswith("WEBVTT\nKind: captions\nLanguage: de\n\n00:")
    assert vtt([Span("Yes", 0, 1)]).startswith("WEBVTT\n\n00:")
    assert [three_letters(code) for code in ("fr", "en", "pt-BR", "de-AT", "und", "zz")][:5] == [
        "fra", "eng", "por", "deu", "und",
    ]  # fmt: skip


def test_clips_of_two_languages_have_none_in_common() -> None:
    assert of_all([SIDECAR.params, SIDECAR.params]).language == "de"
    assert of_all([SIDECAR.params, {}]) == of_all([]) == Wording()


@pytest.mark.parametrize(
    ("name", "head", "language"),
    [("worte.toml", 'language = "pt-BR"\n', "pt-BR"), ("nl.toml", "", "nl"), ("worte.toml", "", "und")],
)
def test_the_file_tells_its_language_or_its_name_does(name: str, head: str, language: str, tmp_path: Path) -> None:
    assert read_captions(file_of(tmp_path, head, name), [SPOKEN], {"spoken": SPOKEN}).language == language


@pytest.mark.parametrize("given", ['"German, I think"', "3", '""'])
def test_a_language_that_is_no_code_is_refused(given: str, run: Run, elsewhere: Path) -> None:
    said = message(run("spoken", "--captions", str(file_of(elsewhere, f"language = {given}\n"))))
    assert "language must be a code in quotes" in said
    with pytest.raises(ValueError, match="language"):
        SceneParams(language=json.loads(given))


def test_what_several_scenes_share_is_written_once_and_a_scene_may_say_it_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "de.toml"
    file.write_text(
        '[shared]\n"area = weight" = "Fläche = Gewicht"\n[attention-pattern]\n"area = weight" = "Fläche"\n', "utf-8"
    )
    chosen = [SCENES["attention-pattern"], SCENES["masking"], SCENES["tower"]]
    texts = read_captions(file, chosen, SCENES).texts
    assert [texts[scene.name].get("area = weight") for scene in chosen] == ["Fläche", "Fläche = Gewicht", None]


def test_a_slip_in_a_shared_or_a_film_text_is_told(run: Run, elsewhere: Path) -> None:
    file = elsewhere / "de.toml"
    file.write_text('[film]\n"Chaptres" = "Kapitel"\n[shared]\n"strat" = "Anfang"\n', "utf-8")
    said = message(run("captions", "--captions", str(file)))
    assert "[film] has 'Chaptres'" in said and "[shared] has 'strat'" in said
    file.write_text('film = 3\n[spoken]\n"A caption." = "Ein Untertitel."\n', "utf-8")
    assert "'film' must be a table" in message(run("spoken", "--captions", str(file)))


def test_clip_deck_film_and_page_are_in_its_language(run: Run, elsewhere: Path) -> None:
    captions = ("--captions", str(file_of(elsewhere)))
    code, _, err = run("slides", "spoken", *SMALL, "--to", "html,pptx", *captions)
    assert code == 0, err
    clips = elsewhere / "clips"
    assert (clips / "spoken.txt").read_text("utf-8").startswith("Ein Quadrat spricht.")
    assert '<html lang="de-AT">' in (clips / "spoken-deck.html").read_text("utf-8")
    with zipfile.ZipFile(clips / "spoken-deck.pptx") as deck:
        assert b"de-AT" in deck.read("docProps/core.xml")
        notes = [deck.read(name) for name in deck.namelist() if name.startswith("ppt/notesSlides/notesSlide")]
        assert notes and all(b'lang="de-AT"' in note for note in notes)
    assert run("film", "spoken", *SMALL, *captions)[0] == 0
    with av.open(str(clips / "film.mp4")) as film:
        assert film.streams.subtitles[0].language == "deu"
    assert run("gallery")[0] == 0
    page = (clips / "index.html").read_text("utf-8")
    assert '<html lang="de-AT">' in page and 'aria-label="Kapitel"' in page and "4 Bilder je Sekunde" in page
    assert 'srclang="de-AT"' in page and "Ein Quadrat spricht." in page
