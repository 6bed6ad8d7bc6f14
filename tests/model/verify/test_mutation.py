"""Mutation tests: ``verify`` notices a fault in the first way that changes a number on screen."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.model.numbers import citations
from attention_scenes.model.verify import check
from tests.helpers import mutation_screen
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama
from tests.helpers.mutants import replaced

# What is wrong, then where, and the change.
LLAMA = {
    "a token too many counted": ("numbers.counts:count", 'case ["tokens"]:\n            return len(',
                                 'case ["tokens"]:\n            return 1 + len('),
    "a parameter too many counted": ("numbers.counts:count", "return sum(math.prod", "return 1 + sum(math.prod"),
    "a rank too small": ("answers.compute:rank", "1e-5 *", "0.9 *"),
    "the gain of another norm": ("decoder.transformer:run_block", "block.attn_norm_D,", "block.mlp_norm_D,"),
    "a transposed map": ("decoder.assemble:_block", "= out.unflatten", "= out.T.unflatten"),
    "keys of another head": ("decoder.transformer:attention", "in (k_GTK, v_GTK)", "in (k_GTK.roll(1, -3), v_GTK)"),
    "values of another head": ("decoder.transformer:attention", "in (k_GTK, v_GTK)", "in (k_GTK, v_GTK.roll(1, -3))"),
    "hands that turn too fast": ("decoder.transformer:rotation", "* speed_R", "* speed_R * 1.02"),
    "hands that turn the other way": ("decoder.transformer:rotate", "cos_TR - b_HTR", "cos_TR + b_HTR"),
    "neighbours turned as pairs": ("decoder.transformer:rotate",
        "x_HTK.chunk(2, dim=-1)", "x_HTK[..., ::2], x_HTK[..., 1::2]"),
    "one token of the future seen": ("decoder.transformer:future_mask", ".triu(1)", ".triu(2)"),
    "scores divided by another root": ("decoder.transformer:mix",
        "math.sqrt(q_HTK.shape[-1]", "math.sqrt(1 + q_HTK.shape[-1]"),
    "another row unembedded": ("decoder.transformer:logits",
        "x_TD @ model.W_U_VD.T\n", "x_TD @ model.W_U_VD.roll(1, 0).T\n"),
    "the stream added twice": ("decoder.transformer:run_block",
        "x_TD + attn_TD if residual", "2 * x_TD + attn_TD if residual"),
    "another epsilon": ("decoder.transformer:rms_norm", "+ eps)", "+ 2 * eps)"),
    "heads in another order": ("decoder.transformer:attention",
        "torch.cat(means, dim=-3)", "torch.cat(means, -3).flip(-3)"),
    "gate and input swapped": ("decoder.transformer:mlp",
        'act(hook("mlp_gate", layer, plus(x_TD @ block.W_gate_MD.T, block.b_gate_M))) * up_TM',
        "act(up_TM) * (x_TD @ block.W_gate_MD.T)"),
    "the wrong head unmasked": ("request.intervention_base:of_heads", "first + n in heads", "first + n not in heads"),
    "a layer kept under another's number": ("decoder.activation_recorder:ActivationRecorder._keep",
        "self.layers.index(layer)", "(self.layers.index(layer) + 1) % len(self.layers)"),
    "a part of a head by another map": ("answers.derive:result", "[list(heads)]", "[list(heads)[::-1]]"),
    "parts turned the other way": ("answers.score_parts:_rotated", "a_TWR * cos_T1R - b", "a_TWR * cos_T1R + b"),
    "a norm kept of another layer": ("answers.score_parts:score_parts",
        '["resid_pre"][layer]', '["resid_pre"][layer - 1]'),
    "rows for columns": ("answers.score_terms:score_terms", "terms_WW.sum(1)", "terms_WW.sum(0)"),
    "a temperature that multiplies": ("answers.next_tokens:next_tokens", "_probabilities(logits / np.",
                                     "_probabilities(logits * np."),
    "a rest of two wholes": ("answers.next_tokens:next_tokens",
        "probabilities.sum() + 1.0", "probabilities.sum() + 2.0"),
    "a difference that is a sum": ("numbers.sourced_array:Reading.__sub__", "operator.sub", "operator.add"),
    "a power of 2 for one of e": ("numbers.sourced_array:Reading.exp", "np.exp", "np.exp2"),
    "entries named by other places": ("numbers.sourced_array:Reading.in_order",
        "np.arange(value.size)", "np.arange(value.size)[::-1]"),
    "a middle that is none": ("probes.senses:SenseProbe.measure", "shown_PND - middle_ND", "shown_PND"),
    "neurons ranked by the phrases held out": ("probes.neurons:NeuronProbe.measure",
        "difference_PLM[::2], ", "difference_PLM[1::2], "),
    "a control left out": ("probes.adjectives:AdjectiveProbe.measure", '"score": (look - control)', '"score": look'),
}  # fmt: skip
GPT2 = {
    "another GELU": (
        "decoder.transformer:mlp",
        'act(hook("mlp_gate", layer, up_TM))',
        'ACTIVATIONS["gelu"](hook("mlp_gate", layer, up_TM))',
    ),
    "a norm that does not centre": ("decoder.transformer:normalise", "x_TD - x_TD.mean(-1, keepdim=True)", "x_TD"),
    "places one too far": (
        "decoder.transformer:enter_embedded",
        "[: x_TD.shape[-2]]",
        "[1 : x_TD.shape[-2] + 1]",
    ),
    "queries and keys swapped": ("decoder.architectures.tensor_names:_split", "zip(parts, ", "zip(parts[::-1], "),
    "a part that is not centred": (
        "answers.score_parts:score_parts",
        "vectors_TD - vectors_TD.mean(-1, keepdims=True)",
        "vectors_TD",
    ),
    "a bias left out": (
        "decoder.transformer:by_head",
        "plus(x_HTK, None if bias_HK is None",
        "plus(x_HTK, None if True",
    ),
}


@cache
def folders(folder: Path) -> dict[str, Path]:
    """Write small models in which every part matters: shared keys, a large epsilon, an unembedding of its own."""
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
    assert check.check(honest(small[kind])) == []


@pytest.mark.parametrize(
    ("kind", "what"), [*(("llama", what) for what in LLAMA), *(("gpt2", what) for what in GPT2)]
)  # fmt: skip
def test_a_fault_is_noticed(small: dict[str, Path], kind: str, what: str) -> None:
    before = honest(small[kind])
    with replaced(*{"llama": LLAMA, "gpt2": GPT2}[kind][what]):
        after = mutation_screen.shown_of(small[kind])
    assert mutation_screen.changed(before, after), "nothing on screen is another"
    assert check.check(after), "a number that is not the model's passed"


def test_a_space_that_is_left_out_is_noticed(small: dict[str, Path]) -> None:
    # Without it a single word is more than one token, which the probe of single words refuses.
    probes = tuple(probe for probe in mutation_screen.PROBES if probe.name != "embedding")
    with replaced("checkpoint.tokenizer:with_space", 'else " " + text', "else text"):
        after = mutation_screen.shown_of(small["llama"], probes)
    assert {problem.code for problem in check.check(after)} >= {"numbers.tokens", "numbers.value"}


def test_a_citation_misread_is_noticed(small: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    for place, number in citations.CITED.items():
        before = honest(small["llama"])
        false = {"shown": f"{2 * number:,.0f}", "value": 2 * number, "source": f"cited:{place}"}
        assert [p.code for p in check.check(before | {"numbers": [false]})] == ["numbers.value"]
