"""Run ``python -m smartspec`` as ``smartspec``."""

from smartspec.cli.main import run

if __name__ == "__main__":
    run()
