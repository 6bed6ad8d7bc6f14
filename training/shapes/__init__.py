"""Train a model of two words, four numbers each, whose weights are whole numbers."""
