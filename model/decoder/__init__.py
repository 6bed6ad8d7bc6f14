"""Run the transformer in torch, record activations."""
