"""Files of the gallery: which it finds in a folder, which it passes over, and none that it spoils."""

from __future__ import annotations

import errno
import json
import os
import re
from pathlib import Path

import pytest

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.products.gallery.scan import scan_folder
from attention_scenes.film.products.gallery.write import write_gallery
from attention_scenes.film.system.files import fingerprint
from tests.film.products.gallery.two_clips import change
from tests.helpers.command_line import Run, message
from tests.helpers.tiny_scene import CATALOG

pytestmark = pytest.mark.xdist_group("gallery")  # whose clips are made once


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
