"""Words compared by their columns of W_E alone, before any layer."""

from __future__ import annotations

import difflib

import numpy as np

from attention_scenes.model.checkpoint.tokenizer import Token, load, text_of
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.common import Found, unit
from attention_scenes.model.request.needs import EmbeddingProbe
from attention_scenes.model.request.probe_specs import signed_words


def embedding(model: LoadedModel, probe: EmbeddingProbe) -> Found:
    """Compare words (W of them, in the order of ``probe.all_words()``) as directions.

    Arrays:

    ``id``
        ``[W]``, the words' tokens; ``vector`` ``[W, D]``, their columns of W_E.
    ``cosine``
        ``[W, W]``, of word with word.
    ``plane``
        ``[W, 2]``: coordinates in the plane that the two pairs span, on an orthonormal basis: the first axis runs along
        the first pair's difference, the second along what of the second pair's is at right angles to it.
    ``near_id``, ``near_cosine``
        ``[Q, k]``: the tokens nearest to each word or sum of words, best first. Nothing is left out: where a summand
        is nearest itself, it is listed.
    """
    words = {word: single_token(model, word) for word in probe.all_words()}
    W_E_VD = model.transformer.W_E_VD.cpu().numpy().astype(np.float64)
    ids = np.array([token.id for token in words.values()])
    vectors = dict(zip(words, W_E_VD[ids], strict=True))
    arrays = {"id": ids, "vector": W_E_VD[ids], "cosine": unit(W_E_VD[ids]) @ unit(W_E_VD[ids]).T}
    if probe.plane:
        basis_2D, _ = np.linalg.qr(np.array([vectors[b] - vectors[a] for a, b in probe.plane]).T)
        turned = np.sign([(vectors[b] - vectors[a]) @ e for (a, b), e in zip(probe.plane, basis_2D.T, strict=True)])
        arrays["plane"] = W_E_VD[ids] @ (basis_2D * turned)
    texts: dict[str, list[str]] = {}
    if probe.near:
        unit_VD, near_id, near_cosine = unit(W_E_VD), [], []
        for query in probe.near:
            total_D = np.sum([sign * vectors[word] for sign, word in signed_words(query)], axis=0)
            cosine_V = unit_VD @ unit(total_D)
            best = np.argsort(-cosine_V, kind="stable")[: probe.k]
            near_id.append(best)
            near_cosine.append(cosine_V[best])
            texts[query] = [text_of(model.checkpoint, int(i)) for i in best]
        arrays |= {"near_id": np.array(near_id), "near_cosine": np.array(near_cosine)}
    facts = {"words": {word: list(token) for word, token in words.items()}, "near": texts}
    return {name: a if a.dtype.kind == "i" else a.astype(np.float32) for name, a in arrays.items()}, facts


def single_token(model: LoadedModel, word: str) -> Token:
    """The one token of a word with a space before it; a UserError names the word and says what would do."""
    found = model.tokenize(word)[1:]
    if len(found) == 1 and word.strip():
        return found[0]
    vocabulary = [t[1:] for t in load(model.checkpoint).get_vocab() if t.startswith("\u0120") and t[1:].isalpha()]
    close = difflib.get_close_matches(word.strip(), vocabulary, n=3) or ["queen", "lemon"]
    pieces = "|".join(token.text for token in found) or "nothing"
    raise UserError(
        f"{word!r} is {len(found)} tokens here ({pieces}), and words are compared by a single token each: "
        f"give a word that is one, such as {' or '.join(map(repr, close))}."
    )
