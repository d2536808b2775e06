"""Question: how is the part of the reference made that the package itself can tell?

In: the installed package. Out: Markdown pages in ``docs/reference/generated``, for Sphinx to read.
Must not know: how pages look.

Usage: python docs/generate.py
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from _pages import commands, data, indicators, parity, python, study  # noqa: E402  (found by the line above)

TARGET = HERE / "reference" / "generated"


def pages() -> dict[str, str]:
    """Return every generated page: path below ``reference/generated`` to text."""
    made: dict[str, str] = {}
    for room in (indicators, data, commands, study, python, parity):
        made |= room.pages()
    return made


def main(target: Path = TARGET) -> None:
    """Write the pages anew; a page whose subject is gone goes too."""
    shutil.rmtree(target, ignore_errors=True)
    for name, text in pages().items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
