"""Scenes of chapter six: learning."""
