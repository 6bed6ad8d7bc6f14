"""The encoder–decoder: reads a sentence, says another."""
