"""The pages about the scenes."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from attention_scenes.film.catalog.project import House
from attention_scenes.film.catalog.scenes import SceneFile, pick
from attention_scenes.film.cli.options import command
from attention_scenes.film.system.console import say
from attention_scenes.film.system.program import is_clone
from attention_scenes.model.errors import UserError

FOLDER = Path("docs") / "scenes"
SHEETS = FOLDER / "thumbs"
SCALE, QUALITY = 5 / 8, 60  # of the pictures: all together stay near a megabyte


@command(epilog="Example: python render.py docs mole --text")
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--text", is_flag=True, help="The pages alone: their pictures stay as they are.")
@click.pass_obj
def docs(house: House, scenes: tuple[str, ...], text: bool) -> None:
    """Write docs/scenes/SCENE.md and the pictures of SCENE anew, or all of them, and the index of the pages.

    A page is made of the scene's docstring, its parameters, and its steps and captions with the defaults. Say it after
    changing any of these: a test compares the pages with the code. docs/pictures.toml lists the pictures of the README
    and the documents; those that show a SCENE are drawn, without a SCENE all of them.
    """
    from attention_scenes.film.catalog.chapters import in_order
    from attention_scenes.film.products.scene_docs import index
    from attention_scenes.film.system.files import write_whole

    if not is_clone():
        raise UserError("Pages are written into docs of a clone of the project, and this is an installed package.")
    catalog = house.catalog()
    chosen = pick(scenes or tuple(catalog), catalog)
    folder = house.root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for scene in chosen:
        write_whole(folder / f"{scene.name}.md", text_of(scene, house).encode())
        say(str(folder / f"{scene.name}.md"))
    write_whole(folder / "README.md", index(catalog, in_order(catalog)).encode())
    if not text:
        _draw(chosen, house, house.root / SHEETS)
        _illustrate(set(scenes), house)


def text_of(scene: SceneFile, house: House) -> str:
    """The page of a scene as it should stand in docs/scenes."""
    from attention_scenes.film.catalog.chapters import in_order
    from attention_scenes.film.products.scene_docs import page, play
    from attention_scenes.model.answers.store import ensure

    scene_class = house.load(scene)
    played = play(scene_class, ensure(scene_class.needs(scene_class.Params())))
    return page(scene, played, in_order(house.catalog()))


def _illustrate(names: set[str], house: House) -> None:
    """Draw the pictures that show one of these scenes; all of them where none is named."""
    from attention_scenes.film.products.docs_pictures import drawn, pictures
    from attention_scenes.film.system.files import write_whole

    for picture in pictures(house.root):
        if not names or picture.shows(names):
            path = house.root / "docs" / picture.file
            write_whole(path, drawn(picture, house.root, house.catalog(), house.load))
            say(str(path))


def _draw(chosen: list[SceneFile], house: House, folder: Path) -> None:
    """Draw the sheets of all steps of these scenes."""
    from attention_scenes.film.encode.images import webp
    from attention_scenes.film.jobs.progress import showing
    from attention_scenes.film.jobs.requests import clip_options, take_orders
    from attention_scenes.film.products.storyboard import FLAGS, answered, draw
    from attention_scenes.film.system.files import write_whole

    folder.mkdir(parents=True, exist_ok=True)
    flags = FLAGS | {"out": str(folder), "settings": (), "file": None, "model": None}
    _, write = house.ink("dark")
    with showing(scene.name for scene in chosen) as show:
        known, options = list(house.catalog()), clip_options(flags)
        for order in take_orders(chosen, house.load, known, flags, options, lambda name: nullcontext()):
            name = order.scene.name
            pixels = draw(order, answered(order, show), show, write, evenly=0)
            write_whole(folder / f"{name}.webp", webp(pixels, SCALE, QUALITY))
            show.show(name, "done", "", 1, 1)
