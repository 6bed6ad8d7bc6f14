"""Parts of the scene mlp: where a fact sits."""
