"""Terms that a number is the sum of, with their values: those of its own expression, or those that define its array."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

from attention_scenes.film.live.explain.named_values import Named, names_in, parse, value_of
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import Answers, bundles
from attention_scenes.model.numbers.sourced_array import NAMED, constants_in
from attention_scenes.model.verify.error_bound import Bounded
from attention_scenes.model.verify.source_expressions import evaluate

Term = tuple[str, float]
MOST = 1_000  # terms of one number: a sum of more is told by its source alone


def terms_of(source: str, answers: Answers) -> list[Term]:
    """Return the terms that a number is the sum of; none where it is no sum, or the answers do not hold all of them.

    None, too, where it or a term is not finite: a masked score is no sum of products.
    """
    written = list(split(source))
    if len(written) > MOST:
        return []
    if len(written) < 2:
        named = parse(source) if names_in(source) == [source] else None
        written = list(_defined(named, bundles(answers)[named.key])) if named and named.key in bundles(answers) else []
    try:
        whole, *values = [_value(term, answers) for term in (source, *written)]
    except (KeyError, ValueError):
        return []
    return list(zip(written, values, strict=True)) if all(map(math.isfinite, (whole, *values))) else []


def made_from(source: str, answers: Answers) -> list[str]:
    """Return what defines an array's entry: a weight is made from the scores of its query, a score from a query."""
    named = parse(source) if names_in(source) == [source] else None
    if named is None or (bundle := bundles(answers).get(named.key)) is None:
        return []
    if named.name == "pattern":
        layer, head, query, _ = named.at
        keys = range(len(bundle.tokens(named.trace)))
        return [f"{_prefix(named)}attn_scores[{layer},{head},{query},{key}]" for key in keys]
    return [atom for term in _defined(named, bundle) for atom in names_in(term) if not atom.startswith("count:")]


def _prefix(named: Named) -> str:
    return (f"{named.key}/" if named.key else "") + (f"{named.trace}." if named.trace else "")


def _value(term: str, answers: Answers) -> float:
    def look_up(name: str, index: tuple[int, ...]) -> Bounded:
        atom = f"{name}[{','.join(map(str, index))}]" if index else name
        return Bounded(value_of(atom, answers))

    return float(evaluate(term, look_up, constants_in(term)).value)


def split(source: str) -> Iterator[str]:
    """Yield the terms of a source that is a sum, each with its sign; the source itself where it is none."""
    inner = _unwrapped(source)
    plain = NAMED.sub(lambda name: "x" * len(name[0]), inner)  # a hyphen in a model's key is no minus
    depth, begin, sign = 0, 0, ""
    for place, letter in enumerate(plain):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and letter in "+-" and place > begin and plain[place - 1] not in "*/e":
            yield from _signed(sign, inner[begin:place])
            begin, sign = place + 1, "-" * (letter == "-")
    if begin:
        yield from _signed(sign, inner[begin:])
    else:
        parts = list(split(inner)) if inner != source else []
        yield from parts if len(parts) > 1 else [source]


def _signed(sign: str, term: str) -> Iterator[str]:
    """Yield a term, or the terms of one that is a sum itself and stands behind no minus."""
    yield from [f"{sign}{term}"] if sign else split(term)


def _unwrapped(source: str) -> str:
    """Return a source without the brackets round the whole of it."""
    if not source.startswith("("):
        return source
    depth = 0
    for place, letter in enumerate(source):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return source[1:-1] if place == len(source) - 1 else source
    return source


def _score(named: Named, bundle: Bundle) -> Iterator[str]:
    """A score is the query times the key, entry by entry, divided by the root of their length."""
    layer, head, query, key = named.at
    for entry in range(bundle.meta["d_head"]):
        product = f"rot_q[{layer},{head},{query},{entry}]*{{}}rot_k[{layer},{bundle.kv_head(head)},{key},{entry}]"
        yield product if named.name == "raw_scores" else f"{product}/sqrt({{}}count:d_head)"


def _gathered(named: Named, bundle: Bundle) -> Iterator[str]:
    """What a token gathers is the values of all, each by its weight."""
    layer, head, query, entry = named.at
    for key in range(query + 1 if bundle.meta.get("causal", True) else len(bundle.tokens(named.trace))):
        yield f"pattern[{layer},{head},{query},{key}]*{{}}v[{layer},{bundle.kv_head(head)},{key},{entry}]"


def _stream(*parts: str) -> Callable[[Named, Bundle], Iterator[str]]:
    """A place of the residual stream is the one before and what was added."""
    return lambda named, bundle: (f"{part}[{','.join(map(str, named.at))}]" for part in parts)


DEFINED: Mapping[str, Callable[[Named, Bundle], Iterator[str]]] = {
    "raw_scores": _score,
    "attn_scores": _score,
    "z": _gathered,
    "resid_mid": _stream("resid_pre", "attn_out"),
    "resid_post": _stream("resid_mid", "mlp_out"),
}


def _defined(named: Named, bundle: Bundle) -> Iterator[str]:
    if named.name in DEFINED and not _changed(named, bundle):
        prefix = _prefix(named)
        model = f"{named.key}/" if named.key else ""
        for term in DEFINED[named.name](named, bundle):
            yield prefix + term.replace("{}count", f"{model}count").replace("{}", prefix)


def _changed(named: Named, bundle: Bundle) -> bool:
    """Return whether the model was changed while it read the sentence: then a sum may be another on purpose."""
    return bool(bundle.meta["needs"]["traces"].get(named.trace, {}).get("interventions"))
