"""The command ``docs``: write the pages about the scenes and the pictures of the documents."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import click

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli.command_classes import command
from attention_scenes.film.cli.options import option, scenes
from attention_scenes.film.system.console import say
from attention_scenes.film.system.program import is_clone
from attention_scenes.model.errors import UserError

FOLDER = Path("docs") / "scenes"
SHEETS = FOLDER / "thumbs"
HOUSE = Path("docs") / "house.svg"
SCALE, QUALITY = 1 / 2, 50  # of the pictures: all together stay under four megabytes


@command(
    examples="""
python render.py docs
python render.py docs mole --text
python render.py docs --house
""",
)
@scenes()
@option("--text", is_flag=True, help="The pages alone: their pictures stay as they are.")
@option("--house", is_flag=True, help="The picture of the code's rooms alone, docs/house.svg.")
@click.pass_obj
def docs(app: AppContext, scenes: list[SceneFile], text: bool, house: bool) -> None:
    """Write docs/scenes/SCENE.md and the pictures of SCENE anew, or all of them, and what lists all scenes.

    A page is made of the scene's docstring, its parameters, and its steps and captions with the defaults. The index of
    the pages, the README's table, docs/further.md and docs/questions.md are made of what each scene says of itself. Run
    it after changing any of these: a test compares the pages with the code. docs/pictures.toml lists further pictures;
    those that show a SCENE are drawn, without a SCENE all of them. docs/house.svg is drawn from the imports of the
    code.
    """
    from attention_scenes.film.products.house_picture import house_svg
    from attention_scenes.film.system.files import write_whole

    if not is_clone():
        raise UserError("Pages are written into docs of a clone of the project, and this is an installed package.")
    write_whole(app.root / HOUSE, house_svg(app.root).encode())
    if house:
        say(str(app.root / HOUSE))
        return
    catalog = app.catalog()
    chosen = scenes or list(catalog.values())
    folder = app.root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for scene in chosen:
        write_whole(folder / f"{scene.name}.md", text_of(scene, app).encode())
        say(str(folder / f"{scene.name}.md"))
    for path, page in lists(app).items():
        write_whole(app.root / path, page.encode())
    if not text:
        _draw(chosen, app, app.root / SHEETS)
        _illustrate({scene.name for scene in scenes}, app)


def text_of(scene: SceneFile, app: AppContext) -> str:
    """The page of a scene as it should stand in docs/scenes."""
    from attention_scenes.film.catalog.chapters import in_order
    from attention_scenes.film.products.scene_docs import page, play
    from attention_scenes.model.answers.store import ensure

    scene_class = app.load(scene)
    played = play(scene_class, ensure(scene_class.needs(scene_class.Params())))
    return page(scene, played, in_order(app.catalog().values()))


def lists(app: AppContext) -> dict[Path, str]:
    """Return the pages that list all scenes, by path below the project's folder, as they should stand."""
    from attention_scenes.film.products.scene_lists import further, index, questions, with_scenes

    catalog, readme = app.catalog(), Path("README.md")
    return {
        FOLDER / "README.md": index(catalog),
        Path("docs") / "further.md": further(catalog),
        Path("docs") / "questions.md": questions(catalog),
        readme: with_scenes(app.root.joinpath(readme).read_text(encoding="utf-8"), catalog),
    }


def _illustrate(names: set[str], app: AppContext) -> None:
    """Draw the pictures that show one of these scenes; all of them where none is named."""
    from attention_scenes.film.products.docs_pictures import drawn, pictures
    from attention_scenes.film.system.files import write_whole

    for picture in pictures(app.root, app.catalog()):
        if not names or picture.shows(names):
            path = app.root / "docs" / picture.file
            write_whole(path, drawn(picture, app.root, app.catalog(), app.load))
            say(str(path))


def _draw(chosen: list[SceneFile], app: AppContext, folder: Path) -> None:
    """Draw the sheets of all steps of these scenes."""
    from attention_scenes.film.encode.images import webp
    from attention_scenes.film.jobs.picture_options import clip_options
    from attention_scenes.film.jobs.progress import showing
    from attention_scenes.film.jobs.requests import parse_requests
    from attention_scenes.film.products.storyboard import FLAGS, answered, draw
    from attention_scenes.film.system.files import write_whole

    folder.mkdir(parents=True, exist_ok=True)
    flags = replace(FLAGS, out=str(folder))
    _, write = app.load_theme("dark")
    with showing(scene.name for scene in chosen) as show:
        known, options = list(app.catalog()), clip_options(flags)
        for request in parse_requests(chosen, app.load, known, flags, options, lambda name: nullcontext()):
            name = request.scene.name
            pixels = draw(request, answered(request, show), show, write, evenly=0)
            write_whole(folder / f"{name}.webp", webp(pixels, SCALE, QUALITY))
            show.show(name, "done", "", 1, 1)
