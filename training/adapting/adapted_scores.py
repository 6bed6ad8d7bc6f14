"""Scores of an adapted decoder: the new task, the old one, and the loss on ordinary sentences."""

from __future__ import annotations

import torch

from attention_scenes.model.decoder.transformer import Transformer
from attention_scenes.training.adapting.adapted_network import answers_of, logits_of
from attention_scenes.training.adapting.new_task import held_out
from attention_scenes.training.decoder.corpus import NUMBER, held_out_rows
from attention_scenes.training.decoder.scores import loss_of


@torch.no_grad()
def scores_of(transformer: Transformer) -> dict[str, float]:
    """Return shares of right answers about phrases never trained, of either task, and the old sentences' loss."""
    asked, rows = held_out(), held_out_rows()
    new = (answers_of(transformer, asked).argmax(-1) == asked.answer_N).double().mean()
    found_NTV = logits_of(transformer, rows.ids_NT)
    old = [
        int(found_NTV[row, answer.place - 1].argmax()) in {NUMBER[word] for word in answer.right}
        for row, sentence in enumerate(rows.sentences)
        for answer in sentence.answers
        if answer.is_first
    ]
    loss = loss_of(found_NTV, rows.ids_NT, rows.is_word_NT.to(found_NTV.dtype))
    return {"new task": float(new), "old task": sum(old) / len(old), "old loss": float(loss)}
