"""Small random encoders of BERT's family, as ``transformers`` saves them, with a vocabulary of word pieces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
LETTERS = "abcdefghijklmnopqrstuvwxyz.,"
WORDS = [*SPECIAL, "the", "bank", "was", "river", "flood", "money", *LETTERS, *(f"##{letter}" for letter in LETTERS)]


def write_bert(folder: Path, kind: str = "BertModel", **settings: Any) -> Path:
    """Write a model of a class of the library; ``settings`` are those of its config.json."""
    import torch
    import transformers

    sizes = {"hidden_size": 24, "num_hidden_layers": 3, "num_attention_heads": 4, "intermediate_size": 40}
    config = transformers.BertConfig(
        **({"vocab_size": len(WORDS), "max_position_embeddings": 48, "initializer_range": 0.4} | sizes | settings)
    )
    torch.manual_seed(0)
    getattr(transformers, kind)(config).save_pretrained(folder)
    word_pieces().save(str(folder / "tokenizer.json"))
    return folder


def word_pieces() -> Tokenizer:
    """Return a tokenizer as BERT's: small letters, word pieces, [CLS] before a text and [SEP] after it."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    made = Tokenizer(models.WordPiece({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.decoder = decoders.WordPiece()
    ends = [(name, WORDS.index(name)) for name in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    made.add_special_tokens(SPECIAL)
    return made
