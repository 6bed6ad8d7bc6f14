"""Check a clip: recompute every number on screen with the NumPy decoder and compare.

The tolerance: the two forwards differ by float32 rounding only, measured at up to 2e-5 of the largest entry
of the same row (one token's vector, one query's weights). It is five times that, ``1e-4`` of the row, so
that another processor's order of summation passes and the third digit of a typical number does not. Through arithmetic
the tolerance is carried to first order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.error_bound import Bounded
from attention_scenes.model.verify.factor_pairs import mismatched
from attention_scenes.model.verify.find_weights import Unusable, find_weights
from attention_scenes.model.verify.problems import Problem
from attention_scenes.model.verify.recompute import Again
from attention_scenes.model.verify.recompute_models import AllAgain
from attention_scenes.model.verify.rounding import miswritten
from attention_scenes.model.verify.sentences_again import differing
from attention_scenes.model.verify.sidecar_needs import Part, parts_of
from attention_scenes.model.verify.source_expressions import evaluate, names_of

Progress = Callable[[str, float | None], None]
FASTER = 300  # times, or as much slower: no two machines are farther apart that run this in reasonable time
MASKED = re.compile(r"([\w\-]+/)?(\w+\.)?attn_scores\[[\d,]+\]")  # the one array that holds −∞
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
    decimals. The sentences are tokenized again, and the chosen heads are chosen again, of each model for itself.

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
        parts = parts_of(sidecar)
        entries = [(str(n["shown"]), n["value"], str(n["source"])) for n in sidecar["numbers"]]
        declared = frozenset(float(number) for number in sidecar.get("constants", ()))
        found = {key: _folder(key, part, progress, fetch) for key, part in parts.items()}
        folders = {key: folder for key, folder in found.items() if isinstance(folder, Path)}
        if missing := [problem for problem in found.values() if isinstance(problem, Problem)]:
            return missing
        models = {key: Again(part.asked, folders[key], declared, progress, part.times) for key, part in parts.items()}
        again = AllAgain(models)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UserError(f"The sidecar is incomplete or damaged ({error}): render the clip again.") from None
    problems = [problem for key, part in parts.items() for problem in _facts(key, part, again.models[key])]
    if lists_none(sidecar):
        problems.append(Problem("numbers.list", "the sidecar of the whole clip lists no number"))
    for i, (shown, value, source) in enumerate(entries):
        if i % 100 == 0:
            progress("comparing numbers", i / len(entries))
        if wrong := _wrong(shown, value, source, again, declared):
            code, why = wrong
            problems.append(Problem(code, f"number {i}: {shown[:40]!r} from {_short(source)}: {why}"))
    if reference:
        from attention_scenes.model.verify.library_comparison import compared

        for key, model in again.models.items():
            problems += compared(model, [part for _, _, source in entries for part in names_of(source, key)], note)
    return problems


def _folder(key: str, part: Part, progress: Progress, fetch: bool) -> Path | Problem:
    """Return the folder of a model's files, or why there is none that the clip was made with."""
    of_model = f"model {key}: " if key else ""
    try:
        checkpoint = find_weights(part.asked.model, progress, fetch)
    except Unusable as error:
        return Problem(error.code, f"{of_model}{error}")
    except UserError as error:
        raise UserError(f"{of_model}{error}") from None
    if part.weight_digest == checkpoint.digest:
        return checkpoint.folder
    made_with, here = part.weight_digest[:12], checkpoint.digest[:12]
    return Problem(
        "weights.digest",
        f"{of_model}the clip was made with weights {made_with}…, these are {here}…: "
        "name the model that made it, or render it again",
    )


def _facts(key: str, part: Part, again: Again) -> Iterator[Problem]:
    """Yield what is wrong with a model's facts: its heads, its sentences and their tokens."""
    of_model = f"model {key}: " if key else ""
    head, heads = None if part.head is None else tuple(part.head), {n: tuple(h) for n, h in part.heads.items()}
    named = {name: head for name, head in again.heads.items() if name}
    if head != again.heads.get(""):
        yield Problem("numbers.facts", f"{of_model}head: the sidecar says {part.head}, it is {again.heads.get('')}")
    if heads != named:
        yield Problem("numbers.facts", f"{of_model}heads: the sidecar says {part.heads}, they are {named}")
    yield from _times(of_model, again)
    for problem in differing(again, part.traces):
        yield Problem(problem.code, f"{of_model}{problem}")


def _times(of_model: str, again: Again) -> Iterator[Problem]:
    """Yield the seconds that are far from those which the same takes here."""
    try:
        taken = again.times_again()
    except BROKEN as error:
        yield Problem("numbers.time", f"{of_model}the times cannot be taken again: {str(error).strip(chr(34))}")
        return
    for source, here in taken.items():
        stated = again.times[source]
        if not here / FASTER < stated < here * FASTER:
            why = f"the sidecar says {stated:.3g} s, here it takes {here:.3g}: beyond {FASTER} times"
            yield Problem("numbers.time", f"{of_model}{source}: {why}")


def lists_none(sidecar: Mapping[str, Any]) -> bool:
    """Return whether a whole clip, from its first beat to its last, lists no number: every scene shows some."""
    clip, beats = sidecar.get("clip") or {}, sidecar.get("beats") or []
    return not sidecar["numbers"] and len(beats) > 1 and clip.get("seconds", 0) >= beats[-1]["end"]


def _wrong(shown: str, value: Any, source: str, again: AllAgain, declared: Collection[float]) -> tuple[str, str] | None:
    """Return the code and the reason of what is wrong with a number; None where it holds."""
    try:
        if strange := mismatched(source, again.shared_by):
            return "numbers.source", strange
        near = evaluate(source, again.look_up, declared)
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
