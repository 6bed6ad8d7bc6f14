"""Find, check and convert a model's folder; read its tokenizer."""
