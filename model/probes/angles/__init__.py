"""Probes of angles between arrows: a model's own, random ones, and arrows that were pushed apart."""
