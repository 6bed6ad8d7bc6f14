"""Attention sink: what the first token's stream, value and weights are, and what the loss is without it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

EARLIEST = 4  # the first query that counts in prose: before it there is little to choose from
OTHER = 6  # the token that is taken away in the first one's place, the control
ALONE = 10  # times as long as any other stream: then the first token is the only one of its kind
MOST = 0.5  # of a head's weight: from there on it is counted among those that rest on the first token
BASE = 0  # rows of ``loss``; the next three once more for the control
UNSEEN = 1
LATE = 2
EMPTY = 3
OF_STARTS = ("resid_post", "pattern", "logits")  # arrays of rows that begin with another token
Changes = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class SinkProbe(Probe):
    """Measure how a model rests on its first token, and take that token away in three ways.

    Prose is cut into pieces of equally many tokens, each read after the model's first token. Loss is the mean of
    −ln p of all tokens of a piece but its first, so that it is of the same tokens whatever comes before them.

    Parameters
    ----------
    prose
        What the loss is measured on: its first ``pieces`` times ``length`` tokens.
    starts
        Words whose first token stands in place of the model's first one.
    text
        A sentence that is shown, of which the first ``most`` tokens are read; it may be empty.

    Arrays of the prose, of N pieces:

    ``loss``
        ``[7, N]``: as it is; no query may look at the first token; none from the layer after ``jump`` on; all may, but
        its values are 0. The last three rows are the control: the same for the piece's sixth token.
    ``jump``
        ``[1]``: the layer that makes the first token's stream longest by most.
    ``share``, ``even``
        ``[1]``: mean weight on the first token, of all heads and of queries from the fourth token on; and were every
        query's weight spread evenly over what it sees.
    ``start_norm``, ``start_alone``, ``start_share``, ``start_loss``
        ``[S]``, for the model's first token, each of ``starts``, and none at all: length of the first stream after
        ``jump`` (mean of the pieces), in how many pieces no other stream is a tenth as long, ``share`` and the loss.

    Arrays of the text, of T tokens:

    ``norm``, ``cut_norm``
        ``[L+1, T]``: length of the stream that enters each layer, and of the last one; the same where no query may look
        at the first token.
    ``weight``, ``cut_weight``
        ``[L, T]``: the last token's weights, mean of all heads of a layer; the same where none may look at the first.
    ``value``
        ``[L, T]``: length of a token's value vectors, mean of a layer's value heads.
    ``first``, ``resting``
        ``[L, H]``, a head's mean weight on the first token, itself left out as a query; ``[1]``, in how many heads it
        is more than a half.
    ``rest``
        ``[1]``: the layer whose last token weighs the first one most.
    ``rest_weight``, ``added``
        ``[T]``, the last token's weights in that layer, mean of its heads, where none may look at the first in that
        layer alone; ``[2]``, the length of what its attention adds to the last token: as it is, and then.
    ``stream``, ``entry``
        ``[T, D]``, the streams after ``jump``; ``[1]``, which entry of the first one is the largest.
    ``wrote``
        ``[2]``: length of what attention and MLP of that layer add to the first stream.
    ``second``
        ``[2]``: index of the stream, and token, that is longest beside the others of its layer, the first left out.
    """

    prose: str
    text: str = ""
    starts: tuple[str, ...] = ("The", "creature", ".")
    pieces: int = 12
    length: int = 48
    most: int = 14
    name: Literal["sink"] = "sink"

    exact: ClassVar[frozenset[str]] = frozenset({"jump", "rest", "entry", "second", "resting", "start_alone"})

    def starts_from(self) -> SinkProbe | None:
        """Return the same probe without the text: another sentence does not change the loss."""
        return replace(self, text="", most=0) if self.text else None

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        ids = [token.id for token in model.tokens(self.prose)]
        if len(ids) - 1 < (least := self.pieces * self.length):
            raise UserError(f"The prose has {len(ids) - 1} tokens: give at least {least}.")
        pieces = [ids[1 + self.length * n :][: self.length] for n in range(self.pieces)]
        begins = [ids[:1], *([model.tokens(word)[1].id] for word in self.starts), []]
        steps = 6 + len(begins)

        def tell(step: int) -> None:
            progress("measuring the loss without the first token", step / steps)

        tell(0)
        rows = [begins[0] + piece for piece in pieces]
        plain = model.run_rows(rows, ["resid_pre", *OF_STARTS])
        norms_NL = np.array([_lengths(trace)[:, 0] for trace in plain])
        jump = int(np.diff(norms_NL.mean(0)).argmax())
        losses = [_losses(plain, pieces)]
        for step, changes in enumerate(_ways(self.length + 1, jump, model.n_layers), start=1):
            tell(step)
            losses.append(_losses(model.run_rows(rows, ["logits"], changes), pieces))
        found = [_start(plain, losses[BASE], jump)]
        for step, begin in enumerate(begins[1:], start=7):
            tell(step)
            traces = model.run_rows([begin + piece for piece in pieces], OF_STARTS)
            found.append(_start(traces, _losses(traces, pieces), jump))
        starts = dict(zip(("start_norm", "start_alone", "start_share", "start_loss"), np.array(found).T, strict=True))
        at = np.arange(EARLIEST, self.length + 1)
        arrays = {
            "loss": np.array(losses), "jump": np.array([jump]), "share": starts["start_share"][:1],
            "even": np.array([(1 / (at + 1)).mean()]), **starts,
        }  # fmt: skip
        facts = {"pieces": self.pieces, "length": self.length, "left_out": OTHER}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    def measure_from(self, model: MeasuredModel, known: Arrays) -> Arrays:
        row, jump = [token.id for token in model.tokens(self.text)][: self.most], int(known["jump"][0])
        names = ["resid_pre", "resid_post", "pattern", "v", "attn_out", "mlp_out"]
        [plain] = model.run_rows([row], names)
        [cut] = model.run_rows([row], names[:3], [_cut(0, len(row), None)] if len(row) > 1 else [])
        norm_LT, first_LH = _lengths(plain), plain["pattern"][:, :, 1:, 0].mean(-1, dtype=np.float64)
        weight_LT = plain["pattern"][:, :, -1].mean(1, dtype=np.float64)
        rest = int(weight_LT[:, 0].argmax())
        hidden = [_cut(0, len(row), (rest,))] if len(row) > 1 else []
        [once] = model.run_rows([row], ["pattern", "attn_out"], hidden)
        stream_TD = plain["resid_post"][jump]
        arrays = {
            "norm": norm_LT, "cut_norm": _lengths(cut), "weight": weight_LT,
            "cut_weight": cut["pattern"][:, :, -1].mean(1, dtype=np.float64),
            "value": np.linalg.norm(plain["v"].astype(np.float64), axis=-1).mean(1),
            "first": first_LH, "resting": np.array([(first_LH > MOST).sum()]),
            "rest": np.array([rest]), "stream": stream_TD,
            "rest_weight": once["pattern"][rest, :, -1].mean(0, dtype=np.float64),
            "added": np.array([np.linalg.norm(trace["attn_out"][rest, -1]) for trace in (plain, once)]),
            "entry": np.array([np.abs(stream_TD[0]).argmax()]),
            "wrote": np.array([np.linalg.norm(plain[name][jump, 0]) for name in ("attn_out", "mlp_out")]),
            "second": _second(norm_LT),
        }  # fmt: skip
        return {name: array.astype(np.float32) for name, array in arrays.items()}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays, text by text and token by token; those of the prose once for several texts."""
        prose = _prose_again(model, asked.prose, tuple(asked.starts), asked.pieces, asked.length)
        jump = int(prose["jump"][0])
        text = _text_again(model, model.ids(asked.text)[: asked.most], jump) if asked.text else {}
        return {name: np.array(value) for name, value in (prose | text).items()}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"pieces": asked.pieces, "length": asked.length, "left_out": 6}


def _cut(token: int, count: int, layers: Iterable[int] | None) -> dict[str, Any]:
    """Return the intervention that hides a token from all later ones of a row of ``count`` tokens."""
    edges = tuple((query, token) for query in range(token + 1, count))
    return {"kind": "KnockOut", "edges": edges, "layers": None if layers is None else tuple(layers), "heads": None}


def _ways(count: int, jump: int, n_layers: int) -> Iterable[Changes]:
    """Yield the three ways to take away the first token, then the control; of layers, at least the last."""
    for token in (0, OTHER):
        yield [_cut(token, count, None)]
        yield [_cut(token, count, range(min(jump + 1, n_layers - 1), n_layers))]
        yield [{"kind": "ZeroValue", "position": token, "layers": None}]


def _losses(traces: Sequence[Arrays], pieces: Sequence[Sequence[int]]) -> np.ndarray:
    """Return the mean of −ln p over the tokens of each piece but its first, ``[N]``."""
    found = []
    for trace, piece in zip(traces, pieces, strict=True):
        logits_TV = trace["logits"][-len(piece) : -1].astype(np.float64)
        logits_TV -= logits_TV.max(1, keepdims=True)
        came_T = logits_TV[np.arange(len(logits_TV)), piece[1:]]
        found.append((np.log(np.exp(logits_TV).sum(1)) - came_T).mean())
    return np.array(found)


def _lengths(trace: Arrays) -> np.ndarray:
    """Return the length of the stream that enters each layer, and of the last, ``[L+1, T]``."""
    streams = np.concatenate([trace["resid_pre"], trace["resid_post"][-1:]]).astype(np.float64)
    return np.linalg.norm(streams, axis=-1)


def _start(traces: Sequence[Arrays], losses_N: np.ndarray, jump: int) -> list[float]:
    """Return of rows with one first token: its stream after ``jump``, where it is alone, share and loss."""
    norms_NT = np.array([np.linalg.norm(trace["resid_post"][jump].astype(np.float64), axis=-1) for trace in traces])
    share = np.mean([trace["pattern"][:, :, EARLIEST:, 0].mean(dtype=np.float64) for trace in traces])
    alone = (norms_NT[:, 1:].max(1) < norms_NT[:, 0] / ALONE).sum()
    return [norms_NT[:, 0].mean(), float(alone), float(share), float(losses_N.mean())]


def _second(norm_LT: np.ndarray) -> np.ndarray:
    """Return index and token of the stream that is longest beside the median of its layer, the first left out."""
    if norm_LT.shape[1] < 3:
        return np.array([0, norm_LT.shape[1] - 1])
    others_LT = norm_LT[:, 1:]
    beside_LT = others_LT / np.median(others_LT, axis=1, keepdims=True)
    index, token = np.unravel_index(int(beside_LT.argmax()), beside_LT.shape)
    return np.array([index, token + 1])


def _square_lengths_again(trace: Arrays) -> np.ndarray:
    squares = [np.square(trace["resid_pre"], dtype=np.float64), np.square(trace["resid_post"][-1:], dtype=np.float64)]
    return np.vstack([square.sum(axis=2) for square in squares])


def _loss_again(traces: Sequence[Arrays], pieces: Sequence[Sequence[int]]) -> list[float]:
    means = []
    for trace, piece in zip(traces, pieces, strict=True):
        total = 0.0
        for back in range(len(piece) - 1, 0, -1):  # the token that is followed, counted from the end of the row
            logits = trace["logits"][-back - 1].astype(np.float64)
            most = float(logits.max())  # taken out, so that no exponential overflows
            total += most + float(np.log(np.exp(logits - most).sum())) - float(logits[piece[len(piece) - back]])
        means.append(total / (len(piece) - 1))
    return means


@lru_cache(maxsize=2)
def _prose_again(model: RemeasuredModel, prose: str, starts: tuple[str, ...], count: int, size: int) -> dict[str, Any]:
    """Return the arrays of the prose."""
    ids = model.ids(prose)
    some = [ids[n + 1 : n + 1 + size] for n in range(0, count * size, size)]
    names = ["resid_pre", "resid_post", "pattern", "logits"]
    rows = [[ids[0], *piece] for piece in some]
    first = model.run_rows(rows, names)
    grown = np.sum([np.sqrt(_square_lengths_again(trace))[:, 0] for trace in first], axis=0)
    jump = max(range(model.n_layers), key=lambda layer: grown[layer + 1] - grown[layer])
    late = list(range(jump + 1, model.n_layers)) or [model.n_layers - 1]
    found: dict[str, Any] = {"loss": [_loss_again(first, some)], "jump": [jump]}
    for token in (0, 6):
        edges = [(query, token) for query in range(token + 1, size + 1)]
        for table in (
            {"kind": "KnockOut", "edges": edges, "layers": None, "heads": None},
            {"kind": "KnockOut", "edges": edges, "layers": late, "heads": None},
            {"kind": "ZeroValue", "position": token, "layers": None},
        ):
            found["loss"].append(_loss_again(model.run_rows(rows, ["logits"], [table]), some))
    for name in ("start_norm", "start_alone", "start_share", "start_loss"):
        found[name] = []
    for begin in ([ids[0]], *([model.ids(word)[1]] for word in starts), []):
        traces = first if begin == ids[:1] else model.run_rows([[*begin, *piece] for piece in some], names)
        longest = [np.sqrt(_square_lengths_again(trace)[jump + 1]) for trace in traces]
        found["start_norm"].append(sum(each[0] for each in longest) / count)
        found["start_alone"].append(len([each for each in longest if all(10 * each[1:] < each[0])]))
        weights = [trace["pattern"][:, :, 4:, 0].astype(np.float64) for trace in traces]
        found["start_share"].append(sum(each.sum() / each.size for each in weights) / count)
        found["start_loss"].append(sum(_loss_again(traces, some)) / count)
    found["share"] = found["start_share"][:1]
    found["even"] = [sum(1 / seen for seen in range(5, size + 2)) / (size - 3)]
    return found


def _text_again(model: RemeasuredModel, row: list[int], jump: int) -> dict[str, Any]:
    """Return the arrays of the text."""
    names = ["resid_pre", "resid_post", "pattern", "v", "attn_out", "mlp_out"]
    [plain] = model.run_rows([row], names)
    hidden = {"kind": "KnockOut", "edges": [(q, 0) for q in range(1, len(row))], "layers": None, "heads": None}
    [cut] = model.run_rows([row], names[:3], [hidden])
    found: dict[str, Any] = {"stream": plain["resid_post"][jump]}
    for trace, norm, weight in ((plain, "norm", "weight"), (cut, "cut_norm", "cut_weight")):
        found[norm] = np.sqrt(_square_lengths_again(trace))
        found[weight] = sum(trace["pattern"][:, head, -1].astype(np.float64) for head in range(model.n_heads))
        found[weight] = found[weight] / model.n_heads
    values = np.sqrt(np.square(plain["v"], dtype=np.float64).sum(-1))
    found["value"] = values.sum(axis=1) / values.shape[1]
    weights = plain["pattern"][..., 0].astype(np.float64)
    found["first"] = (weights.sum(-1) - weights[..., 0]) / (len(row) - 1)
    found["resting"] = [sum(share > 0.5 for share in found["first"].ravel())]
    rest = max(range(model.n_layers), key=lambda layer: found["weight"][layer, 0])
    [once] = model.run_rows([row], ["pattern", "attn_out"], [{**hidden, "layers": [rest]}])
    found["rest"], found["rest_weight"] = [rest], once["pattern"][rest, :, -1].astype(np.float64).sum(0) / model.n_heads
    lasts = [trace["attn_out"][rest, -1].astype(np.float64) for trace in (plain, once)]
    found["added"] = [float((last**2).sum()) ** 0.5 for last in lasts]
    found["entry"] = [max(range(model.d_model), key=lambda entry: abs(found["stream"][0][entry]))]
    found["wrote"] = [float((plain[name][jump, 0].astype(np.float64) ** 2).sum()) ** 0.5 for name in names[-2:]]
    beside = found["norm"][:, 1:] / np.median(found["norm"][:, 1:], axis=1)[:, None]
    best = (0, len(row) - 2) if len(row) < 3 else divmod(int(np.argmax(beside)), len(row) - 1)
    found["second"] = [best[0], best[1] + 1]
    return found
