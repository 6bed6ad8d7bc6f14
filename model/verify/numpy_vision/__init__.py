"""The vision transformer a second time, in plain NumPy."""
