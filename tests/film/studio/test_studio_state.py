"""What the studio knows without a browser: undo, the opening frame, languages, heads' names and scenes' limits."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("nicegui")

from attention_scenes.film.catalog.scenes import scenes_in
from attention_scenes.film.cli import main as cli
from attention_scenes.film.studio.page.field_names import choice_name, field_name, searches
from attention_scenes.film.studio.page.head_map import HeadPatterns
from attention_scenes.film.studio.state.caption_languages import (
    ENGLISH,
    language_name,
    language_of,
    languages,
    translations,
)
from attention_scenes.film.studio.state.first_moment import opening_frame
from attention_scenes.film.studio.state.form_schema import describe
from attention_scenes.film.studio.state.frame_cache import RATE, FrameRequest, SceneFrames
from attention_scenes.film.studio.state.history import History
from attention_scenes.film.studio.state.session import Session
from attention_scenes.film.studio.workers.head_facts import HeadMeasures, measured_lines, pattern_lines
from attention_scenes.film.studio.workers.scene_worker import most_tokens
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import BEST
from tests.conftest import ROOT
from tests.film.studio.test_studio_parts import Desk

SCENES = scenes_in(cli.ROOT / "scenes")


WITHOUT_SOCKET = """
import asyncio, sys
from pathlib import Path
from types import SimpleNamespace

import httpx
from nicegui import Client

from attention_scenes.film.studio.state.settings import Settings
from attention_scenes.film.studio.server import application
from tests.helpers.tiny_scene import CATALOG

waits = [sys.executable, "-c", "import sys; sys.stdin.read()", ""]
app = SimpleNamespace(catalog=lambda: CATALOG, headline=("tiny",), child=waits)
app = application(app, Settings(Path("clips"), 0, False, 10**9, ""))

async def ask():
    async with app.router.lifespan_context(app):
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
            assert (await client.get("/")).status_code == 200
        [waiting] = Client.instances.values()
        Client.prune_instances(client_age_threshold=0)
        while not waiting.is_deleted:
            await asyncio.sleep(0.01)
        for _ in range(10):
            await asyncio.sleep(0)

asyncio.run(ask())
print("over")
"""


def test_a_page_that_is_asked_for_without_a_socket_ends_without_a_word(elsewhere: Path) -> None:
    """In a process of its own: the framework takes one application in each."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", WITHOUT_SOCKET], env=environment, capture_output=True, text=True)
    assert told.returncode == 0 and told.stdout.endswith("over\n"), told.stderr
    assert "Error" not in told.stdout + told.stderr


def test_undo_goes_from_picture_to_picture_and_what_is_typed_anew_forgets_what_was_undone() -> None:
    history = History()
    one, two, three = ({"text": text} for text in ("one", "two", "three"))
    assert history.before(one) is None and history.after(one) is None
    for state in (one, two, two):
        history.note(state)
    assert history.before({"text": "never drawn"}) == two, "first of all to what was seen last"
    assert history.before(two) == one
    history.go(one)
    assert history.before(one) is None and history.after(one) == two
    assert history.after({"text": "typed"}) is None
    history.note(three)
    assert history.after(three) is None and history.before(three) == one


@pytest.mark.parametrize(("poster", "seconds"), [("", 9), ("one", 4), ("no such beat", 9)])
def test_the_studio_opens_on_the_last_frame_of_a_telling_beat(poster: str, seconds: int) -> None:
    beats = [{"name": "one", "start": 1, "end": 4}, {"name": "two", "start": 5, "end": 9}]
    scene_frames = SceneFrames(seconds=10.0, beats=beats, poster=poster)
    assert opening_frame(scene_frames) == seconds * RATE - 1
    assert opening_frame(SceneFrames(seconds=2.0)) == 2 * RATE - 1, "a scene without beats"
    assert opening_frame(SceneFrames()) == 0


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", [*SCENES])
def test_each_language_stands_for_its_translations_and_is_known_by_them(name: str, language: str) -> None:
    found = translations(language, SCENES[name])
    assert found and language_of(found, SCENES[name], "{}") == language
    own = {"A red cat.": "Un chat rouge."}
    assert language_of(own, SCENES[name], "as written") == "as written"
    assert translations('{ "A red cat." = "Un chat rouge." }', SCENES[name]) == own
    assert translations(ENGLISH, SCENES[name]) == {} and language_of({}, SCENES[name], "{}") == ENGLISH


@pytest.mark.parametrize("name", ["/etc/passwd", "../captions/fr", "Klingon"])
def test_a_language_is_never_a_path(name: str) -> None:
    with pytest.raises(UserError, match="There are no captions in"):
        translations(name, SCENES["masking"])


@pytest.mark.parametrize("name", [*SCENES])
def test_fields_and_choices_are_named_for_people_and_none_shows_an_empty_table(name: str) -> None:
    fields = describe(cli.load(SCENES[name]).Params)
    names = [field_name(field["name"]) for field in fields]
    assert len({*names}) == len(names)
    for field, called in zip(fields, names, strict=True):
        assert called[0].isupper() and "_" not in called
        assert field["value"] not in ("{}", "[]") and (field["value"] != {} or field["kind"] == "table")
        for choice in field["choices"]:
            assert choice_name(field["name"], choice) != choice, f"{field['name']}={choice} has no name"
    assert language_name("{}") != "{}" and {best for best, *_ in searches()} == {*BEST}


NONE = {"look": 0.1, "control": 0.1, "look2": 0.1, "control2": 0.1, "carry": 0.0, "carry_control": 0.0, "leak": 0.1}
NAMED = {
    "Prefers a noun’s adjectives": {"look": 0.35, "control": 0.16, "look2": 0.06, "control2": 0.01},
    "Looks one word back": {"look": 0.75, "control": 0.73},
    "Carries a colour": {"carry": 0.32, "carry_control": -0.06},
    "Would look ahead": {"leak": 0.51},
}


@pytest.mark.parametrize("name", NAMED)
def test_a_head_is_named_by_what_was_measured_beside_its_control(name: str) -> None:
    found = HeadMeasures(**NONE | NAMED[name], even=0.45).names()
    assert len(found) == 1 and found[0].startswith(name)
    for value in NAMED[name].values():
        assert f"{value:.2f}" in found[0]


CONTROLLED = {
    "one distance alone": {"look": 0.9, "control": 0.4},
    "other words as well": {"look": 0.4, "control": 0.39, "look2": 0.4, "control2": 0.39},
    "other colours as well": {"carry": 0.4, "carry_control": 0.2},
}


@pytest.mark.parametrize("controlled", CONTROLLED.values(), ids=CONTROLLED)
def test_a_head_whose_control_does_as_much_has_no_simple_name(controlled: dict[str, float]) -> None:
    measures = HeadMeasures(**NONE | controlled, even=0.45)
    assert measures.names() == [] and measures.why_none().startswith("No simple name")


def test_every_head_has_lines_and_the_words_that_it_joins_are_those_of_its_pattern() -> None:
    tokens = [SimpleNamespace(text=t, word=w) for t, w in (("<|endoftext|>", -1), (" a", 0), (" ver", 1), ("dant", 1))]
    pattern = np.zeros((1, 2, 4, 4), np.float32)
    pattern[..., 0] = 0.5
    pattern[0, 0, 3, 2] = pattern[0, 1, 2, 1] = 0.4
    probes = {f"probe:adjective.{key}": np.full((1, 2), value) for key, value in NONE.items() if key != "leak"}
    probes |= {"probe:leak.leak": np.array([[0.1, 0.6]]), "probe:leak.even": np.array([0.45])}
    counts = {"sentences": 30, "controls": 30, "carry_sentences": 18}
    meta = {"n_layers": 1, "n_heads": 2, "probes": {"adjective": counts, "leak": {"sentences": 12}}}
    bundle: Any = SimpleNamespace(arrays={"pattern": pattern} | probes, meta=meta, tokens=lambda: tokens)
    [[first, second]] = pattern_lines(bundle)
    assert "“…\u2060dant” looks most at “ver”: 0.40" in first and "“ver” looks most at “a”: 0.40" in second
    [[none, ahead]] = measured_lines(bundle)
    assert none[0].startswith("No simple name") and ahead[0].startswith("Would look ahead")
    assert none[-1] == ahead[-1] == "Measured on 90 English sentences, other than this one."


def test_a_pointer_finds_the_head_below_it_to_the_last_pixel() -> None:
    patterns = HeadPatterns("png", layers=30, heads=9, tokens=5)
    assert patterns.at(0, 0) == (0, 0) and patterns.at(12.5 / 30, 4.5 / 9) == (12, 4)
    assert patterns.at(1, 1) == (29, 8) and patterns.within(-1, 99) == (0, 8)


ONE_TOKEN = ("the", "cat", "saw", "a", "small", "blue", "bird", "near", "our", "old", "house")  # a token each


@pytest.mark.parametrize("name", [*SCENES])
def test_what_is_counted_is_the_sentence_that_the_scene_refuses_where_it_is_too_long(name: str) -> None:
    scene_class = cli.load(SCENES[name])
    if (most := most_tokens(scene_class)) is None:
        pytest.skip("it has no bound of its own")
    if scene_class.models:
        pytest.skip("its model knows few words: the scene's own tests ask too many of them")
    with pytest.raises(UserError, match=f"text has {most + 1} tokens.*at most {most} legibly"):
        ensure(scene_class.needs(scene_class.Params(text=" ".join((ONE_TOKEN * most)[:most]))))


class Drawn:
    """A preview whose pictures come at once; a clip has one beat, a second long for each letter of its sentence."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    async def learn(self, request: FrameRequest, scene_frames: SceneFrames, say: object) -> None:
        seconds = float(len(request.values["text"]))
        beats = [{"name": "only", "caption": "", "start": 0.0, "end": seconds}]
        scene_frames.learn({"seconds": seconds, "beats": beats, "head": None, "text": "", "poster": "", "light": False})

    async def draw(self, request: FrameRequest, scene_frames: SceneFrames, number: int, *told: object) -> None:
        await self.learn(request, scene_frames, None)
        scene_frames.frames[number] = b""
        self.numbers.append(number)

    async def fill(self, request: FrameRequest, scene_frames: SceneFrames) -> None:
        pass


def test_the_opening_goes_with_the_sentence_until_somebody_moves(tmp_path: Path) -> None:
    async def go() -> None:
        studio = Desk(tmp_path)
        studio.may_answer["tiny"].set()
        studio.preview = preview = Drawn()
        session = Session(studio, "tiny")

        async def drawn() -> int:
            assert session._task
            await session._task
            return preview.numbers[-1]

        await session.choose("tiny")
        assert await drawn() == len("tiny") * RATE - 1
        session.set("text", "longer")
        assert await drawn() == len("longer") * RATE - 1 == session.at
        session.seek(20)
        assert await drawn() == 20
        session.set("text", "even longer")
        assert await drawn() == 20 == session.at
        session.undo()
        session.undo()
        assert session.values["text"] == "tiny"
        await studio.close()

    asyncio.run(go())
