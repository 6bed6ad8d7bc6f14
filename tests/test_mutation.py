"""A fault put into the first way changes a number on screen, and ``verify`` notices."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from model import cited, verify
from tests import mutation_screen
from tests.models import tiny_gpt2, tiny_llama
from tests.mutants import replaced

# What is wrong, then where, and the change.
LLAMA = {
    "a token too many counted": ("counts:count", 'case ["tokens"]:\n            return len(',
                                 'case ["tokens"]:\n            return 1 + len('),
    "a parameter too many counted": ("counts:count", "return sum(math.prod", "return 1 + sum(math.prod"),
    "a rank too small": ("answer:rank", "1e-5 *", "0.9 *"),
    "the gain of another norm": ("transformer:run_block", "block.attn_norm_D,", "block.mlp_norm_D,"),
    "a transposed map": ("layout:assemble", "W_O_HDK=out.unflatten", "W_O_HDK=out.T.unflatten"),
    "keys of another head": ("transformer:attention", "k_HTK = k_GTK.", "k_HTK = k_GTK.roll(1, -3)."),
    "values of another head": ("transformer:attention", "v_HTK = v_GTK.", "v_HTK = v_GTK.roll(1, -3)."),
    "hands that turn too fast": ("transformer:rotation", "* speed_R", "* speed_R * 1.02"),
    "hands that turn the other way": ("transformer:rotate", "cos_TR - b_HTR", "cos_TR + b_HTR"),
    "neighbours turned as pairs": ("transformer:rotate", "x_HTK.chunk(2, dim=-1)", "x_HTK[..., ::2], x_HTK[..., 1::2]"),
    "one token of the future seen": ("transformer:attention", ".triu(1)", ".triu(2)"),
    "scores divided by another root": ("transformer:mix", "math.sqrt(q_HTK.shape[-1]", "math.sqrt(1 + q_HTK.shape[-1]"),
    "another row unembedded": ("transformer:Transformer.unembed", "self.W_U_VD.T", "self.W_U_VD.roll(1, 0).T"),
    "the stream added twice": ("transformer:run_block", "x_TD = x_TD + attention(", "x_TD = 2 * x_TD + attention("),
    "another epsilon": ("transformer:rms_norm", "+ eps)", "+ 2 * eps)"),
    "heads in another order": ("transformer:attention", "torch.cat(means, dim=-3)", "torch.cat(means, -3).flip(-3)"),
    "gate and input swapped": ("transformer:mlp", "silu(x_TD @ block.W_gate_MD.T) * up_TM",
                               "silu(up_TM) * (x_TD @ block.W_gate_MD.T)"),
    "the wrong head unmasked": ("transformer:mix", "h not in unmasked", "h in unmasked"),
    "a layer kept under another's number": ("kept:Kept.__call__", "self.layers.index(layer)",
                                            "(self.layers.index(layer) + 1) % len(self.layers)"),
    "a part of a head by another map": ("derive:result", "[list(heads)]", "[list(heads)[::-1]]"),
    "a temperature that multiplies": ("following:following", "chances(logits / np.", "chances(logits * np."),
    "a rest of two wholes": ("following:following", "probabilities.sum() + 1.0", "probabilities.sum() + 2.0"),
    "a difference that is a sum": ("readings:Reading.__sub__", "operator.sub", "operator.add"),
    "a power of 2 for one of e": ("readings:Reading.exp", "np.exp", "np.exp2"),
    "entries named by other places": ("readings:Reading.of", "np.arange(array.size)", "np.arange(array.size)[::-1]"),
    "a middle that is none": ("probes.senses:sense", "shown_PND - middle_ND", "shown_PND"),
    "a control left out": ("probes.adjectives:adjective", '"score": (look - control)', '"score": look'),
}  # fmt: skip
GPT2 = {
    "another GELU": ("transformer:mlp", 'approximate="tanh"', 'approximate="none"'),
    "a norm that does not centre": ("transformer:normalise", "x_TD - x_TD.mean(-1, keepdim=True)", "x_TD"),
    "places one too far": ("transformer:Transformer.run_blocks", "[:n_tokens]", "[1 : n_tokens + 1]"),
    "queries and keys swapped": ("layout:named", 'zip("qkv"', 'zip("kqv"'),
    "a bias left out": ("transformer:by_head", "plus(x_HTK, None if bias_HK is None", "plus(x_HTK, None if True"),
}


@cache
def folders(folder: Path) -> dict[str, Path]:
    """Small models in which every part matters: keys are shared, epsilon is large, the unembedding is its own."""
    return {
        "llama": tiny_llama(folder / "llama", tied=False, rms_norm_eps=0.05),
        "gpt2": tiny_gpt2(folder / "gpt2", layer_norm_epsilon=0.05),
    }


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return folders(tmp_path_factory.getbasetemp())


@cache
def honest(folder: Path) -> dict[str, Any]:
    return mutation_screen.shown_of(folder)


@pytest.mark.parametrize("kind", ["llama", "gpt2"])
def test_what_the_unchanged_code_shows_holds(small: dict[str, Path], kind: str) -> None:
    assert len(honest(small[kind])["numbers"]) > 1500
    assert verify.check(honest(small[kind])) == []


@pytest.mark.parametrize(
    ("kind", "what"), [*(("llama", what) for what in LLAMA), *(("gpt2", what) for what in GPT2)]
)  # fmt: skip
def test_a_fault_is_noticed(small: dict[str, Path], kind: str, what: str) -> None:
    before = honest(small[kind])
    with replaced(*{"llama": LLAMA, "gpt2": GPT2}[kind][what]):
        after = mutation_screen.shown_of(small[kind])
    assert mutation_screen.changed(before, after), "nothing on screen is another"
    assert verify.check(after), "a number that is not the model's passed"


def test_a_space_that_is_left_out_is_noticed(small: dict[str, Path]) -> None:
    # Without it a single word is more than one token, which the probe of single words refuses.
    probes = tuple(probe for probe in mutation_screen.PROBES if probe.name != "embedding")
    with replaced("tokens:tokenize", 'else " " + text', "else text"):
        after = mutation_screen.shown_of(small["llama"], probes)
    assert {problem.code for problem in verify.check(after)} >= {"numbers.tokens", "numbers.value"}


def test_a_citation_misread_is_noticed(small: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for place, number in cited.CITED.items():
        before = honest(small["llama"])
        false = {"shown": f"{number + 1:,.0f}", "value": number + 1, "source": f"cited:{place}"}
        assert [p.code for p in verify.check(before | {"numbers": [false]})] == ["numbers.value"]
