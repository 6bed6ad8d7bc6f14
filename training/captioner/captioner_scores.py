"""Held-out scores of the captioner: pictures of which it says all that is right, and its loss."""

from __future__ import annotations

import torch

from attention_scenes.model.translator.pair_of_stacks import EncoderDecoder
from attention_scenes.model.translator.probed_translator import greedy
from attention_scenes.training.captioner.picture_corpus import held_out, unseen
from attention_scenes.training.translator.pair_corpus import Pairs
from attention_scenes.training.translator.pair_scores import loss_of


@torch.no_grad()
def held_out_scores(model: EncoderDecoder) -> dict[str, float]:
    """Return the share of right captions, word for word, and the loss, on held-out pairs and on unseen things."""
    pictures = held_out()
    return {
        "exact captions": exact_share(model, pictures), "held-out loss": float(loss_of(model, pictures)),
        "exact of unseen things": exact_share(model, unseen()),
    }  # fmt: skip


def exact_share(model: EncoderDecoder, pictures: Pairs) -> float:
    """Return the share of pictures with the right caption."""
    said = greedy(model, pictures.read_NS, pictures.is_read_NS)
    rows, lengths_N = pictures.said_NT.tolist(), pictures.is_said_NT.sum(1).tolist()
    right = sum(one == row[1:length] for one, row, length in zip(said, rows, lengths_N, strict=True))
    return right / len(said)
