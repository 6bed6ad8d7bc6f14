"""Vocabulary of the encoder: the hole, and the translator's French words."""

from __future__ import annotations

from attention_scenes.model.probes.translation.lexicon import END, FRENCH, START

HOLE = "[MASK]"  # as BERT writes it; capitals, so that no French word is spelt so
WORDS = (HOLE, *(word for word in FRENCH if word not in (START, END)))
