"""Train a decoder of 38,784 parameters on sentences of a small grammar."""
