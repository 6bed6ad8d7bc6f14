"""The command line: ``python -m attention_scenes``."""

from attention_scenes.film.cli.main import console

if __name__ == "__main__":
    console()
