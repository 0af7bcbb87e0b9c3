"""``python -m microscout``: the same as the ``microscout`` command."""

from microscout.cli.main import run

if __name__ == "__main__":
    run()
