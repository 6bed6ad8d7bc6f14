"""The command that trains a model of our own, and its picture in the terminal."""
