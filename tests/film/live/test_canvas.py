"""What is recorded is what a canvas draws in a browser: dots that Skia draws under every map, and clips that close."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import skia

from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint
from tests.film.live.hand_tape import A, L, Q, S, hand_page, hand_tape
from tests.film.live.tape.test_clips_and_pictures import Chequered, Painted
from tests.film.live.tape.test_tape import Shown, recorded
from tests.film.live.test_player import colour, near, pixels
from tests.helpers.pages.watched import watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def play(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open the page of a tape at a moment."""
    with watched(browser, "file", "data", "blob") as pages:
        yield lambda tape, at: pages.film(hand_page(tmp_path, **tape).as_uri() + f"#t={at}")


def page_of(scene: type[Shown]) -> dict[str, Any]:
    return recorded(scene) | {"sources": [], "beats": []}


class LoneDots(Painted):
    """A line, a dot of a point, one of a line of no length, and a line that grows out of one."""

    def __init__(self) -> None:
        self.long = 0.0
        super().__init__()

    def paint(self, canvas: skia.Canvas) -> None:
        paint = stroke_paint(palette().rgba("text"), 0.8)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        canvas.drawLine(-2, 3, 2, 3, paint)
        canvas.drawPoints(skia.Canvas.PointMode.kPoints_PointMode, [skia.Point(-4, 0)], paint)
        canvas.drawLine(0, 0, 0, 0, paint)
        canvas.drawLine(4, -self.long, 4, self.long, paint)


class Dotted(Shown):
    """Dots, each alone."""

    def construct(self) -> None:
        self.add(dots := LoneDots())
        self.play(Change(dots, long=2.0), run_time=0.5)
        self.wait(0.2)


@pytest.mark.parametrize("at", [0.0, 0.55])
def test_a_dot_alone_is_drawn(play: Callable[..., Page], at: float) -> None:
    page = play(page_of(Dotted), at)
    for x in (-4, 0, 4):
        assert not near(colour(page, x, 0.2), colour(page, x, 3.8)), f"at {x}"
    assert near(colour(page, 0.36, 0.36), colour(page, 0, 1)), "it is round"


class Door(Painted):
    """A square behind a door that opens to the right."""

    def __init__(self) -> None:
        self.open = 0.0
        super().__init__()

    def paint(self, canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(-3, -1, -3 + 6 * self.open, 1), doAntiAlias=True)
        canvas.drawRect(skia.Rect.MakeLTRB(-3, -3, 3, 3), fill_paint(palette().rgba("query")))
        canvas.restore()


class Opened(Shown):
    """The door opens."""

    def construct(self) -> None:
        self.add(door := Door())
        self.play(Change(door, open=1.0), run_time=0.5)
        self.wait(0.2)


def test_a_clip_of_no_width_shows_nothing(play: Callable[..., Page]) -> None:
    page = play(page_of(Opened), 0)
    ground = colour(page, 6, 0)
    assert near(colour(page, 0, 0), ground)
    page.evaluate("film.clock.seek(0.25)")
    assert not near(colour(page, -2.5, 0), ground) and near(colour(page, 2.5, 0), ground)


def test_a_line_whose_end_is_there_twice_is_no_longer(play: Callable[..., Page]) -> None:
    document = hand_tape()
    verbs, contours, shapes = (document[name] for name in ("verbs", "contours", "shapes"))
    changes = {
        "verbs": [*verbs, "ML2"],
        "contours": [*contours, [len(verbs), [0, S, 0, 0]]],
        "shapes": [*shapes, ["p", len(contours), S, 0, 0]],
        "styles": [[1, 0, 0, 0, 0]],
        "plays": [{"n": 1, "h": 30, "i": [[len(shapes), 0, Q, [L, 0, 0], 0, A]], "p": []}],
    }
    page = play(document | changes | {"format": 5}, 0.5)
    assert near(colour(page, -0.25, 0.75), (255, 255, 255)) and near(colour(page, -0.25, 1.25), (0, 0, 0))


def test_a_picture_in_perspective_is_smoothed_as_its_kind_says(play: Callable[..., Page]) -> None:
    document = hand_tape()
    first, count = len(document["shapes"]), len(document["pictures"])
    corners = [part * Q for part in (0, 2, 4, 2, 4, -2, 0, -2)]
    plain = [first - 3, 0, 0, [L, -L, -6 * Q, 0], 0, A]
    changes = {
        "shapes": [*document["shapes"], ["i", count]],
        "pictures": [*document["pictures"], [2, 2, 8, 0]],
        "plays": [{"n": 1, "h": 30, "i": [plain, [first, 0, 0, corners, 0, A]], "p": []}],
    }
    assert document["shapes"][plain[0]] == ["i", 0] and document["pictures"][0][2] == 2, "not smoothed"
    page = play(document | changes | {"format": 5}, 0.5)
    red, green, _ = colour(page, 2.0, 1.5)
    assert 90 < red < 165 and 90 < green < 165


def test_a_picture_is_made_smaller_first_or_not(play: Callable[..., Page]) -> None:
    page = play(page_of(Chequered), 0.1)
    seen = pixels(page)
    high, wide, _ = seen.shape
    spread = []
    for left in (-3, 1):
        columns = slice(*(round((x / 14.2222 + 0.5) * wide) for x in (left + 0.1, left + 0.57)))
        rows = slice(*(round((0.5 - y / 8) * high) for y in (-0.43, -0.9)))
        spread.append(float(seen[rows, columns, 0].std()))
    assert spread[0] < 5 and spread[1] > 15, spread
