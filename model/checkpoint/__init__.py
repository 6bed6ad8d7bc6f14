"""Find, check, convert a model's folder; its tokenizer."""
