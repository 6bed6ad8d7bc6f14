"""Check a clip: recompute every number on screen with the NumPy decoder and compare.

The tolerance: the two forwards differ by float32 rounding only, measured at up to 2e-5 of the largest entry
of the same row (one token's vector, one query's weights). It is five times that, ``1e-4`` of the row, so
that another processor's order of summation passes and the third digit of a typical number does not. Through arithmetic
the tolerance is carried to first order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.error_bound import Bounded
from attention_scenes.model.verify.factor_pairs import mismatched
from attention_scenes.model.verify.find_weights import Unusable, find_weights
from attention_scenes.model.verify.problems import Problem
from attention_scenes.model.verify.recompute import Again
from attention_scenes.model.verify.rounding import miswritten
from attention_scenes.model.verify.sentences_again import differing
from attention_scenes.model.verify.sidecar_needs import Asked
from attention_scenes.model.verify.source_expressions import evaluate

Progress = Callable[[str, float | None], None]
MASKED = re.compile(r"(\w+\.)?attn_scores\[[\d,]+\]")  # the one array that holds −∞
BROKEN = (
    ValueError, KeyError, IndexError, TypeError, ZeroDivisionError, OverflowError, RecursionError, StopIteration,
)  # fmt: skip


def quiet(message: str, fraction: float | None) -> None:
    """Report no progress."""


def no_note(line: str) -> None:
    """Report no note."""


def check(
    sidecar: Mapping[str, Any],
    progress: Progress = quiet,
    *,
    fetch: bool = False,
    reference: bool = False,
    note: Callable[[str], None] = no_note,
) -> list[Problem]:
    """Recompute every entry of ``sidecar["numbers"]``; the list is empty where all hold.

    An entry holds if its source gives the same value again, and its text on screen is that value rounded to its
    decimals. The sentences are tokenized again, and the chosen head is chosen again.

    Parameters
    ----------
    progress
        Called with a message and a fraction of the work (or None).
    fetch
        Whether a model that the sidecar names may be fetched from the network; otherwise only what is on disk is read.
    reference
        Whether the arrays that the sources name are also compared with those of the ``transformers`` library.
    note
        Called with a line for each further step, such as a comparison with the library.

    Raises
    ------
    UserError
        If the sidecar lacks what is needed.
    """
    try:
        asked = Asked.of(sidecar["needs"])
        stated = str(sidecar["model"]["weight_digest"])
        entries = [(str(n["shown"]), n["value"], str(n["source"])) for n in sidecar["numbers"]]
        declared = frozenset(float(number) for number in sidecar.get("constants", ()))
        traces = {key: (trace["text"], list(trace["tokens"])) for key, trace in sidecar["traces"].items()}
        if set(traces) != set(asked.sentences):
            raise KeyError(f"sentences {sorted(traces)} for {sorted(asked.sentences)}")
        try:
            checkpoint = find_weights(asked.model, progress, fetch)
        except Unusable as error:
            return [Problem(error.code, str(error))]
        if stated != checkpoint.digest:
            return [Problem("weights.digest", _other_weights(stated, checkpoint.digest))]
        again = Again(asked, checkpoint.folder, declared, progress)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UserError(f"The sidecar is incomplete or damaged ({error}): render the clip again.") from None
    problems = [*_facts(sidecar, again), *differing(again, traces)]
    for i, (shown, value, source) in enumerate(entries):
        if i % 100 == 0:
            progress("comparing numbers", i / len(entries))
        if wrong := _wrong(shown, value, source, again):
            code, why = wrong
            problems.append(Problem(code, f"number {i}: {shown[:40]!r} from {_short(source)}: {why}"))
    if reference:
        from attention_scenes.model.verify.library_comparison import compared

        problems += compared(again, [source for _, _, source in entries], note)
    return problems


def _other_weights(stated: str, digest: str) -> str:
    return (
        f"the clip was made with weights {stated[:12]}…, these are {digest[:12]}…: "
        "name the model that made it, or render it again"
    )


def _facts(sidecar: Mapping[str, Any], again: Again) -> Iterator[Problem]:
    """Yield what is wrong with the sidecar's facts: its head, its list of numbers."""
    head = sidecar.get("head")
    if (None if head is None else tuple(head)) != again.head:
        yield Problem("numbers.facts", f"head: the sidecar says {head}, it is {again.head}")
    if lists_none(sidecar):
        yield Problem("numbers.list", "the sidecar of the whole clip lists no number")


def lists_none(sidecar: Mapping[str, Any]) -> bool:
    """Return whether a whole clip, from its first beat to its last, lists no number: every scene shows some."""
    clip, beats = sidecar.get("clip") or {}, sidecar.get("beats") or []
    return not sidecar["numbers"] and len(beats) > 1 and clip.get("seconds", 0) >= beats[-1]["end"]


def _wrong(shown: str, value: Any, source: str, again: Again) -> tuple[str, str] | None:
    """Return the code and the reason of what is wrong with a number; None where it holds."""
    try:
        if strange := mismatched(source, again.weights.n_heads, again.weights.n_groups):
            return "numbers.source", strange
        near = evaluate(source, again.look_up, again.declared)
    except BROKEN as error:
        return "numbers.source", f"cannot be computed again: {str(error).strip(chr(34))}"
    if (said := _number(value)) is None:
        return "numbers.value", f"its value {str(value)[:40]!r} is no number"
    if not (math.isfinite(near.value) and math.isfinite(said)):
        return _infinite(shown, said, near, source)
    # Counts are exact; computed values are stored as float32 besides.
    slack = near.error + (1e-6 if near.error else 1e-12) * abs(near.value)
    if abs(said - near.value) > slack:
        return "numbers.value", f"its value is {said:.6g}, computed again {near.value:.6g} ± {slack:.1g}"
    why = miswritten(shown, near.value, slack, source)
    return ("numbers.shown", why) if why else None


def _number(value: Any) -> float | None:
    """Return a JSON value as a float; None where it is no number, or beyond what a float holds."""
    try:
        is_one = (isinstance(value, int | float) and not isinstance(value, bool)) or value == "-inf"
        return float(value) if is_one else None
    except OverflowError:
        return None


def _infinite(shown: str, said: float, near: Bounded, source: str) -> tuple[str, str] | None:
    """Check a value that is not finite: only the mask gives one, and only as a score before the softmax."""
    if said != near.value and not math.isnan(said):
        return "numbers.value", f"its value is {said}, computed again {near.value:.6g}"
    if not said < 0 or not MASKED.fullmatch(source):
        return "numbers.finite", f"it is {said}, which only a masked score may be"
    why = miswritten(shown, said, 0, source)
    return ("numbers.shown", why) if why else None


def _short(source: str) -> str:
    return source if len(source) <= 120 else f"{source[:117]}…"
