"""What the studio's form says, as values, as a command line and as a parameter file."""

from __future__ import annotations

import json
import shlex
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.film.catalog.app_context import AppContext
from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
from attention_scenes.film.cli import main as cli
from attention_scenes.film.cli.clips import render
from attention_scenes.film.inputs.parameters import attempt
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import RenderRequest, parse_requests
from attention_scenes.film.studio.state.export_choices import CHOICES, DEFAULTS, MOMENT
from attention_scenes.film.studio.state.form_schema import about, describe, from_form, in_form
from attention_scenes.film.studio.state.serialise import changed, command_line, parameter_file
from attention_scenes.model.errors import UserError
from tests.helpers.tiny_scene import CATALOG, Tiny

SCENES = scenes_in(cli.ROOT / "scenes")
KNOWN = [*SCENES, *CATALOG]
PLAIN = RenderFlags(quality="m")
ODD = {
    "text": """it's "so" $HOME `ls` \\ — 東京 👍""",
    "head": "best:leak",
    "steps": 3,
    "side": "left",
    "words": ("a, b", "[c]", 'd"', "=", "#"),
    "table": {"a b": ("1", "'2'"), "c.d": ("x",)},
    "captions": False,
    "pace": 0.5,
}


def request_of(scene: SceneFile, line: str) -> RenderRequest:
    """What the command line makes of a line that a person typed."""
    words = shlex.split(line)
    assert words[:2] == ["python", "render.py"]
    app = AppContext(cli.ROOT, (), lambda: SCENES | CATALOG, cli.load, cli.load_theme, [])
    given = render.make_context("render.py", words[2:], obj=app).params
    assert given.pop("scenes") == [scene] and not given.pop("every")
    flags = RenderFlags(**given)
    [request] = parse_requests([scene], cli.load, KNOWN, flags, clip_options(flags), lambda _: nullcontext())
    return request


@pytest.mark.parametrize("size", [{}, {"quality": "h", "resolution": "96,64", "fps": "12.5"}], ids=["plain", "odd"])
@pytest.mark.parametrize("kind", CHOICES)
def test_the_command_line_gives_the_very_clip(kind: str, size: dict[str, str]) -> None:
    _, container, transparent, still = CHOICES[kind]
    params = Tiny.Params(**ODD)
    flags = replace(
        PLAIN,
        **size,
        container=container,
        transparent=transparent,
        save_last_frame=still,
        at="0.567" if kind == MOMENT else None,
    )
    request = request_of(CATALOG["tiny"], command_line("tiny", changed(params), flags))
    assert request.params == params
    assert request.options == clip_options(flags, "tiny")


def test_what_is_the_default_is_not_written() -> None:
    assert command_line("tiny", changed(Tiny.Params()), PLAIN) == "python render.py tiny"
    assert DEFAULTS["quality"] == "m" and DEFAULTS["format"] in CHOICES


def test_a_saved_file_is_what_params_reads(tmp_path: Path) -> None:
    file = tmp_path / "it's.toml"
    file.write_text(parameter_file("tiny", changed(Tiny.Params(**ODD))))
    line = shlex.join(["python", "render.py", "tiny", "--params", str(file)])
    assert request_of(CATALOG["tiny"], line).params == Tiny.Params(**ODD)


@pytest.mark.parametrize("name", [*SCENES])
def test_every_scene_has_a_form_that_says_what_its_parameters_say(name: str) -> None:
    """There and back, also through what is written down; none of its fields asks for TOML without need."""
    schema = cli.load(SCENES[name]).Params
    fields = json.loads(json.dumps(describe(schema)))
    assert [field["name"] for field in fields if field["kind"] == "head"] in ([], ["head"], ["head", "carrier"])
    values = {field["name"]: from_form(field, field["value"], SCENES[name]) for field in fields}
    params, wrong = attempt(name, schema, values)
    assert not wrong and params == schema()
    assert {field["name"] for field in fields if field["kind"] == "toml"} <= {"axes"}


def test_none_is_written_and_read() -> None:
    lookup = SCENES["soft-lookup"]
    params = cli.load(lookup).Params(then=None)
    flags = replace(PLAIN, save_last_frame=True)
    assert request_of(lookup, command_line("soft-lookup", changed(params), flags)).params.then is None


def test_what_does_not_fit_a_field_still_stands_in_it() -> None:
    """A file may hold anything: the form shows it, and what is wrong is told at the field."""
    fields = {field["name"]: field for field in describe(Tiny.Params)}
    strange: tuple[Any, ...] = (7, "x", [1, [2]], {"a": "b"}, None, True)
    for field in fields.values():
        for value in strange:
            said = in_form(field["kind"], value)
            assert type(said) is type(field["value"]) or field["kind"] == "flag"
    table = in_form("table", 5)
    assert table == {"": ["5"]}
    with pytest.raises(UserError, match="table: each list needs a name; one has none and says '5'"):
        from_form(fields["table"], table, CATALOG["tiny"])
    assert in_form("table", {"a": "b"}) == {"": ['{a = "b"}']}
    assert from_form(fields["table"], in_form("table", {}), CATALOG["tiny"]) == {}


def test_where_a_message_belongs() -> None:
    fields = describe(Tiny.Params)
    assert about("text has 40 tokens and this scene shows fewer: shorten text=…", "tiny", fields) == "text"
    assert about("tiny: table names no sense", "tiny", fields) == "table"
    assert about("There is no head 40.0: this model has 30 layers.", "tiny", fields) == "head"
    assert about("The disk is full.", "tiny", fields) == ""
