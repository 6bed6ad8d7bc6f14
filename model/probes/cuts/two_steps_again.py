"""The two-step probe measured again, without torch: texts cut at their words, cuts sentence by sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np

from attention_scenes.model.probes.facts.asking_again import distributions_again, odds_after_again
from attention_scenes.model.probes.probe import Arrays, RemeasuredModel


def _starts_again(sentence: str, things: list[list[str]]) -> list[list[str]]:
    """Return for both things the text before it, with its adjective, and with its noun."""
    head, between = sentence.split("{first}")
    between, _ = between.split("{second}")
    texts: list[list[str]] = []
    for start in (head, head + things[0][0] + " " + things[0][1] + between):
        adjective, noun = things[len(texts)]
        texts.append([start.strip(), start + adjective, start + adjective + " " + noun])
    return texts


def _table_again(pairs: list[list[int]], layers: list[int] | None, heads: list[int] | None) -> dict[str, Any]:
    return {"kind": "KnockOut", "edges": pairs, "layers": layers, "heads": heads}


def _question_again(model: RemeasuredModel, sentence: str, pairs: Any, swapped: bool) -> SimpleNamespace:
    """Return a sentence that asks for a noun: tokens, the wanted noun and the other, and what can be cut."""
    (one, first), (two, second) = pairs
    things = [[two, first], [one, second]] if swapped else [[one, first], [two, second]]
    whole = sentence.format(first=" ".join(things[0]), second=" ".join(things[1]))
    ids = model.ids(whole + " " + one)
    counts = [[len(model.ids(text)) for text in texts] for texts in _starts_again(sentence, things)]
    own = [[[q, k] for q in range(b, c) for k in range(a, b)] for a, b, c in counts]
    to_noun = [[[len(ids) - 1, k] for k in range(b, c)] for _, b, c in counts]
    wanted = int(swapped)
    names = [model.ids(name)[1] for name in (first, second)]
    return SimpleNamespace(
        ids=ids, right=names[wanted], wrong=names[1 - wanted], names=names, own=own[wanted], other=own[1 - wanted],
        found=to_noun[wanted], missed=to_noun[1 - wanted],
    )  # fmt: skip


def others_again(model: RemeasuredModel, asked: SimpleNamespace) -> dict[str, Any]:
    """Return what is counted in other sentences."""
    questions = [
        _question_again(model, frame, pairs, swapped)
        for frame, things in zip(asked.frames, asked.others, strict=True)
        for pairs in things
        for swapped in (False, True)
    ]
    rows, ways = [], []
    for at in questions:
        rows += [at.ids] * 3
        ways += [[], [_table_again(at.own, None, None)], [_table_again(at.other, None, None)]]
    ends = iter(distributions_again(model, rows, ways))
    some = [(at, [next(ends) for _ in range(3)]) for at in questions]
    right = [[float(end[at.right]) for end in three] for at, three in some]
    wrong = [[float(end[at.wrong]) for end in three] for at, three in some]
    won = [sum(a[way] > b[way] for a, b in zip(right, wrong, strict=True)) for way in range(3)]
    return {"right": np.transpose(right), "wrong": np.transpose(wrong), "won": won}


def _word_again(text: str, at: int, wanted: str) -> int:
    """Return where in the text a word begins, the first such one from a place on."""
    for word in text[at:].split():
        at = text.index(word, at)
        if "".join(sign for sign in word.lower() if sign.isalnum() or sign == "_") == wanted.lower():
            return at + word.lower().index(wanted.lower())
        at += len(word)
    raise ValueError(f"{wanted!r} does not come after both things")


def _told_again(model: RemeasuredModel, asked: SimpleNamespace) -> list[float]:
    """Return the chance of the first adjective, with edges of the pronoun and of the last token cut."""
    things = [list(thing) for thing in asked.pairs]
    text = asked.sentence.format(first=" ".join(things[0]), second=" ".join(things[1]))
    counts = [[len(model.ids(piece)) for piece in pieces] for pieces in _starts_again(asked.sentence, things)]
    start = _word_again(text, len(_starts_again(asked.sentence, things)[1][2]), asked.pronoun)
    it = range(len(model.ids(text[:start].strip())), len(model.ids(text[: start + len(asked.pronoun)])))
    ids = model.ids(text)
    last = len(ids) - 1
    cuts = [
        [[q, k] for q in it for k in range(counts[0][1], counts[0][2])],
        [[q, k] for k in it for q in range(it.stop, len(ids))],
        *[[[last, k] for k in range(counts[n][0], counts[n][1])] for n in (0, 1)],
    ]
    ways: list[list[dict[str, Any]]] = [[]]
    ways += [[_table_again(cut, None, None)] for cut in cuts]
    wanted = model.ids(things[0][0])[1]
    return [float(end[wanted]) for end in distributions_again(model, [ids] * len(ways), ways)]


def sentence_again(model: RemeasuredModel, asked: SimpleNamespace) -> dict[str, Any]:
    """Return the arrays of the sentence."""
    both = [_question_again(model, asked.sentence, asked.pairs, swapped) for swapped in (False, True)]
    plain = model.run_ways([at.ids for at in both], ["pattern", "final_norm"], [[], []])
    found: dict[str, Any] = {"told": _told_again(model, asked)}
    found["asked"] = [
        [float(end[name]) for name in at.names] for at, end in zip(both, odds_after_again(model, plain), strict=True)
    ]
    at, count = both[0], model.n_layers

    def rest_again(cuts: list[tuple[list[int], list[int] | None]]) -> list[float]:
        ways = [[_table_again(at.own, *cut)] for cut in cuts]
        return [float(end[at.right]) for end in distributions_again(model, [at.ids] * len(ways), ways)]

    found["each"] = rest_again([([layer], None) for layer in range(count)])
    writer = min(range(count), key=lambda layer: found["each"][layer])
    found["alone"] = rest_again([([writer], [head]) for head in range(model.n_heads)])
    found["writer"] = [writer, min(range(model.n_heads), key=lambda head: found["alone"][head])]
    found |= _heads_again(both, plain, writer)
    return found | _cuts_again(model, both, found)


def _on_again(trace: Arrays, pairs: list[list[int]]) -> np.ndarray:
    total: Any = 0.0
    for query, key in pairs:
        total = total + trace["pattern"][..., query, key].astype(np.float64)
    return np.asarray(total)


def _heads_again(both: list[SimpleNamespace], plain: Sequence[Arrays], writer: int) -> dict[str, Any]:
    """Return which heads take the second step, and which others do not."""
    on = [_on_again(trace, at.found) for at, trace in zip(both, plain, strict=True)]
    off = [_on_again(trace, at.missed) for at, trace in zip(both, plain, strict=True)]
    second, readers, spared = np.full(on[0].shape, -1.0), np.zeros(on[0].shape), np.zeros(on[0].shape)
    ranked = []
    for layer in range(writer + 1, min(writer + 3, len(second))):
        for head in range(len(second[0])):
            least = min(float(weight[layer, head]) for weight in on)
            second[layer, head] = min(float(a[layer, head] - b[layer, head]) for a, b in zip(on, off, strict=True))
            readers[layer, head] = least >= 0.1
            ranked.append((-least, layer, head))
    rest = [(layer, head) for least, layer, head in sorted(ranked) if -least < 0.1]
    for at in rest[: int(readers.sum())]:
        spared[at] = 1
    return {"second": second, "readers": readers, "spared": spared}


def _cuts_again(model: RemeasuredModel, both: list[SimpleNamespace], found: Mapping[str, Any]) -> dict[str, Any]:
    """Return the chances and the weight that are left by cuts in the heads that were found, and by others."""
    (writer, head), n = found["writer"], model.n_layers
    early, late = list(range(writer + 1)), list(range(writer + 1, n))
    best = divmod(int(np.argmax(found["second"])), model.n_heads)
    cuts: list[list[float]] = []
    seen: list[list[float]] = []
    for at in both:
        ways = [[], [_table_again(at.own, [writer], [head])], [_table_again(at.own, early, None)]]
        ways += [[_table_again(at.own, late, None)] if late else [], [_table_again(at.other, early, None)]]
        for marks in (found["readers"], found["spared"]):
            heads = [tuple(map(int, spot)) for spot in np.argwhere(marks)]
            ways.append([_table_again(at.found, [layer], [head]) for layer, head in heads])
        traces = model.run_ways([at.ids] * len(ways), ["pattern", "final_norm"], ways)
        cuts.append([float(end[at.right]) for end in odds_after_again(model, traces)])
        seen.append([float(_on_again(trace, at.found)[best[0], best[1]]) for trace in traces])
    return {"cuts": cuts, "seen": seen}
