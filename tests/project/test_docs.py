"""Tests of the documents: commands work, pages are up to date, links lead somewhere, the tutorial's scene works."""

from __future__ import annotations

import difflib
import inspect
import json
import re
import shlex
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.chapters import in_order
from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
from attention_scenes.film.cli import main as cli
from attention_scenes.film.cli.docs import FOLDER, SHEETS, lists, text_of
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import parse_requests
from attention_scenes.film.products.scene_docs import LEADS, page, play
from attention_scenes.film.products.scene_lists import SECTION, with_scenes
from attention_scenes.film.products.storyboard import FLAGS
from attention_scenes.film.products.tutorial_scene import scene_of_page
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.clip_needs import by_key
from attention_scenes.model.verify.check import check
from tests.conftest import ROOT
from tests.helpers.command_line import SMALL, Run
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama
from tests.helpers.played import played
from tests.project.test_house import FLOORS

CATALOG = scenes_in(ROOT / "scenes")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md"))]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(python render\.py[^`]*)`")
WRITTEN = re.compile(r" > (\S+\.toml)$", re.MULTILINE)  # what a command of a page writes
LINK = re.compile(r"(?:\]\(|(?:src|href)=\")(?!https?:)([^)#\s\"]*)(?:#([^)\s\"]+))?")


def house(catalog: dict[str, SceneFile] = CATALOG) -> AppContext:
    return AppContext(ROOT, cli.HEADLINE, lambda: catalog, cli.load, cli.load_theme, [])


def read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# -- pages about scenes ------------------------------------------------------------------------------


def steady(page: str) -> list[str]:
    """The lines of a page without the numbers of rounding, which differ from machine to machine."""
    return re.sub(r"0\.0{5,}\d+", "0.0…", page).splitlines()


def page_of(name: str) -> str:
    """The page of a scene, of the play that other tests look at, too."""
    return page(CATALOG[name], played(cli.load(CATALOG[name])), in_order(CATALOG.values()))


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in CATALOG])
def test_a_page_says_what_the_code_says(name: str) -> None:
    path = ROOT / FOLDER / f"{name}.md"
    there = steady(read_text(path)) if path.is_file() else []
    changed = list(difflib.unified_diff(there, steady(page_of(name)), lineterm="", n=0))
    assert not changed, "\n".join([f"Type: python render.py docs {name}", *changed])
    for picture in (path.with_suffix(".webp"), ROOT / SHEETS / f"{name}.webp"):
        assert picture.is_file(), f"Type: python render.py docs {name}"


def asks_a_clock(scene_class: Any) -> bool:
    needs = scene_class.needs(scene_class.Params())
    return any(probe.timed for each in by_key(needs).values() for probe in each.probes)


TIMED = [name for name in CATALOG if asks_a_clock(cli.load(CATALOG[name]))]


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in TIMED])
def test_a_page_is_the_same_whatever_a_clock_says(name: str) -> None:
    scene_class, places = cli.load(CATALOG[name]), in_order(CATALOG.values())
    answers = ensure(scene_class.needs(scene_class.Params()))
    pages = {page_of(name)}
    for exponent in (lambda n: n, lambda n: -n, lambda n: 2 * n % 7):  # each makes something else of what is compared
        times = {source: 4.0 ** exponent(n) for n, source in enumerate(answers.times())}
        pages.add(page(CATALOG[name], play(scene_class, answers.with_times(times)), places))
    assert len(answers.times()) > 2 and len(pages) == 1, "say `by_clock` of the beat, or of the claim"


@pytest.mark.xdist_group("model-map")
def test_the_command_plays_a_scene_itself_and_writes_the_same_page() -> None:
    assert text_of(CATALOG["model-map"], house()) == page_of("model-map")


@pytest.mark.parametrize("path", lists(house()), ids=str)
def test_pages_that_list_the_scenes_say_what_their_classes_say(path: Path) -> None:
    assert read_text(ROOT / path) == lists(house())[path], "Type: python render.py docs --text"


def test_each_page_is_of_a_scene() -> None:
    kept = {path.stem for path in ROOT.joinpath(FOLDER).rglob("*.*")} - {"README"}
    assert kept == set(CATALOG), "a page or a picture is of no scene: remove it"


@pytest.mark.parametrize("name", CATALOG)
def test_a_docstring_says_what_is_answered_measured_and_told(name: str) -> None:
    paragraphs = inspect.cleandoc(cli.load(CATALOG[name]).__doc__).split("\n\n")
    leads = [paragraph.partition(":")[0] for paragraph in paragraphs[2:]]
    assert leads == list(LEADS), "after the summary and a paragraph come these, in this order"
    assert "](http" in CATALOG[name].further


def test_pictures_stay_small() -> None:
    assert sum(path.stat().st_size for path in ROOT.joinpath(FOLDER).rglob("*.webp")) < 4_000_000


def test_a_changed_parameter_is_noticed() -> None:
    from pydantic import Field

    from attention_scenes.scenes.mole import Mole

    class Changed(Mole):
        __doc__ = Mole.__doc__

        class Params(Mole.Params):
            layers: int = Field(0, ge=0, description="Stop somewhere.")

    found = AppContext(ROOT, (), lambda: CATALOG, lambda scene: Changed, cli.load_theme, [])
    changed = set(steady(text_of(CATALOG["mole"], found))) ^ set(steady(read_text(ROOT / FOLDER / "mole.md")))
    assert any("Stop somewhere." in line for line in changed)


# -- commands and links ------------------------------------------------------------------------------


def blocks(page: str) -> Iterator[str]:
    """The lines of code blocks: fenced ones, and those that are indented."""
    for _, block in FENCED.findall(page):
        yield from block.splitlines()
    yield from (line[4:] for line in FENCED.sub("", page).splitlines() if line.startswith("    "))


def commands(page: str) -> Iterator[str]:
    """The command lines of a page, those within a sentence too where no word of them is a placeholder."""
    for line in blocks(page):
        line = line.removeprefix("./setup.sh ")
        if line.startswith("python render.py") or line.startswith("manim "):
            yield line
    yield from (line for line in INLINE.findall(page) if not re.search(r"[A-Z]{3,}|…", line))


def parameter_files() -> dict[str, str]:
    """The TOML files that the documents tell one to write: each names itself in its first line."""
    blocks = (block for path in PAGES for kind, block in FENCED.findall(read_text(path)) if kind == "toml")
    return {block.partition("\n")[0].removeprefix("# "): block for block in blocks}


def accept(line: str, home: AppContext) -> None:
    """Check a command line as it is checked before anything is rendered; fail as it would."""
    words = shlex.split(line.partition(" > ")[0], comments=True)
    if words[0] == "manim":
        scenes = {(scene.path, scene.class_name) for scene in home.catalog().values()}
        assert tuple(words[-2:]) in scenes, line
        return
    program = cli.program()
    whole = click.Context(program, obj=home, **program.context_settings)
    name, command, rest = program.resolve_command(whole, program.with_default(words[2:]))
    if isinstance(command, click.Group) and rest:
        _, command, rest = command.resolve_command(click.Context(command, parent=whole), rest)
    assert command
    if "--help" in rest:
        return
    given = command.make_context(name, rest, parent=whole).params
    chosen = given.get("scenes", [])
    if "settings" in given:
        catalog = home.catalog()
        chosen = chosen or [catalog[each] for each in (catalog if name or given["every"] else home.headline)]
        known = {name: given[name] for name in RenderFlags.__dataclass_fields__ if name in given}
        flags = replace(FLAGS, **known | {"model": ()})  # which model there is on the reader's machine is not known
        parse_requests(chosen, home.load, list(catalog), flags, clip_options(flags), lambda name: nullcontext())


COMMANDS = [(path, line) for path in PAGES for line in dict.fromkeys(commands(read_text(path)))]


@pytest.mark.parametrize(("path", "line"), COMMANDS, ids=lambda value: getattr(value, "stem", value))
def test_a_command_of_a_document_is_accepted(
    path: Path, line: str, own: SceneFile, two: SceneFile, elsewhere: Path
) -> None:
    for name, text in parameter_files().items():
        elsewhere.joinpath(name).write_text(text, encoding="utf-8")
    for name in WRITTEN.findall(read_text(path)):
        elsewhere.joinpath(name).touch()
    accept(line, house(CATALOG | {own.name: own, two.name: two}))


@pytest.mark.parametrize(
    "line",
    [
        "python render.py mole --set layer=2",
        "python render.py mole --sett layers=2",
        "python render.py moles",
        "python render.py cache clean",
        "python render.py params mole attention-pattern",
        "python render.py mole --format mpeg",
        "python render.py mole --params nowhere.toml",
    ],
)
def test_a_wrong_command_is_not(line: str, elsewhere: Path) -> None:
    with pytest.raises((UserError, click.ClickException)):
        accept(line, house())


def test_there_are_commands_in_the_documents() -> None:
    pages = {path.name for path, _ in COMMANDS}
    assert {"README.md", "change-it.md", "your-own-scene.md", "mole.md"} <= pages and len(COMMANDS) > 50


def anchors(page: str) -> set[str]:
    """What the headings of a page are called in links to them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_links_lead_to_files_and_headings(path: Path) -> None:
    for link, heading in LINK.findall(FENCED.sub("", read_text(path))):
        target = path.parent / link if link else path
        assert target.exists(), link
        assert not heading or heading in anchors(read_text(target)), f"{link}#{heading}"


NAMED = re.compile(r"`((?:assets|benchmarks|docs|film|model|scenes|tests)/[\w./-]+)`")


@pytest.mark.parametrize("name", ["docs/architecture.md", "CONTRIBUTING.md", "docs/change-it.md", "docs/reference.md"])
def test_files_that_a_page_names_are_there(name: str) -> None:
    named = NAMED.findall(FENCED.sub("", read_text(ROOT / name)))
    assert not (missing := [path for path in named if not ROOT.joinpath(path).exists()]), missing


def test_the_architecture_names_files_and_the_layers_that_the_test_of_imports_holds() -> None:
    page = read_text(ROOT / "docs" / "architecture.md")
    assert len(NAMED.findall(page)) > 50
    for package, rows in FLOORS.items():
        sentence = " → ".join(" | ".join(row) for row in rows)
        assert f"**{package}:** `{'scene files → ' if package == 'scenes' else ''}{sentence}`" in page


# -- the first page ----------------------------------------------------------------------------------


def test_the_first_page_is_short_besides_its_table_of_scenes() -> None:
    page = read_text(ROOT / "README.md")
    before, _, rest = page.partition(SECTION)
    assert len(f"{before} {rest.partition('## Set-up')[2]}".split()) <= 580
    first = "\n".join(page.splitlines()[:12])
    assert "render.py verify" in first and "(docs/attention.webp)" in first


def test_the_first_page_shows_every_scene_and_one_of_no_chapter_after_the_film() -> None:
    own = replace(CATALOG["mole"], name="own-scene", chapter=0, tagline="")
    page = with_scenes(read_text(ROOT / "README.md"), CATALOG | {own.name: own})
    cells = re.findall(r"\[!\[([\w-]+)\]\(docs/scenes/\1\.webp\)\]\(docs/scenes/\1\.md\)<br>\*\*\1\*\*: \w+", page)
    assert cells == [*(place.scene for place in in_order(CATALOG.values())), own.name]
    assert page.index("### 1 · Meaning") < page.index("### 2 · ") < page.index("### Other scenes")


# -- the scene of the tutorial -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def own() -> Iterator[SceneFile]:
    """The pieces of the tutorial as one file, found and imported like any other scene."""
    with scene_of_page(ROOT / "docs" / "your-own-scene.md") as scene:
        yield scene


def test_it_is_found_under_the_name_that_is_said(own: SceneFile) -> None:
    assert (own.name, own.module, own.class_name) == (
        "looking-back",
        "attention_scenes.scenes.looking_back",
        "LookingBack",
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "close by"), ({"head": "19.8"}, "far"), ({"text": "the old wooden door creaked"}, "On average")],
)
def test_it_is_legible_and_its_numbers_hold(own: SceneFile, given: dict[str, Any], said: str) -> None:
    scene_class = cli.load(own)
    params = scene_class.Params(**given)
    bundle = ensure(scene_class.needs(params))
    played, problems = play_through(scene_class, params, bundle)
    assert not problems, "\n".join(problems)
    assert said in played.record.beats[-1].caption
    assert played.time == pytest.approx(scene_class.seconds, abs=1)
    sidecar = json.loads(json.dumps(bundle.sidecar() | played.sidecar()))
    assert len(sidecar["numbers"]) > 10 and not check(sidecar)


def test_it_refuses_what_cannot_be_read(own: SceneFile) -> None:
    scene_class = cli.load(own)
    params = scene_class.Params(text=" ".join(["word"] * 20))
    with pytest.raises(UserError, match="21 tokens"):
        scene_class.check(params, ensure(scene_class.needs(params)))


def test_it_is_rendered_as_the_others_are(own: SceneFile, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "scenes_in", lambda folder: {own.name: own})
    assert run("list")[1].startswith("looking-back  How many tokens back")
    code, out, err = run("looking-back", *SMALL)
    assert code == 0, err
    assert out.startswith("clips/looking-back.mp4")
    assert json.loads(Path("clips/looking-back.json").read_text())["claims"][0]["holds"]


# -- the scene of two models ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def two() -> Iterator[SceneFile]:
    with scene_of_page(ROOT / "docs" / "your-own-model.md") as scene:
        yield scene


def test_a_scene_of_two_models_is_legible_and_its_numbers_hold(two: SceneFile, tmp_path: Path) -> None:
    scene_class = cli.load(two)
    params = scene_class.Params()
    models = {"small": str(tiny_llama(tmp_path / "small")), "other": str(tiny_gpt2(tmp_path / "other"))}
    assert models.keys() == scene_class.models.keys()
    answers = ensure(scene_class.needs(params, models))
    played, problems = play_through(scene_class, params, answers)
    assert not problems, "\n".join(problems)
    sidecar = json.loads(json.dumps(answers.sidecar() | played.sidecar()))
    assert {number["source"].partition("/")[0] for number in sidecar["numbers"]} == set(models)
    assert not check(sidecar)
