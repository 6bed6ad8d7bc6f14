"""Find, check and convert a model's folder; its tokenizer."""
