"""How many multiply-adds it takes to go on with a text, all columns anew each time or kept, and what keeping takes."""

from __future__ import annotations

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.parts.kv_cache.cache_facts import BEGUN
from attention_scenes.scenes.parts.shared.parameter_counts import MLPS, parameters

MAPS = tuple(f"{letter}_proj.weight" for letter in "qkvo") + MLPS
LENGTHS = (10, 100, 1000)  # so many tokens more
BYTES = 2  # of a number as it is usually kept
[TWO, THREE] = (Reading.constant(2), Reading.constant(3))


def lengths(bundle: Bundle) -> list[int]:
    """Return how many more tokens are counted: those that the model can read, or as many as it went on by."""
    begun = len(bundle.tokens(BEGUN))
    fit = [more for more in LENGTHS if begun + more <= bundle.meta["n_context"]]
    return fit or [len(bundle.tokens()) - begun]


def columns(bundle: Bundle, more: int) -> tuple[Reading, Reading]:
    """Return how many columns are computed for so many more tokens: all anew for each, and with those before kept."""
    begun, steps = bundle.count(f"{BEGUN}.tokens"), Reading.constant(more)
    return steps * begun + steps * (steps - 1.0) / TWO, begun + steps - 1.0


def work(bundle: Bundle, more: int) -> tuple[Reading, Reading]:
    """Return the multiply-adds of so many more tokens: all columns anew for each, and with keys and values kept.

    They are those of matrices and of attention; a last vector meets the unembedding for each token.
    """
    begun, steps = bundle.count(f"{BEGUN}.tokens"), Reading.constant(more)
    all_anew, until = columns(bundle, more)  # the last token's own column is not yet there
    unembedded = steps * bundle.count("n_vocab") * bundle.count("d_model")
    pairs = _triangles(until) - _triangles(begun - 1.0)
    anew = all_anew * _of_column(bundle) + pairs * _of_pair(bundle) + unembedded
    kept = until * _of_column(bundle) + until * (until + 1.0) / TWO * _of_pair(bundle) + unembedded
    return anew, kept


def _of_column(bundle: Bundle) -> Reading:
    """Return the weights of all layers' matrices: each is multiplied once for each token."""
    return parameters(bundle, MAPS)


def _of_pair(bundle: Bundle) -> Reading:
    """Return what one token's look at another takes, in all layers and heads: a dot product, and its share."""
    return TWO * bundle.count("n_layers") * bundle.count("n_heads") * bundle.count("d_head")


def _triangles(n: Reading) -> Reading:
    """Return 1 + (1 + 2) + … + (1 + … + n)."""
    return n * (n + 1.0) * (n + TWO) / (TWO * THREE)


def kept_bytes(numbers: Reading) -> Reading:
    """Return how many bytes so many numbers take."""
    return numbers * Reading.constant(BYTES)


def gpt3_bytes() -> Reading:
    """Return what GPT-3's window takes, by its cited sizes: a key and a value in each head of each layer."""
    layers, heads, size = (Reading.cited(f"Brown2020,table2.1.{name}") for name in ("n_layers", "n_heads", "d_head"))
    window = Reading.cited("Brown2020,section2.1.n_context")
    return layers * TWO * heads * size * Reading.constant(BYTES) * window
