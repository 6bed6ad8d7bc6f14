"""Proof that a clip is what its sidecar says."""
