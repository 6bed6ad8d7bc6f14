"""Encode video and images: formats, pixels, hardware."""
