"""Train an encoder that fills holes in French sentences, and its twin with a causal mask."""
