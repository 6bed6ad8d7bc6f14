"""What shapes shows: whole numbers, products that add up, shapes that multiply, and answers that were counted."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.mobjects.matrices.product_block import ProductBlock
from attention_scenes.scenes.mobjects.matrices.wall import Wall
from attention_scenes.scenes.parts.shapes.block_shapes import Named, block_of
from attention_scenes.scenes.parts.shapes.formula_beats import FORMULA, turned
from attention_scenes.scenes.parts.shapes.map_beats import of_map
from attention_scenes.scenes.parts.shapes.two_words import TwoWords, is_whole
from attention_scenes.scenes.parts.shapes.way_back_beats import WayPlaces, plates_of
from attention_scenes.scenes.shapes import Shapes
from tests.helpers.models.small_bundles import tiny_llama
from tests.helpers.played import played, spoken


@pytest.fixture(scope="module")
def default() -> Shapes:
    return played(Shapes)


@pytest.mark.parametrize("head", range(5))
def test_queries_keys_values_and_scores_are_whole_in_every_head(head: int) -> None:
    bundle = ensure(Shapes.needs(Shapes.Params(head=head)))["small"]
    words = TwoWords.of(bundle)
    assert words.head == head and is_whole(words.inputs) and is_whole(words.way_back) and is_whole(words.answer_columns)
    for letter in "qkv":
        assert is_whole(words.map(letter)) and is_whole(words.rows(letter))
        assert np.array_equal(words.inputs.value @ words.map(letter).value, words.rows(letter).value)
    assert is_whole(words.scores)
    assert np.array_equal(words.rows("q").value @ words.rows("k").value.T, words.scores.value)


def test_what_follows_is_what_the_matrices_make_of_each_other(default: Shapes) -> None:
    words = default.two_words
    assert np.allclose(words.scaled.value, words.scores.value / np.sqrt(3))
    powers = np.exp(words.scaled.value)
    assert np.allclose(words.weights.value, powers / powers.sum(1, keepdims=True))
    assert np.allclose(words.weights.value @ words.rows("v").value, words.mixed(words.head).value)
    assert words.concatenated.shape == (2, 15) and words.way_back.shape == (15, 4)
    assert np.allclose(words.concatenated.value @ words.way_back.value, words.out.value, atol=1e-5)
    assert np.allclose(words.out.value @ words.answer_columns.value, words.answers.value, atol=1e-4)
    assert words.others_are_zero and words.gender(0) == words.gender(1) == 1


def test_the_default_is_the_held_out_phrase_with_these_numbers(default: Shapes) -> None:
    words = default.two_words
    assert words.words == ("créature", "petit") and "créature petit" in words.probe.held_out
    assert words.inputs.value.tolist() == [[-1, 0, -1, -1], [-1, -1, 2, 0]]
    assert words.rows("q").value.tolist() == [[1, -1, 1], [-1, -1, -2]]
    assert words.scores.value.tolist() == [[2, -1], [1, -5]]


def test_columns_are_rows_turned_bit_for_bit(default: Shapes) -> None:
    left, top, found = turned(default, default.two_words)
    assert np.array_equal(left.wall.readings.value @ top.wall.readings.value, found.wall.readings.value)
    assert np.array_equal(found.wall.readings.value.T, default.two_words.rows("q").value)
    assert "The same, turned." in spoken(default)


@pytest.mark.parametrize("letter", "qkv")
def test_products_of_a_block_add_up_to_its_result_and_its_shapes_multiply(default: Shapes, letter: str) -> None:
    parts = of_map(default, default.two_words, letter)
    multiply(parts)
    block = block_of(default, *parts)
    sums = [float(each.value.sum()) for each in block.products]
    assert sums == parts[2].wall.readings.value.ravel().tolist()
    assert all(len(each) == 4 for each in block.products)


def multiply(parts: tuple[Named, Named, Named]) -> None:
    """Fail unless the shapes that are written under the matrices are theirs, and multiply."""
    for named in parts:
        assert tuple(int(float(size)) for size in named.sizes) == named.wall.shape, named.symbol
    left, top, found = (np.zeros(named.wall.shape) for named in parts)
    assert (left @ top).shape == found.shape


def test_the_shapes_of_the_formula_multiply(default: Shapes) -> None:
    sizes = {what: int(float(default.bundle.count(what))) for what in ("tokens", "d_head", "d_model")}
    shapes = [tuple(sizes[what] for what in counted) for _, _, counted in FORMULA if counted]
    *factors, result = [np.zeros(shape) for shape in shapes]
    for one, other in pairwise(factors):
        one @ other
    assert np.linalg.multi_dot(factors).shape == result.shape == default.two_words.mixed(0).shape


def test_shapes_on_screen_are_those_of_arrays(default: Shapes) -> None:
    seen = {tuple(map(int, text.split(" × "))) for text in default.texts_read if re.fullmatch(r"\d+ × \d+", text)}
    assert seen >= {(2, 4), (4, 3), (2, 3), (3, 2), (2, 2), (2, 15), (15, 4), (4, 2), (3, 4)}


def test_on_the_way_back_each_head_meets_its_own_rows_of_the_map(default: Shapes) -> None:
    words = default.two_words
    mixed, maps, out = plates_of(default, words, WayPlaces.of(default))
    products = [one.wall.readings.value @ its.wall.readings.value for one, its in zip(mixed, maps, strict=True)]
    assert len(products) == 5 and np.allclose(np.sum(products, axis=0), out.wall.readings.value, atol=1e-5)
    lefts, tops = [plate.get_left()[0] for plate in mixed], [plate.get_top()[1] for plate in maps]
    assert lefts == sorted(lefts) and tops == sorted(tops, reverse=True)
    assert mixed[0].get_top()[1] == pytest.approx(out.get_top()[1]), "rows of both are at one height"
    assert maps[0].get_left()[0] == pytest.approx(out.get_left()[0]), "columns of both stand over each other"


def test_the_light_of_a_block_goes_from_entry_to_entry() -> None:
    from attention_scenes.model.numbers.sourced_array import Reading

    def wall(rows: list[list[int]], name: str) -> Wall:
        return Wall(Reading.of(np.array(rows), name), "text")

    block = ProductBlock(
        wall([[1, 2], [3, 4]], "a"), wall([[5], [6]], "b"), wall([[17], [39]], "c"), (-4, -3), (4, 3), (1, 1), 0.5
    )
    assert block.entry == -1 and block.visible().tolist() == [1, 1, 0]
    block.beam = 0.5
    assert block.entry == 0 and block.visible().tolist() == [1, 1, 0]
    block.beam = 1.0
    assert block.entry == -1 and block.visible().tolist() == [1, 1, 1]
    assert [(text, reading.source) for text, reading in block.visible_numbers()][-3:] == [
        ("17", "c[0,0]"), ("■", "(a[0,0]*b[0,0])"), ("■", "(a[0,1]*b[1,0])"),
    ]  # fmt: skip
    block.beam = 2.0
    assert [float(reading) for _, reading in block.visible_numbers()][-6:] == [17, 39, 5, 12, 15, 24]
    front = [block.seen(block.inside(*corner, 2)) for corner in ((0, 0), (2, 1))]
    assert front[1][0] == pytest.approx(4) and front[1][1] == pytest.approx(-3) and front[0][0] == pytest.approx(3)
    assert block.seen(block.inside(0, 0, 0))[:2] == pytest.approx([-4, 3])


def test_what_is_said_of_the_answer_follows_it() -> None:
    assert "feminine here, so “petit” is “petite”" in spoken(played(Shapes))
    assert "“vert” is masculine here" in spoken(played(Shapes, text="dragon vert"))
    assert "“reine” is feminine here" in spoken(played(Shapes, text="roi reine"))
    assert "Equal weights: 176, not 210" in spoken(played(Shapes))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fluffy petit", "'fluffy' is no word of this small model; it knows the nouns créature, forêt"),
        ("créature", "give two different words, one of them a noun, such as 'créature petit'"),
        ("petit bleu", "one of them a noun"),
        ("reine reine", "two different words"),
        ("créature petit bleu", "two different words"),
    ],
)
def test_other_words_are_refused_with_those_that_would_do(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        Shapes.Params(text=text)


def test_capitals_are_made_small() -> None:
    assert Shapes.Params(text="  Créature PETIT ").text == "créature petit"


def test_a_model_that_cannot_be_shown_whole_is_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    params = Shapes.Params()
    answers = ensure(Shapes.needs(params))
    large = dict(answers["small"].meta, d_model=16)
    from dataclasses import replace

    changed = replace(answers, models={"small": replace(answers["small"], meta=large)})
    with pytest.raises(UserError, match="shows every number of a model: it has to be 1 layer of attention"):
        Shapes.check(params, changed)
    folder = str(tiny_llama(tmp_path_factory.mktemp("another")))
    with pytest.raises(UserError, match="Model small: "):
        ensure(Shapes.needs(params, Shapes.models | {"small": folder}))
