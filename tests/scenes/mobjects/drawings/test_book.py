"""A book's pages: where cells lie as it opens, what is under glass, which weights are listed; fans; mask shapes."""

from __future__ import annotations

import numpy as np
import pytest
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.book.hinge import Hinge
from attention_scenes.scenes.mobjects.book.hinged_book import HingedBook
from attention_scenes.scenes.mobjects.book.mask_shape import MaskShape
from attention_scenes.scenes.mobjects.book.sense_fan import LayerNames, SenseFan

WORDS = ["[MASK]", "chat", "noir"]
UNMASKED = np.array([[0.1, 0.9, 0.0], [0.2, 0.3, 0.5], [0.4, 0.3, 0.3]])
MASKED_ = np.array([[1.0, 0.0, 0.0], [0.4, 0.6, 0.0], [0.4, 0.3, 0.3]])


def book(hole: int = 0, upright: bool = True) -> HingedBook:
    patterns = Reading.of(UNMASKED, "unmasked"), Reading.of(MASKED_, "masked")
    return HingedBook(WORDS, patterns, hole, (-6, -2.5), (5.5, 1.5), em=0.3, upright=upright)


@pytest.mark.parametrize("upright", [True, False])
def test_queries_go_right_and_keys_down_on_both_pages_of_an_open_book(upright: bool) -> None:
    shown = book(upright=upright)
    for page in shown.hinge.pages(1.0):
        xy = shown.lens.project(page.centers().reshape(-1, 3)).xy_N2.reshape(3, 3, 2)
        assert (np.diff(xy[..., 0], axis=0) > 0).all() and (np.diff(xy[..., 1], axis=1) < 0).all()
        assert page.normal[2] < 0, "towards the reader"
        sides = np.linalg.norm(np.diff(page.corners(), axis=0), axis=1)
        assert np.allclose(sides[[0, 1]], page.size), "turned, not stretched"


@pytest.mark.parametrize("upright", [True, False])
def test_the_second_page_lies_on_the_first_and_turns_over_its_hinge(upright: bool) -> None:
    hinge = Hinge(4, (2.0, 3.0), 0.5, upright)
    first, closed = hinge.pages(0.0)
    shift = np.array([0.5, 0, 0] if upright else [0, -0.5, 0])
    ends = [np.sort(page.corners(), axis=0) for page in (first, closed)]
    assert np.allclose(ends[0] + shift, ends[1]), "but for the gap"
    edge = [page.at(0.0, 0.0) for page in (hinge.pages(part)[1] for part in (0.0, 0.4, 1.0))]
    assert np.allclose(edge[0], edge[1]) and np.allclose(edge[1], edge[2]), "its inner edge stays where it is"


def test_words_stand_between_the_pages_and_their_gap_is_as_wide() -> None:
    shown = book()
    inner = [shown.lens.project(page.at(edge, 1.5)).xy_N2[0, 0]
             for page, edge in zip(shown.hinge.pages(1.0), (3.0, 0.0), strict=True)]  # fmt: skip
    assert shown.names.widest < inner[1] - inner[0] < shown.names.widest + 1.0
    texts = [text for text, *_ in shown.visible_texts()]
    assert texts.count("chat") == 3, "once as a key, and over each page"
    shown.opened = 0.0
    assert [text for text, *_ in shown.visible_texts()].count("chat") == 2


def test_only_what_is_not_masked_is_a_number_and_only_while_it_is_there() -> None:
    shown = book()
    assert not shown.visible_numbers()
    shown.growth[:3] = 1.0
    assert {r.source for _, r in shown.visible_numbers()} == {
        f"unmasked[{q},{k}]" for q in range(3) for k in range(3) if (q, k) != (0, 2)
    }, "a weight of 0 has no dot"
    shown.growth[:] = [0, 0, 0, 1, 1, 1]
    assert {r.source for _, r in shown.visible_numbers()} == {
        f"masked[{q},{k}]" for q in range(3) for k in range(q + 1)
    }
    shown.growth[:], shown.arcs[:] = 0.0, [1.0, 0.0]
    assert [(mark, r.source) for mark, r in shown.visible_numbers()] == [
        ("⌒", "unmasked[0,0]"), ("⌒", "unmasked[0,1]")
    ]  # fmt: skip
    shown.opacity = 0.0
    assert not shown.visible_numbers() and shown.paint_bounds() is None


def test_arcs_end_in_the_cell_of_the_hole() -> None:
    for upright in (True, False):
        shown = book(hole=1, upright=upright)
        for page in shown.hinge.pages(1.0):
            assert np.allclose(shown._ways(page)[:, -1], page.centers()[1]), "bowed on the way, and not at its end"


def test_a_page_that_turns_is_within_its_bounds() -> None:
    shown = book()
    for part in (0.2, 0.5, 0.8):
        shown.opened = part
        bounds = shown.paint_bounds()
        corners = shown.place(shown.lens.project(shown.hinge.pages(part)[1].corners()).xy_N2)
        assert bounds is not None
        assert all(bounds.contains(skia.Rect.MakeXYWH(x - 0.01, y - 0.01, 0.02, 0.02)) for x, y, _ in corners.tolist())


def test_a_number_without_a_source_is_refused() -> None:
    with pytest.raises(TypeError, match="needs a source"):
        HingedBook(WORDS, (UNMASKED, MASKED_), 0, (-6, -2), (6, 2), em=0.3)  # type: ignore[arg-type]


def test_a_mask_s_shape_shows_no_number_and_glass_over_what_is_later() -> None:
    for masked in ((False,), (True,), (False, True)):
        shown = MaskShape(masked, ["key", "query"][: len(masked)], (-3, -2), (3, 2))
        shown.filled[:], shown.curtain, shown.across = 1.0, 1.0, 1.0
        picture = shown.get_pixel_array()
        assert picture[..., 3].any() and not shown.visible_numbers()


def test_a_fan_goes_up_to_the_first_sense_and_lists_what_has_come() -> None:
    places = np.array([[0.0, -0.5, -1.0], [0.0, 0.4, 3.0]])
    layers = LayerNames(("layer 0", "layer 2"), [("2", Reading.count(2, "n_layers"))])
    fan = SenseFan(Reading.of(places, "place"), [0, 1], ["water", "money"], layers, (-3, -2), (3, 2), em=0.3)
    assert fan.ways[0, -1, 1] > 0 > fan.ways[1, -1, 1] and fan.ways[1, -1, 1] > -2.6, "far ones are drawn at the edge"
    assert len(fan.visible_numbers()) == 2, "the first layer of each line"
    fan.grown, fan.named = 0.5, 1.0
    assert len(fan.visible_numbers()) == 5 and {text for text, *_ in fan.visible_texts()} == {
        "water", "money", "layer 0", "layer 2"
    }  # fmt: skip
