"""Sentences that say what a source is: "how much “creature” reads “fluffy” · layer 19, head 8"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attention_scenes.film.inputs.languages import Wording, marked
from attention_scenes.film.live.explain.named_values import Named, names_in, parse
from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.answers.clip_answers import Answers, bundles
from attention_scenes.model.request.arrays import ARRAYS, DERIVED

# What an array's entry is. {one} is the token of its first token axis, {other} that of the second, {entry} the place in
# a vector. Layer and head come behind.
PHRASES: Mapping[str, str] = {
    "pattern": marked("how much “{one}” reads “{other}”, after the softmax"),
    "attn_scores": marked("score of the query “{one}” and the key “{other}”, before the softmax"),
    "raw_scores": marked("query “{one}” times key “{other}”, not yet divided"),
    "embed": marked("entry {entry} of the embedding of “{one}”"),
    "q": marked("entry {entry} of the query of “{one}”, not yet turned to its place"),
    "rot_q": marked("entry {entry} of the query of “{one}”"),
    "k": marked("entry {entry} of the key of “{one}”, not yet turned to its place"),
    "rot_k": marked("entry {entry} of the key of “{one}”"),
    "v": marked("entry {entry} of the value of “{one}”"),
    "z": marked("entry {entry} of the values that “{one}” gathers"),
    "result": marked("entry {entry} of what the head adds to “{one}”"),
    "result_norm": marked("length of what the head adds to “{one}”"),
    "resid_pre": marked("entry {entry} of “{one}” before the layer"),
    "resid_mid": marked("entry {entry} of “{one}” between attention and MLP"),
    "resid_post": marked("entry {entry} of “{one}” after the layer"),
    "attn_out": marked("entry {entry} of what attention adds to “{one}”"),
    "mlp_out": marked("entry {entry} of what the MLP adds to “{one}”"),
    "mlp_act": marked("activation of neuron {entry} at “{one}”"),
    "final_norm": marked("entry {entry} of “{one}” after the last layer, normed"),
    "logits": marked("logit of token {entry} after “{one}”"),
    "probs": marked("probability of token {entry} after “{one}”"),
}
COUNTS: Mapping[str, str] = {
    "n_layers": marked("how many layers the model has"),
    "n_heads": marked("how many heads a layer has"),
    "n_kv_heads": marked("how many key/value heads a layer has"),
    "d_model": marked("how many numbers a token’s vector has"),
    "d_head": marked("how many numbers a query or a key has"),
    "d_mlp": marked("how many neurons a layer’s MLP has"),
    "n_vocab": marked("how many tokens the model knows"),
    "n_context": marked("how many tokens the model can read"),
    "tokens": marked("how many tokens the sentence has"),
    "parameters": marked("how many parameters the model has"),
    "head.layer": marked("the chosen head’s layer"),
    "head.head": marked("the chosen head’s number in its layer"),
}
AXES = {"probs": "TV"}  # of what is no array of a pass, beside those of request/arrays.py


def sentence(source: str, answers: Answers, words: Wording) -> str:
    """Return what a source is, in words; empty where nobody has said it."""
    atoms = names_in(source)
    if atoms == [source]:
        return _of_one(source, answers, words)
    if source.startswith("(") and source.count("+") >= 2:
        return words("worked out of {count} numbers of the model", count=len(atoms))
    said = list(filter(None, (_of_one(atom, answers, words) for atom in dict.fromkeys(atoms))))
    return words("worked out of: {parts}", parts="; ".join(said)) if 0 < len(said) <= 2 else ""


def _of_one(atom: str, answers: Answers, words: Wording) -> str:
    key, _, rest = atom.rpartition("/")
    kind, _, what = rest.partition(":")
    if kind == "count":
        return words.plain(COUNTS[what]) if what in COUNTS else ""
    if kind == "cited":
        return words("cited from {place}", place=what)
    if kind == "const":
        return words("a constant that the film states")
    named = parse(atom)
    if kind == "probe" and named is not None:
        return words("measured by the probe {name}", name=named.name.removeprefix("probe:"))
    if named is None or (key not in (found := bundles(answers))):
        return ""
    return _of_entry(named, found[key], words)


def _of_entry(named: Named, bundle: Bundle, words: Wording) -> str:
    plain = named.name.partition(":")[0]
    axes = AXES.get(plain) or (ARRAYS | DERIVED).get(plain, "")
    if plain not in PHRASES or len(axes) != len(named.at):
        return ""
    at = dict(zip(_apart(axes), named.at, strict=True))
    tokens = bundle.tokens(named.trace)
    texts = [_called(tokens, at[axis], words) for axis in ("T", "T2") if axis in at]
    blanks = {"one": texts[0], "other": texts[-1], "entry": named.at[-1]}
    said = words.plain(PHRASES[plain]).format_map(blanks)
    if "H" in at or "G" in at:
        head = at["H"] if "H" in at else at["G"]
        place = words("layer {layer}, head {head}", layer=at["L"], head=head)
        if "G" in at:
            place = words("layer {layer}, key/value head {head}", layer=at["L"], head=head)
        return f"{said} · {place}"
    return f"{said} · " + words("layer {layer}", layer=at["L"]) if "L" in at else said


def _called(tokens: Sequence[Token], at: int, words: Wording) -> str:
    """Return a token's text; the first of all, ``<|endoftext|>``, is called as the scenes label it."""
    if at >= len(tokens):
        return "?"
    text = tokens[at].text.strip()
    return words.plain("start") if at == 0 and tokens[at].word < 0 and text.startswith("<") else text


def _apart(axes: str) -> list[str]:
    """Return the letters of axes, the second T as T2."""
    return [f"T{axes[:i].count('T') + 1}" if axis == "T" and "T" in axes[:i] else axis for i, axis in enumerate(axes)]
