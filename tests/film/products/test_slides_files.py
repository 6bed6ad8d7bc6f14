"""Decks as files: PowerPoint opened by LibreOffice, the handout as a PDF, and the speaker's notes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import pptx
import pypdfium2
import pytest
from manim_slides.convert import PowerPoint
from PIL import Image
from pptx.util import Emu

from attention_scenes.film.clip.sidecar_parts import ClipFacts, NumberEntry
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.products.slides.speaker_notes import on_screen
from attention_scenes.film.system.scratch import PREFIX
from tests.helpers.command_line import SMALL, Run
from tests.helpers.file_decoders import frames
from tests.helpers.scenes.talk import CAPTION, apart, steps_and_frames


def test_slides_hold_their_videos_and_notes(talk: Callable[..., Path]) -> None:
    folder = talk("pptx")
    steps, clip = steps_and_frames(folder)
    deck = pptx.Presentation(str(folder / "talk-deck.pptx"))
    assert deck.core_properties.title == "Talk"
    assert Fraction(deck.slide_width, deck.slide_height) == pytest.approx(Fraction(96, 64), rel=0.001)
    for slide, step in zip(deck.slides, steps, strict=True):
        [video] = slide.shapes
        assert (video.left, video.top, video.width, video.height) == (0, 0, deck.slide_width, deck.slide_height)
        assert video.name == step.beat
        [media] = [link.target_part for link in slide.part.rels.values() if link.reltype.endswith("/media")]
        held = frames(BytesIO(media.blob))
        assert len(held) == step.end - step.first
        assert np.array_equal(held[-1], clip[step.end - 1])
        assert apart(Image.open(BytesIO(video.poster_frame.blob)), clip[step.first]) < 1
        assert slide.notes_slide.notes_text_frame.text == step.notes
    assert steps[0].notes.startswith(CAPTION) and "4 of 4" in steps[-1].notes
    assert deck.slide_width > Emu(914400), "PowerPoint takes no slide under an inch"


def libreoffice(file: Path, kind: str) -> Path:
    """What LibreOffice makes of a file, beside it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice here: ./setup.sh pytest installs it")
    profile = (file.parent / "profile").resolve().as_uri()
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            file.parent,
            file,
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return file.with_suffix(f".{kind}")


def test_what_a_library_leaves_killed_goes_with_our_scratch_folder(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makes, places = PowerPoint.convert_to, list[Path]()

    def noted(slides: PowerPoint, path: Path) -> None:
        places.append(Path(tempfile.gettempdir()))
        makes(slides, path)

    monkeypatch.setattr(PowerPoint, "convert_to", noted)
    before = tempfile.gettempdir()
    assert run("slides", "tiny", *SMALL, "--to", "pptx")[0] == 0
    assert places[0].name.startswith(PREFIX) and not places[0].exists() and tempfile.gettempdir() == before


def test_libreoffice_opens_the_slides_and_starts_their_videos(talk: Callable[..., Path]) -> None:
    folder = talk("pptx")
    steps, clip = steps_and_frames(folder)
    printed = pypdfium2.PdfDocument(libreoffice(folder / "talk-deck.pptx", "pdf"))
    assert len(printed) == len(steps)
    for page, step in zip(printed, steps, strict=True):
        assert apart(page.render(scale=0.2).to_pil(), clip[step.first]) < 5
    with zipfile.ZipFile(libreoffice(folder / "talk-deck.pptx", "odp")) as archive:
        content = archive.read("content.xml").decode()
    pages = content.split("<draw:page ")[1:]
    assert len(pages) == len(steps)
    for page in pages:
        assert page.count("<draw:plugin ") == 1
        play = page[page.index("<anim:par") : page.index('anim:command="play"')]
        assert "after-previous" in play and "indefinite" not in play.split("main-sequence")[1]


def images(page: pypdfium2.PdfPage) -> list[pypdfium2.PdfObject]:
    return [item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]


def test_three_steps_a_page_on_white_with_lines_to_write_on(talk: Callable[..., Path]) -> None:
    folder = talk("pdf")
    steps, clip = steps_and_frames(folder)
    handout = pypdfium2.PdfDocument(folder / "talk-deck.pdf")
    assert handout.get_metadata_value("Title") == "Talk"
    assert [mark.get_title() for mark in handout.get_toc()] == ["Talk"]
    assert len(handout) == 1 and "1 / 1" in handout[0].get_textpage().get_text_range()
    text = " ".join(handout[0].get_textpage().get_text_range().split())
    assert all(step.words in text for step in steps)
    assert "This holds here: a square has four corners (4 of 4)." in text
    for picture, step in zip(images(handout[0]), steps, strict=True):
        white = picture.get_bitmap().to_pil().convert("RGB")
        assert white.getpixel((1, 1)) == (255, 255, 255)
        light, dark = (np.asarray(found, int).max(axis=-1) for found in (white, clip[step.end - 1]))
        assert np.abs((light < 200).astype(int) - (dark > 80)).mean() < 0.03, "what is lit in the clip is dark here"
    sheet = handout[0].render(scale=2).to_numpy()[..., :3]
    assert (sheet > 240).all(axis=-1).mean() > 0.75, "hardly any ink"
    right = sheet[:, int(0.6 * sheet.shape[1]) :].max(axis=-1)
    ruled = np.flatnonzero((right < 220).mean(axis=1) > 0.6)
    assert (np.diff(ruled) > 5).sum() + 1 == 3 * 7


def test_a_handout_of_many_steps_goes_on_and_keeps_light_colours(run: Run, elsewhere: Path) -> None:
    for theme in ("colourblind", "light"):
        line = ["slides", "tiny", *SMALL, "--to", "pdf", "--set", "steps=7", "--theme", theme]
        assert run(*line)[0] == 0
        handout = pypdfium2.PdfDocument(elsewhere / "clips" / "tiny-deck.pdf")
        assert [len(images(page)) for page in handout] == [3, 3, 1]
        assert images(handout[0])[0].get_bitmap().to_pil().convert("RGB").getpixel((1, 1)) == (255, 255, 255)


def test_a_speaker_is_told_what_viewers_ask_and_what_is_on_screen(talk: Callable[..., Path]) -> None:
    steps, _ = steps_and_frames(talk("pptx"))
    first, second, last = (step.notes.split("\n\n") for step in steps)
    assert first == [
        CAPTION,
        "What this scene shows: A square that comes, goes and grows. It grows twice as large.",
        "Answers: Where is it?",
        "What the model reads: “a red bird”.",
        "Talk · comes",
    ]
    assert second == ["goes", "Talk · goes"]
    assert last == [
        "larger",
        "Measured: Its corners.",
        "Told: Its colour.",
        "This holds here: a square has four corners (4 of 4).",
        "Talk · grows",
    ]


def test_notes_hold_no_number_that_is_not_in_the_sidecar() -> None:
    def entry(shown: str, start: float, end: float, source: str = "q[0,0,1,2]") -> NumberEntry:
        return NumberEntry(shown=shown, value=1.0, source=source, start=start, end=end)

    def clip(numbers: list[NumberEntry]) -> ClipSidecar:
        return ClipSidecar.model_construct(clip=ClipFacts.model_construct(file="mole.mp4"), numbers=numbers)

    sidecar = clip(
        [entry("0.49", 0, 2), entry("●", 1, 3), entry("0.1", 1, 3), entry("0.1", 1, 3), entry("20", 1, 3, "20")]
    )
    file = "in digits or drawn, each with its source in mole.json."
    assert on_screen(sidecar, 0, 2) == [f"On screen: 5 numbers, {file}", "New with this step: 0.49, 0.1."]
    assert on_screen(sidecar, 2, 3) == [f"On screen: 4 numbers, {file}"]
    assert on_screen(sidecar, 3, 4) == []
    many = clip([entry(f"{n}.5", 0, 1) for n in range(9)])
    assert on_screen(many, 0, 1)[1] == "New with this step: 0.5, 1.5, 2.5, 3.5, 4.5, 5.5 and 3 more."
