"""Probes of models that were trained on short phrases."""
