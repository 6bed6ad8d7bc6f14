"""What is measured of adapted decoders."""
