"""What is measured of a decoder that learned another task."""
