"""Run the transformer in torch and record its activations."""
