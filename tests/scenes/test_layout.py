"""Scenes place into named places: no point of the frame is written as bare numbers, and a frame's places fit it."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from manim import DOWN, LEFT, RIGHT, UP

from attention_scenes.scenes.framework.layout import Place, wide
from tests.conftest import ROOT

PLACED = sorted({*ROOT.glob("scenes/*.py"), *ROOT.glob("scenes/parts/**/*.py")})


def bare_points(source: str) -> list[str]:
    """Lists of three of which at least the first two are plain numbers."""
    lists = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.List) and len(n.elts) == 3]
    return [ast.unparse(n) for n in lists if all(map(is_number, n.elts[:2]))]


def is_number(node: ast.expr) -> bool:
    value = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(value, ast.Constant) and isinstance(value.value, int | float)


@pytest.mark.parametrize("path", PLACED, ids=lambda path: path.stem)
def test_no_place_is_written_as_bare_numbers(path: Path) -> None:
    assert not bare_points(path.read_text(encoding="utf-8"))


def test_a_bare_place_would_be_found() -> None:
    assert bare_points("label.move_to([-3.1, 2, 0])") == ["[-3.1, 2, 0]"]
    assert not bare_points("label.move_to([x, 2, 0]); f((1, 2, 3))")


def test_places_lie_in_the_frame_and_lines_below_the_stage_in_their_order() -> None:
    layout = wide()
    for field in fields(layout):
        place = getattr(layout, field.name)
        assert layout.frame.left <= place.left <= place.right <= layout.frame.right, field.name
        assert layout.frame.bottom <= place.bottom <= place.top <= layout.frame.top, field.name
    assert layout.notes.top > layout.caption.top > layout.footer.top
    assert layout.pattern.right <= layout.side.left


def test_a_place_says_where_its_middle_edges_and_corners_are() -> None:
    place = Place(-1, 0, 3, 1)
    assert np.allclose(place.at(), (1, 0.5, 0)) and np.allclose(place.at(UP + LEFT), (-1, 1, 0))
    assert np.allclose(place.at(DOWN + RIGHT, right=-1, up=2), (2, 2, 0)) and np.allclose(place.at(RIGHT), (3, 0.5, 0))
