"""Greedy decoding: a text goes on by the likeliest next token, again and again."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from attention_scenes.model.checkpoint.first_token import numbers_in
from attention_scenes.model.checkpoint.tokenizer import Token, text_of
from attention_scenes.model.decoder.loaded_model import LoadedModel


def go_on(model: LoadedModel, row: Sequence[Token], steps: int) -> list[Token]:
    """Return what comes after a row of tokens, each the likeliest after all before it.

    They are ``steps``, or fewer where the model ends the text: the end is the last of them.
    """
    ends, more = {row[0].id, *numbers_in(model.checkpoint.config, "eos")}, list[Token]()
    while len(more) < steps and not (more and more[-1].id in ends):
        number = _likeliest(model, [*row, *more])
        text, before = text_of(model.checkpoint, number), [*row, *more][-1].word
        more.append(Token(number, text, before + (text[:1].isspace() or number in ends or before < 0)))
    return more


def _likeliest(model: LoadedModel, row: Sequence[Token]) -> int:
    decoder = model.transformer
    ids_T = torch.tensor([token.id for token in row], device=decoder.W_E_VD.device)
    [logits_V] = decoder.unembed(decoder.norm(decoder.run_blocks(ids_T)[-1:])).cpu().numpy()
    return int(logits_V.argmax())
