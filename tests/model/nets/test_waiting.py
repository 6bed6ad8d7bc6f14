"""Two nets of one size: as torch's own layers compute them, as large as each other, and what waits, two ways."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from attention_scenes.model.nets.attention_net import AttentionNet
from attention_scenes.model.nets.drawn import NetSize
from attention_scenes.model.nets.first_word import reached
from attention_scenes.model.nets.longest_chain import LongestChain
from attention_scenes.model.nets.recurrent_net import RecurrentNet
from attention_scenes.model.nets.traced_lines import (
    in_threads,
    lines_of_reading,
    lines_of_writing,
    numbers_learned,
)
from attention_scenes.model.probes.waiting.first_reach import FirstReachProbe, _until_last
from attention_scenes.model.probes.waiting.lines_again import attending_again, recurrent_again, written_again
from attention_scenes.model.probes.waiting.long_lines import LongLinesProbe
from attention_scenes.model.probes.waiting.reading_pace import fastest
from tests.conftest import ROOT

COUNTS = """
import sys
import torch
from attention_scenes.model.nets.longest_chain import LongestChain

with LongestChain() as chain:
    torch.ones(2, 2) @ torch.ones(2, 2)
print(chain.longest, "torch._dynamo" in sys.modules)
"""
SIZE = NetSize(width=16, layers=2, heads=4, words=8, seed=3)


@torch.no_grad()
def test_what_is_traced_word_by_word_is_what_torch_computes_at_once() -> None:
    x_TD = SIZE.text(21)
    recurrent, attending = RecurrentNet(SIZE), AttentionNet(SIZE)
    assert torch.allclose(recurrent.read(x_TD), torch.cat(recurrent.read_in_order(x_TD)[-1]), atol=1e-6)
    assert torch.allclose(attending.read(x_TD), attending.read_in_order(x_TD)[-1], atol=1e-5)


@torch.no_grad()
def test_what_is_written_word_by_word_is_what_reading_it_would_say() -> None:
    for net in (RecurrentNet(SIZE), AttentionNet(SIZE)):
        said = [int(each) for each in net.write(6)]
        read = net.read(SIZE.table()[[0, *said[:-1]]])
        assert [int(net.said(each)) for each in read.split(1)] == said


@pytest.mark.parametrize("layers", [1, 2, 5])
def test_both_nets_have_as_many_numbers(layers: int) -> None:
    one, other = numbers_learned(NetSize(16, layers, 4, 8, 0))
    assert one == other == 8 * 16 + layers * 6 * 16 * 16


@pytest.mark.parametrize(("layers", "heads", "count"), [(1, 1, 2), (2, 4, 11), (3, 2, 6)])
def test_lines_are_those_of_arrays_that_know_theirs(layers: int, heads: int, count: int) -> None:
    size = NetSize(16, layers, heads, 8, 0)
    found = lines_of_reading(size, count)
    assert np.array_equal(found["recurrent"], recurrent_again(layers, count))
    assert np.array_equal(found["attending"], attending_again(layers, heads, count))
    assert found["answer"].tolist() == [layers + count, 6 * layers + 1], "a product each to say the word"
    assert np.array_equal(lines_of_writing(size, count), written_again(layers, heads, count))


def test_a_longer_text_is_a_longer_line_for_the_relay_alone() -> None:
    short, long = (lines_of_reading(SIZE, count)["answer"] for count in (5, 50))
    assert long[0] - short[0] == 45 and long[1] == short[1]


def test_multiply_adds_are_those_of_the_sizes() -> None:
    asked = SimpleNamespace(**{**vars(LongLinesProbe(sizes=(3, 30))), "width": 16, "words": 8})
    again = LongLinesProbe.measure_again(None, asked)  # type: ignore[arg-type]  # it asks no model
    size = NetSize(16, 2, 4, 8, 0)
    assert np.array_equal(again["work"].T, [lines_of_reading(size, count)["work"] for count in (3, 30)])


def test_a_chain_counts_what_waits_and_not_what_is_done_at_once() -> None:
    a, b = torch.ones(4, 4), torch.ones(4, 4)
    with LongestChain() as chain:
        at_once = a @ b + b @ a
        after = torch.relu(at_once[:2]).T.reshape(2, 4) @ a
        at_once.add_(after.sum())
    assert chain.of(at_once) == 2 and chain.of(after) == chain.longest == 2 and chain.of(a) == 0
    assert chain.multiply_adds == 2 * 4 * 4 * 4 + 2 * 4 * 4
    with pytest.raises(ValueError, match="cannot be counted"), torch.inference_mode(), LongestChain():
        torch.nn.GRU(4, 4)(a)


def test_a_count_does_not_load_torch_s_compiler() -> None:
    """Which takes a second, and leaves a folder among the temporary files."""
    told = subprocess.run([sys.executable, "-c", COUNTS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0 and told.stdout == "1 False\n", told.stderr


@pytest.mark.parametrize(("count", "taps"), [(2, 2), (11, 3), (11, 9), (12, 2), (4, 9)])
def test_a_changed_first_word_arrives_where_it_is_seen(count: int, taps: int) -> None:
    model = SimpleNamespace(ids=lambda text: list(range(count)))
    again = FirstReachProbe.measure_again(model, SimpleNamespace(text="", taps=taps))  # type: ignore[arg-type]
    found = [_until_last(each) for each in reached(SIZE, count, taps)]
    for one, name in zip(found, ("attention", "convolution", "recurrent"), strict=True):
        assert np.array_equal(one, again[name]), name
    assert [len(each) for each in found] == [1, -(-(count - 1) // (taps - 1)), count - 1] == again["rounds"].tolist()


def test_threads_are_set_back_and_the_fastest_try_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = torch.get_num_threads()
    with in_threads(before + 1):
        assert torch.get_num_threads() == before + 1
    assert torch.get_num_threads() == before
    clock = iter([0.0, 9.0, 10.0, 10.2, 11.0, 11.1, 12.0, 12.5])
    monkeypatch.setattr("attention_scenes.model.probes.waiting.reading_pace.perf_counter", lambda: next(clock))
    assert fastest(lambda: None, 3) == pytest.approx(0.1), "the first does not count"
