"""A recurrent net and a transformer of one size, drawn from a seed, and which of their products wait."""
