"""Check a clip: every number it showed is computed again by the NumPy forward and compared.

How near is near enough: the two forwards differ by float32 rounding only, measured at up to 2e-5 of the largest entry
of the same row (one token's vector, one query's weights). The tolerance is five times that, ``1e-4`` of the row, so
that another processor's order of summation passes and the third digit of a typical number does not. Through arithmetic
the tolerance is carried to first order.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model import weights
from model.again import Again
from model.errors import UserError
from model.near import Near
from model.readings import evaluate

COUNTED = re.compile(r"(count|cited):[\w.,]+")
MARKS = frozenset("●▬■⌒↗")  # a dot, a bar, a cell, an arc, a hand: the value is drawn, not written
_GAPS = ",\u2009\u202f\u00a0"  # between thousands
NUMBER = re.compile(rf"[+\-\u2212]?(?:(?:\d{{1,3}}(?:[{_GAPS}]\d{{3}})+|\d+)(?:\.\d+)?|\.\d+)(?:[eE][+\-]?\d+)?")


@dataclass(frozen=True)
class Difference:
    """One number that does not hold: where it stands in the sidecar, what it says and why that is not so."""

    index: int
    shown: str
    source: str
    why: str

    def __str__(self) -> str:
        return f"number {self.index}: {self.shown!r} from {self.source}: {self.why}"


def check(sidecar: Mapping[str, Any], progress: weights.Progress = weights.quiet) -> list[Difference]:
    """Recompute every entry of ``sidecar["numbers"]``; the list is empty where all hold.

    An entry holds if its value is what its source gives again, and its shown text is that value rounded to the
    decimals shown. ``cited:`` numbers are compared with the table of citations in cited.py.

    Raises
    ------
    UserError
        If the sidecar lacks what is needed, or was made with weights that are not these.
    """
    try:
        again = Again(sidecar, progress)
        stated = sidecar["model"]["weight_digest"]
        entries = [(str(n["shown"]), n["value"], str(n["source"])) for n in sidecar["numbers"]]
        tokens = {key: list(trace["tokens"]) for key, trace in sidecar["traces"].items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UserError(f"The sidecar is incomplete or damaged ({error}): render the clip again.") from None
    if stated != again.source.digest:
        raise UserError(
            f"The clip was made with weights {stated[:12]}…, these are {again.source.digest[:12]}…: "
            "name the model that made it, or render it again."
        )
    differences = []
    for key, row in again.rows.items():
        said = [t if isinstance(t, str) else t[1] for t in tokens[key]]
        if said != [t.text for t in row]:
            why = f"the model reads {[t.text for t in row]}"
            differences.append(Difference(-1, str(said), f"tokens of trace {key!r}", why))
    for i, (shown, value, source) in enumerate(entries):
        if i % 100 == 0:
            progress("comparing numbers", i / len(entries))
        if wrong := _why(shown, value, source, again):
            differences.append(Difference(i, shown, source, wrong))
    return differences


def _why(shown: str, value: Any, source: str, again: Again) -> str | None:
    """What is wrong with a number; None where it holds."""
    try:
        # A count has no index; give it one, so that it is a name like the others.
        found: Any = evaluate(COUNTED.sub(lambda m: m[0].replace(",", ".") + "[0]", source), again.look_up)  # type: ignore[arg-type]
    except (
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        ZeroDivisionError,
        OverflowError,
        RecursionError,
        StopIteration,
    ) as error:
        return f"cannot be computed again: {error}"
    near = found if isinstance(found, Near) else Near(float(found))
    try:
        said = float(value)
    except (TypeError, ValueError):
        return f"its value {value!r} is no number"
    if not math.isfinite(near.value) or not math.isfinite(said):
        if not (said == near.value or (math.isnan(said) and math.isnan(near.value))):
            return f"its value is {value}, computed again {near.value:.6g}"
        return _infinite(shown, said)
    # What was counted is exact; what was computed was stored as float32 as well.
    slack = near.error + (1e-6 if near.error else 1e-12) * abs(near.value)
    if abs(said - near.value) > slack:
        return f"its value is {said:.6g}, computed again {near.value:.6g} ± {slack:.1g}"
    return None if shown in MARKS else _rounded(shown, near.value, slack)


def _infinite(shown: str, said: float) -> str | None:
    plain = shown.replace("\u2212", "-").replace(" ", "")
    if math.isinf(said) and plain not in (("-\u221e", "-inf") if said < 0 else ("\u221e", "+\u221e", "inf")):
        return f"it is {said}, which is not what is shown"
    if math.isnan(said) and re.search(r"\d", shown):
        return "it is undefined, yet a number is shown"
    return None


def _rounded(shown: str, value: float, slack: float) -> str | None:
    """Whether the text is the value rounded to the decimals it shows; a tie may go either way."""
    matches = NUMBER.findall(shown)
    if len(matches) != 1:
        return f"{len(matches)} numbers are shown where there is one"
    text = re.sub(f"[{_GAPS}]", "", matches[0]).replace("\u2212", "-")
    number = Decimal(text)
    exponent = number.as_tuple().exponent
    unit = 10.0 ** (exponent if isinstance(exponent, int) else 0)
    expected = value * 100 if "%" in shown else value
    if abs(float(number) - expected) > 0.5 * unit + slack * (100 if "%" in shown else 1) + 1e-12:
        return f"the value rounds to {expected:.{max(0, -int(exponent))}f}"
    return None
