"""Whatever is changed in a sidecar is noticed: places and changes are drawn by hypothesis."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli.main import load
from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.verify.claims import ClipClaims, read_claims
from attention_scenes.film.verify.clip_check import Checker, check_clip
from attention_scenes.film.verify.sidecar_entries import UNCHECKED
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from tests.helpers.counted_scene import CATALOG, Counted

PLACES = ("a digit more", "another value", "gone", "twice")
Step = str | int


@pytest.fixture(scope="module")
def sidecar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    params = Counted.Params()
    options = ClipOptions(tmp_path_factory.mktemp("clips"), "counted", 96, 64, 4, device="cpu")
    return render_clip(Counted, params, ensure(Counted.needs(params)), options).sidecar


def paths(value: Any, *above: Step) -> Iterator[tuple[Step, ...]]:
    """The way to every value in a JSON document but those that are not checked."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in items:
        if above or step not in UNCHECKED:
            yield (*above, step)
            yield from paths(below, *above, step)


def tampered(document: Any, path: tuple[Step, ...], how: str, other: Any) -> Any:
    """The document with what stands at ``path`` changed."""
    changed = copy.deepcopy(document)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    last: Any = path[-1]
    if how == "gone":
        del place[last]
    elif how == "twice" and isinstance(place, list):
        place.insert(last, place[last])
    elif how == "a digit more" and isinstance(place[last], str | int | float) and not isinstance(place[last], bool):
        place[last] = f"{place[last]}1" if isinstance(place[last], str) else place[last] + 1
    else:
        place[last] = other
    return changed


def verdict(sidecar: Path, catalog: dict[str, SceneFile] = CATALOG) -> int:
    """The exit code of ``verify`` if every number held when it was computed again: the scene alone must notice."""
    try:
        claims = read_claims(sidecar)
        assert isinstance(claims, ClipClaims)
        checker = Checker(catalog, load, lambda sidecar, tell: [], lambda message, part: None)
        return check_clip(sidecar, claims, checker).code
    except UserError:
        return 2


def test_the_honest_sidecar_holds(sidecar: Path) -> None:
    assert verdict(sidecar) == 0


@settings(
    max_examples=50, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_any_change_of_a_sidecar_is_noticed(sidecar: Path, data: st.DataObject) -> None:
    honest = json.loads(sidecar.read_text())
    path = data.draw(st.sampled_from(sorted(paths(honest), key=str)), "path")
    other = data.draw(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just([])), "other")
    false = tampered(honest, path, data.draw(st.sampled_from(PLACES), "how"), other)
    if false == honest:
        return
    beside = sidecar.with_name("tampered.json")
    beside.write_text(json.dumps(false))
    assert verdict(beside) != 0
