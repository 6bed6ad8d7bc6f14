"""The page of clips: opened from disk in a browser, with no network, by mouse, by keys and by what reads it aloud."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from PIL import Image

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.products.gallery.scan import scan_folder
from attention_scenes.film.products.gallery.write import write_gallery
from attention_scenes.film.system.files import fingerprint
from attention_scenes.model.answers.store import ensure
from tests.film.live.test_player import until
from tests.helpers.command_line import SMALL, Run, message
from tests.helpers.tiny_scene import CATALOG, Other, Tiny

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nA square walks.\n"
EVIL = '<script>document.title = "mine"</script>"\'><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips, each with its sidecar alone."""
    folder = tmp_path_factory.mktemp("rendered")
    for scene, params in ((Tiny, Tiny.Params(text=f"{EVIL[:12]} bird")), (Other, Other.Params())):
        options = ClipOptions(folder, scene.__name__.lower(), width=96, height=64, fps=4, device="cpu")
        render_clip(scene, params, ensure(scene.needs(params)), options)
    return folder


@pytest.fixture
def clips(rendered: Path, elsewhere: Path) -> Path:
    """A clip with all that can stand beside it, and one with nothing; the folder's name needs quoting in a URL."""
    folder = elsewhere / "50% #1 \"clips'"
    folder.mkdir()
    for name in ("tiny.mp4", "tiny.json", "other.mp4", "other.json"):
        shutil.copy(rendered / name, folder)
    Image.new("RGB", (96, 64), "navy").save(folder / "tiny.poster.png")
    (folder / "tiny.vtt").write_text(VTT)
    (folder / "tiny.txt").write_text(f"A square walks over {EVIL}.")
    return folder


def change(sidecar: Path, **updates: Any) -> None:
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | updates))


@pytest.fixture
def page(clips: Path, run: Run, browser: Browser) -> Iterator[Page]:
    code, out, err = run("gallery", "-o", clips.name)
    assert code == 0, err
    assert out == f"{clips.name}/index.html  (2 clips)\n"
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    page.goto((clips / "index.html").as_uri())
    yield page
    assert {urlsplit(url).scheme for url in asked} <= {"file", "data"}
    assert wrong == []


def playing(page: Page, number: int = 0) -> bool:
    return page.evaluate("number => !document.querySelectorAll('.screen video')[number].paused", number)


def wait_for_time(page: Page, video: str) -> None:
    page.wait_for_function("video => document.querySelector(video).currentTime > 0.2", arg=video)


def test_clips_stand_in_order_with_their_headings(page: Page) -> None:
    assert page.title() == "Attention, measured"
    assert page.locator("h2").all_text_contents() == ["More clips"]
    assert page.locator("h3").all_text_contents() == ["Other", "Tiny"]
    levels = [int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName)")]
    assert levels == [1, 2, 3, 3]


def test_chapters_come_first_and_in_their_order(clips: Path) -> None:
    scenes = {
        name: SceneFile(name, "", name.title(), f"About {name}.", title, chapter)
        for name, title, chapter in (("values", "Values", 2), ("mole", "One word, three senses", 1))
    }
    scenes["embeddings"] = SceneFile("embeddings", "", "Embeddings", "About embeddings.", "Words become vectors", 1, -1)
    sidecar = json.loads((clips / "tiny.json").read_text())
    parts = {
        "values": {},
        "mole": {},
        "mole-who-moved-it-loop": {"beats": ["who-moved-it"], "loop": True},
        "embeddings": {},
    }
    for stem, part in parts.items():
        os.link(clips / "tiny.mp4", clips / f"{stem}.mp4")
        clip = sidecar["clip"] | {"file": f"{stem}.mp4"} | part
        scene = stem.partition("-")[0].title()
        (clips / f"{stem}.json").write_text(json.dumps(sidecar | {"scene": scene, "clip": clip}))
    chapters, others = scan_folder(clips, CATALOG | scenes)
    assert [(chapter.heading, [card.spoken for card in chapter.cards]) for chapter in chapters] == [
        (
            "1 · Meaning",
            [
                "Words become vectors: About embeddings.",
                "One word, three senses: About mole.",
                "One word, three senses, who moved it, in a loop: About mole.",
            ],
        ),
        ("2 · One head of attention", ["Values: About values."]),
        ("More clips", ["Other: A square stands.", "Tiny: A square walks."]),
    ]
    assert others == []


def test_a_clip_plays_under_the_pointer_and_goes_back_to_its_poster(page: Page) -> None:
    page.locator(".screen").nth(1).hover()
    wait_for_time(page, "article:nth-of-type(2) video")
    page.mouse.move(0, 0)
    page.wait_for_function("document.querySelectorAll('.screen video')[1].currentTime === 0")
    assert not playing(page, 1)


def test_a_clip_without_a_poster_shows_a_late_frame(page: Page) -> None:
    rest = float(page.locator(".screen video").first.get_attribute("data-rest") or 0)
    assert rest > 0.5
    is_there = f"Math.abs(document.querySelector('.screen video').currentTime - {rest}) < 0.05"
    page.wait_for_function(is_there)
    page.locator(".screen").first.hover()
    page.wait_for_function("(t => t > 0 && t < 0.6)(document.querySelector('.screen video').currentTime)")
    page.mouse.move(0, 0)
    page.wait_for_function(is_there)


def test_keys_reach_everything(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "clips"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "screen"
    wait_for_time(page, ".screen video")
    page.keyboard.press("Enter")
    assert page.locator("dialog").get_attribute("aria-labelledby") == "showing"
    assert page.locator("dialog h2").text_content() == "Other"
    wait_for_time(page, "dialog video")
    assert not playing(page)
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('dialog').open && !document.querySelector('dialog video')")
    assert page.evaluate("document.activeElement.className") == "screen"
    assert not playing(page)


def test_captions_play_from_disk(page: Page) -> None:
    page.locator(".screen").nth(1).click()
    page.evaluate("document.querySelector('dialog track').track.mode = 'showing'")
    page.wait_for_function("document.querySelector('dialog track').readyState === 2")
    assert page.evaluate("document.querySelector('dialog track').track.cues[0].text") == "A square walks."


def test_nothing_moves_by_itself_for_who_asks_for_calm(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.locator(".screen").nth(1).hover()
    page.wait_for_timeout(300)
    assert not playing(page, 1)
    page.locator(".screen").nth(1).click()
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('dialog video').paused")


def test_the_tag_is_copied_and_works(page: Page, clips: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".copy").nth(1).click()
    page.get_by_role("status").get_by_text("Copied.").wait_for()
    tag = page.evaluate("navigator.clipboard.readText()")
    page.set_content(tag)
    video = page.locator("video")
    assert video.get_attribute("aria-label") == "Tiny: A square walks."
    assert [video.get_attribute(name) for name in ("width", "height", "poster")] == ["96", "64", "tiny.poster.png"]
    sources = page.evaluate("[...document.querySelectorAll('source, track')].map(s => s.getAttribute('src'))")
    assert sources == ["tiny.mp4", "tiny.vtt"]
    assert page.locator("track").get_attribute("srclang") == "en"
    assert all((clips / name).is_file() for name in sources)


@pytest.mark.parametrize(
    "keys", ["navigator.clipboard.writeText = () => Promise.reject()", "delete navigator.__proto__.clipboard"]
)
def test_a_refused_clipboard_leaves_the_tag_selected(page: Page, keys: str) -> None:
    page.evaluate(f"{keys}; document.execCommand = () => false")
    page.locator(".copy").nth(1).click()
    page.get_by_role("status").get_by_text("Press Ctrl+C").wait_for()
    assert page.evaluate("getSelection().toString()").startswith("<video controls")


def test_every_link_leads_to_a_file(page: Page, clips: Path) -> None:
    links = page.evaluate("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))")
    assert {"tiny.mp4", "tiny.json", "tiny.poster.png", "tiny.vtt", "tiny.txt", "other.mp4"} <= set(links)
    for link in links:
        assert Path(unquote(urlsplit(urljoin(page.url, link)).path)).is_file(), link


def test_names_that_a_url_would_misread(clips: Path, browser: Browser) -> None:
    name = 'a #1? 100% "b" it\'s.mp4'
    (clips / "tiny.mp4").rename(clips / name)
    sidecar = (clips / "tiny.json").rename(clips / name.replace(".mp4", ".json"))
    change(sidecar, scene="Foreign", clip=json.loads(sidecar.read_text())["clip"] | {"file": name})
    write_gallery(clips, CATALOG)
    page = browser.new_page()
    page.goto((clips / "index.html").as_uri())
    page.locator(".screen").first.hover()
    wait_for_time(page, ".screen video")
    assert page.locator("h3").first.text_content() == 'A #1? 100% "b" it\'s'


def test_what_a_sidecar_says_is_text_and_no_markup(page: Page) -> None:
    assert page.title() == "Attention, measured"
    assert page.locator("img[src=x], main script").count() == 0
    page.locator("summary", has_text="Parameters of Tiny").click()
    assert page.get_by_text(f"{EVIL[:12]} bird", exact=True).is_visible()
    page.locator("summary", has_text="What can be seen in Tiny").click()
    assert page.get_by_text(EVIL).is_visible()


def test_it_says_where_the_numbers_are_from(page: Page, clips: Path) -> None:
    page.locator("summary", has_text="numbers are from: Tiny").click()
    sidecar = json.loads((clips / "tiny.json").read_text())
    shown = page.locator("article").nth(1).inner_text()
    assert sidecar["model"]["label"] in shown and sidecar["model"]["weight_digest"] in shown
    assert sidecar["clip"]["sha256"] in shown and "layer 0, head 0" in shown
    assert """python render.py verify '50% #1 "clips'"'"'/tiny.json'""" in shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.emulate_media(color_scheme=scheme)
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".copy").first.click()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator(".screen").nth(1).click()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


def test_other_formats_films_and_slides_are_there_to_take(clips: Path) -> None:
    tiny, film = json.loads((clips / "tiny.json").read_text()), clips / "film.mp4"
    for name in ("tiny.webm", "tiny.gif", "film.mp4", "film.srt", "talk.html", "talk.pptx", "tiny-storyboard.png"):
        (clips / name).write_bytes(b"x")
    for name in ("tiny.webm", "tiny.gif"):
        (clips / f"{name}.json").write_text(
            json.dumps(tiny | {"clip": tiny["clip"] | {"file": name} | fingerprint(clips / name)})
        )
    sidecar = {"film": tiny["clip"] | {"file": film.name} | fingerprint(film), "clips": []}
    (clips / "film.json").write_text(json.dumps(sidecar))
    [more], others = scan_folder(clips, CATALOG)
    files = [file.name for file in more.cards[1].files]
    assert files[:5] == ["tiny.mp4", "tiny.webm", "tiny.gif", "tiny-storyboard.png", "tiny.poster.png"]
    assert [file.name for file in others] == ["film.mp4", "film.srt", "film.json", "talk.html", "talk.pptx"]
    html = write_gallery(clips, CATALOG).read_text()
    assert 'href="talk.pptx"' in html and 'src="tiny.webm"' in html


def test_a_picture_alone_is_shown_as_one(run: Run, elsewhere: Path, browser: Browser) -> None:
    assert run("tiny", "-s", *SMALL)[0] == 0
    assert run("gallery")[0] == 0
    page = browser.new_page()
    page.goto((elsewhere / "clips/index.html").as_uri())
    page.locator(".screen").click()
    assert page.evaluate("document.querySelector('dialog img').naturalWidth") == 96


def test_a_gif_alone_waits_until_it_is_asked_for(clips: Path) -> None:
    sidecar = json.loads((clips / "other.json").read_text())
    for name in ("other.mp4", "other.json"):
        (clips / name).unlink()
    gif = clips / "other.gif"
    gif.write_bytes(b"x")
    (clips / "other.gif.json").write_text(
        json.dumps(sidecar | {"clip": sidecar["clip"] | {"file": gif.name} | fingerprint(gif)})
    )
    html = write_gallery(clips, CATALOG).read_text()
    card, template = html.partition('href="other.gif"')[2].partition("<template>")[::2]
    assert "<img" not in card and '<img src="other.gif"' in template


@pytest.fixture
def paged(run: Run, elsewhere: Path) -> Path:
    """A gallery of a clip that is a page alone, and one that is a page and a video; and vector pictures."""
    for name, form in (("other", "html"), ("tiny", "html"), ("tiny", "mp4"), ("tiny", "svg"), ("other", "pdf")):
        assert run(name, "--format", form, *SMALL)[0] == 0
    code, out, err = run("gallery")
    assert code == 0, err
    assert out == "clips/index.html  (2 clips)\n"
    return elsewhere / "clips/index.html"


def test_a_page_is_played_in_a_frame_that_reaches_nothing(paged: Path, browser: Browser) -> None:
    page = browser.new_context(offline=True).new_page()
    page.goto(paged.as_uri())
    film = page.frame_locator(".under iframe")
    film.locator("html[data-ready]").wait_for(state="attached")
    frame_box, picture = (page.locator(".under iframe").bounding_box(), film.locator("#picture").bounding_box())
    assert frame_box and picture and picture["width"] == frame_box["width"], "the picture fills the card"
    above, below = picture["y"] - frame_box["y"], frame_box["height"] - picture["height"]
    assert above == pytest.approx(below / 2, abs=2)
    assert film.locator("#bar").is_hidden() and page.locator(".under iframe").count() == 1, "of the one without a video"
    [frame] = [each for each in page.frames if each.url.endswith("other.html#bare")]
    page.locator(".screen.over").hover()
    until(frame, "film.clock.playing || film.clock.time === film.clock.seconds")
    page.mouse.move(0, 0)
    until(frame, "!film.clock.playing")
    assert frame.evaluate("(() => { try { return parent.document.title } catch { return '' } })()") == ""
    for number, name in ((0, "other"), (1, "tiny")):
        page.locator(".screen").nth(number).click()
        shown = page.locator("dialog iframe")
        assert shown.get_attribute("sandbox") == "allow-scripts"
        page.frame_locator("dialog iframe").locator("html[data-ready]").wait_for(state="attached")
        [frame] = [each for each in page.frames if each.url.endswith(f"{name}.html#t=0&play")]
        until(frame, "film.clock.time > 0.3")
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('dialog iframe')")
    copied = page.locator("textarea").first.input_value()
    assert "<iframe src" in copied and 'sandbox="allow-scripts" allow="fullscreen"' in copied
    assert page.locator("#others").count() == 0, "pages and pictures of clips are no decks"


def test_axe_finds_nothing_in_frames(paged: Path, browser: Browser) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_context(offline=True).new_page()
    page.goto(paged.as_uri())
    page.frame_locator(".under iframe").locator("html[data-ready]").wait_for(state="attached")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator(".screen").first.click()
    page.frame_locator("dialog iframe").locator("html[data-ready]").wait_for(state="attached")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1]",
        '"x"',
        "null",
        "[" * 100_000,
        '{"scene": "Tiny"}',
        '{"film": 1}',
        '{"scene": "T", "clip": {"file": "x"}}',
        "\xff",
    ],
)
def test_foreign_json_is_passed_over(clips: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (clips / "notes.json").write_text(text, encoding="latin-1")
    write_gallery(clips, CATALOG)
    assert re.search(r"notes\.json is no clip's sidecar: passed over", capsys.readouterr().err)


@pytest.mark.parametrize("file", ["../tiny.mp4", "/etc/hostname", "gone.mp4", ""])
def test_a_sidecar_speaks_only_of_files_beside_it(clips: Path, capsys: pytest.CaptureFixture[str], file: str) -> None:
    change(clips / "tiny.json", clip=json.loads((clips / "tiny.json").read_text())["clip"] | {"file": file})
    write_gallery(clips, CATALOG)
    assert "tiny.json" in capsys.readouterr().err
    assert len(scan_folder(clips, CATALOG)[0][0].cards) == 1


def test_an_empty_folder_says_what_to_do(run: Run, elsewhere: Path) -> None:
    assert "There is no folder" in message(run("gallery", "-o", "none"))
    (elsewhere / "clips").mkdir()
    assert "render.py --all" in message(run("gallery"))
    assert list((elsewhere / "clips").iterdir()) == []


def test_somebody_elses_page_stays(clips: Path, run: Run) -> None:
    (clips / "index.html").write_text("<h1>Mine</h1>")
    assert "no gallery of ours" in message(run("gallery", "-o", clips.name))
    assert (clips / "index.html").read_text() == "<h1>Mine</h1>"


def test_no_half_page(clips: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    assert run("gallery", "-o", clips.name)[0] == 0
    before = (clips / "index.html").read_text()

    def full(path: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert "full" in message(run("gallery", "-o", clips.name))
    assert (clips / "index.html").read_text() == before
    assert not list(clips.glob(".*"))
