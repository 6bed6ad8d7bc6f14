"""Drawings of angles between arrows."""
