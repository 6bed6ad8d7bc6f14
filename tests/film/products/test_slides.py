"""Decks: opened in a browser, by LibreOffice and as a PDF, and stepped through."""

from __future__ import annotations

import errno
import hashlib
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pptx
import pypdfium2
import pytest
from manim import LEFT, RIGHT, ManimColor, Square
from PIL import Image
from pptx.util import Emu

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli import main as cli
from attention_scenes.film.clip.sidecar_parts import ClipFacts, NumberEntry
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.products.slides import reveal_assets
from attention_scenes.film.products.slides.cutting import cut
from attention_scenes.film.products.slides.speaker_notes import on_screen
from attention_scenes.film.products.slides.steps import Step, steps_of
from tests.helpers.command_line import SMALL, Run, message, names
from tests.helpers.file_decoders import frames
from tests.helpers.tiny_scene import CATALOG, Other

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FPS = 4
CAPTION = 'a<b> & "c"'


class Talk(Other):
    """A square that comes, goes and grows.

    It grows twice as
    large.

    Answers: Where is it?

    Measured: Its corners.

    Told: Its colour.

    Yours: Nothing.
    """

    def construct(self) -> None:
        square = Square(3, color=self.palette.text, fill_opacity=1).shift(4 * LEFT)
        self.claim("a square has four corners", True, "4 of 4")
        with self.beat("comes", CAPTION):
            self.play(square.animate.shift(3 * RIGHT), run_time=0.5)
        self.play(square.animate.shift(3 * RIGHT), run_time=0.5)
        with self.beat("goes"):
            self.play(square.animate.shift(3 * RIGHT), run_time=0.5)
        with self.beat("grows", "larger"):
            self.play(square.animate.scale(2), run_time=0.5)


@pytest.fixture
def talk(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a deck of the scene above; return the folder, which is not where it was made."""
    monkeypatch.setitem(CATALOG, "talk", SceneFile("talk", "tests.film.products.test_slides", "Talk", "A square."))

    def make(kinds: str, size: str = "96,64") -> Path:
        code, _, err = run("slides", "talk", "-r", size, "--fps", str(FPS), "--to", kinds)
        assert code == 0, err
        return (elsewhere / "clips").rename(elsewhere / "my talk, 1st")

    return make


def steps_and_frames(folder: Path) -> tuple[list[Step], list[np.ndarray]]:
    """The steps of the clip in ``folder``, and all of its frames."""
    steps = steps_of(Place("talk", "Talk"), ClipSidecar.read(folder / "talk.json"))
    return steps, frames(folder / "talk.mp4")


def apart(picture: Image.Image, frame: np.ndarray) -> float:
    """How far a picture of any size is from a frame, 0 to 255."""
    height, width = frame.shape[:2]
    return float(np.abs(np.asarray(picture.convert("RGB").resize((width, height)), int) - frame).mean())


# -- the page ----------------------------------------------------------------------------------------------------------


VIDEO = "Reveal.getCurrentSlide().querySelector('video')"


def opened(browser: Browser, file: Path) -> tuple[Page, list[str]]:
    """The page without a network, and a list of what it asks for or complains about."""
    context = browser.new_context(viewport={"width": 480, "height": 320})
    context.set_offline(True)
    page, heard = context.new_page(), []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text))
    page.on("request", lambda asked: heard.append(asked.url) if not asked.url.startswith(("data:", "blob:")) else None)
    page.goto(file.as_uri())
    page.wait_for_function(f"window.Reveal && Reveal.isReady() && {VIDEO}.readyState > 1")
    assert heard.pop(0) == file.as_uri()
    return page, heard


def seen(page: Page) -> Image.Image:
    return Image.open(BytesIO(page.screenshot()))


def test_each_beat_plays_once_and_stops_until_a_key(talk: Callable[..., Path], browser: Browser) -> None:
    folder = talk("html")
    steps, clip = steps_and_frames(folder)
    page, heard = opened(browser, folder / "talk.html")
    assert page.title() == "Talk"
    assert page.evaluate("Reveal.getTotalSlides()") == len(steps) == 3
    for number, (step, key) in enumerate(zip(steps, ("Space", "ArrowRight", "ArrowRight"), strict=True)):
        at_once = seen(page)
        assert min(apart(at_once, frame) for frame in clip[step.first : step.end]) < 3, "nothing else flashes by"
        page.wait_for_function(f"{VIDEO}.ended")
        assert page.evaluate(f"{VIDEO}.duration") == pytest.approx((step.end - step.first) / FPS, abs=0.01)
        page.wait_for_timeout(200)
        assert page.evaluate(f"[Reveal.getIndices().h, {VIDEO}.currentTime == {VIDEO}.duration]") == [number, True]
        assert apart(seen(page), clip[step.end - 1]) < 3 < apart(seen(page), clip[step.first])
        page.keyboard.press(key)
    assert page.evaluate(f"[Reveal.getIndices().h, {VIDEO}.ended]") == [2, True]
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(f"[Reveal.getIndices().h, {VIDEO}.ended]") == [1, False]
    page.wait_for_function(f"{VIDEO}.ended")
    page.keyboard.press("r")
    assert not page.evaluate(f"{VIDEO}.ended")
    assert heard == []


def box(page: Page) -> list[float]:
    """Where the video of the current slide stands in the window: left, top, right, bottom."""
    return page.evaluate(
        f"(({{left, top, right, bottom}}) => [left, top, right, bottom])({VIDEO}.getBoundingClientRect())"
    )


def fitted(width: int, height: int) -> list[float]:
    """Where a picture of 640 x 360 stands in a window when it is as large as fits, in the middle."""
    scale = min(width / 640, height / 360)
    across, down = (width - 640 * scale) / 2, (height - 360 * scale) / 2
    return pytest.approx([across, down, width - across, height - down], abs=1.5)


@pytest.mark.parametrize("size", [(480, 320), (390, 844), (1600, 500), (1280, 720)])
def test_each_step_is_seen_whole_however_the_page_is_opened(
    talk: Callable[..., Path], browser: Browser, size: tuple[int, int]
) -> None:
    # A video counts 150 pixels before it is loaded: a slide of less would stand right whatever reveal.js does.
    file = talk("html", "640,360") / "talk.html"
    page, _ = opened(browser, file)
    ready = f"window.Reveal && Reveal.isReady() && {VIDEO}.readyState > 1"
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for place, step in (("", 0), ("#/1", 1), ("#/2", 2)):
        page.goto("about:blank")
        page.goto(f"{file.as_uri()}{place}")
        page.wait_for_function(ready)
        assert (page.evaluate("Reveal.getIndices().h"), box(page)) == (step, fitted(*size))
    page.reload()
    page.wait_for_function(ready)
    assert (page.evaluate("Reveal.getIndices().h"), box(page)) == (2, fitted(*size))
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"Reveal.getIndices().h == 1 && {VIDEO}.readyState > 1")
    assert box(page) == fitted(*size)
    page.set_viewport_size({"width": size[1], "height": size[0]})
    across, down, right, below = fitted(*size[::-1]).expected
    page.wait_for_function(
        f"([left, top]) => {{ const box = {VIDEO}.getBoundingClientRect();"
        " return Math.abs(box.left - left) < 1.5 && Math.abs(box.top - top) < 1.5 }",
        arg=[across, down],
    )
    assert box(page) == fitted(*size[::-1])


def test_printed_each_step_is_whole_and_as_it_ends(talk: Callable[..., Path], browser: Browser, tmp_path: Path) -> None:
    folder = talk("html")
    steps, clip = steps_and_frames(folder)
    page = browser.new_page(viewport={"width": 480, "height": 320})
    page.goto(f"{(folder / 'talk.html').as_uri()}?view=print")
    page.wait_for_function(
        "document.querySelectorAll('.pdf-page').length == 3"
        " && [...document.querySelectorAll('video')].every((video) => video.ended && !video.seeking)"
    )
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(printed) == len(steps)
    for sheet, step in zip(printed, steps, strict=True):
        assert apart(sheet.render(scale=2).to_pil(), clip[step.end - 1]) < 6


def test_the_speaker_reads_captions_and_what_was_measured(talk: Callable[..., Path], browser: Browser) -> None:
    page, heard = opened(browser, talk("html") / "talk.html")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    notes = popup.value.locator(".speaker-controls-notes .value")
    notes.get_by_text(CAPTION).wait_for()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    notes.get_by_text("This holds here: a square has four corners (4 of 4).").wait_for()
    assert notes.inner_text().startswith("larger\n")
    assert [line for line in heard if "receiver" not in line] == []


def test_around_the_clip_is_its_background(
    talk: Callable[..., Path], browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "load_theme", lambda palette: (ManimColor("#204060"), None))
    page, _ = opened(browser, talk("html") / "talk.html")
    page.set_viewport_size({"width": 480, "height": 600})
    assert seen(page).convert("RGB").getpixel((240, 20)) == (0x20, 0x40, 0x60)


def test_what_goes_into_pages_is_reveals_own_release() -> None:
    parts = {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in reveal_assets.reveal().items()}
    assert parts == {
        "reveal_js": "3fb84c30d2e610dd",
        "reveal_css": "64e6203ee2048665",
        "notes_js": "946159680c70354c",
        "licence": "b2883e4b610bfa1b",
    }


# -- PowerPoint --------------------------------------------------------------------------------------------------------


def test_slides_hold_their_videos_and_notes(talk: Callable[..., Path]) -> None:
    folder = talk("pptx")
    steps, clip = steps_and_frames(folder)
    deck = pptx.Presentation(str(folder / "talk.pptx"))
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


def test_libreoffice_opens_the_slides_and_starts_their_videos(talk: Callable[..., Path]) -> None:
    folder = talk("pptx")
    steps, clip = steps_and_frames(folder)
    printed = pypdfium2.PdfDocument(libreoffice(folder / "talk.pptx", "pdf"))
    assert len(printed) == len(steps)
    for page, step in zip(printed, steps, strict=True):
        assert apart(page.render(scale=0.2).to_pil(), clip[step.first]) < 5
    with zipfile.ZipFile(libreoffice(folder / "talk.pptx", "odp")) as archive:
        content = archive.read("content.xml").decode()
    pages = content.split("<draw:page ")[1:]
    assert len(pages) == len(steps)
    for page in pages:
        assert page.count("<draw:plugin ") == 1
        play = page[page.index("<anim:par") : page.index('anim:command="play"')]
        assert "after-previous" in play and "indefinite" not in play.split("main-sequence")[1]


# -- the handout -------------------------------------------------------------------------------------------------------


def images(page: pypdfium2.PdfPage) -> list[pypdfium2.PdfObject]:
    return [item for item in page.get_objects() if item.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]


def test_three_steps_a_page_on_white_with_lines_to_write_on(talk: Callable[..., Path]) -> None:
    folder = talk("pdf")
    steps, clip = steps_and_frames(folder)
    handout = pypdfium2.PdfDocument(folder / "talk.pdf")
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
        handout = pypdfium2.PdfDocument(elsewhere / "clips" / "tiny.pdf")
        assert [len(images(page)) for page in handout] == [3, 3, 1]
        assert images(handout[0])[0].get_bitmap().to_pil().convert("RGB").getpixel((1, 1)) == (255, 255, 255)


# -- the notes ---------------------------------------------------------------------------------------------------------


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


# -- cutting -----------------------------------------------------------------------------------------------------------


def test_a_clip_is_cut_as_it_is(talk: Callable[..., Path], tmp_path: Path) -> None:
    folder = talk("pdf")
    steps, clip = steps_and_frames(folder)
    pieces = cut(folder / "talk.mp4", [step.end for step in steps], Fraction(FPS), tmp_path)
    held = [frame for piece in pieces for frame in frames(piece)]
    assert len(held) == len(clip) and all(map(np.array_equal, held, clip))
    assert sum(map(packed, pieces)) == packed(folder / "talk.mp4")


def packed(video: Path) -> int:
    """The bytes of a video's pictures."""
    with av.open(str(video)) as source:
        return sum(packet.size for packet in source.demux(video=0))


# -- the command -------------------------------------------------------------------------------------------------------


def test_one_deck_of_several_scenes(run: Run, elsewhere: Path) -> None:
    for scene in ("other", "tiny"):
        assert run(scene, *SMALL)[0] == 0
    code, out, err = run("slides", "other", "tiny", *SMALL)
    assert code == 0, err
    assert out.count("up to date") == 2
    assert [name for name in names(elsewhere / "clips") if "deck" in name] == ["deck.html", "deck.pdf", "deck.pptx"]
    assert out.count("(2 steps, ") == 3 and "clips/deck.html" in out
    handout = pypdfium2.PdfDocument(elsewhere / "clips" / "deck.pdf")
    assert [mark.get_title() for mark in handout.get_toc()] == ["Other", "Tiny"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Which scenes?"),
        (["tiyn"], "Did you mean 'tiny'?"),
        (["tiny", "--to", "html,odp"], "got 'odp'"),
        (["--chapter", "3"], "--chapter takes one of 1, 2"),
        (["tiny", "--set", "text="], "empty"),
    ],
)
def test_one_message_and_nothing_written(run: Run, elsewhere: Path, arguments: list[str], says: str) -> None:
    assert says in message(run("slides", *arguments))
    assert names(elsewhere) == []


def test_without_reveal_nothing_is_rendered(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reveal_assets, "CARRIER", "no-such-package")
    assert "run ./setup.sh" in message(run("slides", "other", *SMALL))
    assert names(elsewhere) == []


def test_a_full_disk_leaves_the_deck_that_was_there(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("slides", "other", *SMALL, "--to", "html,pptx")[0] == 0
    before = {path.name: path.read_bytes() for path in (elsewhere / "clips").iterdir()}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left")

    monkeypatch.setattr("pptx.presentation.Presentation.save", full)
    code, _, err = run("slides", "other", *SMALL)
    assert code == 2 and "The disk is full" in err
    assert {path.name: path.read_bytes() for path in (elsewhere / "clips").iterdir()} == before
