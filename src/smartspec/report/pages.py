"""Question: where do figures and tables go on paper, so that no page stands half empty?

In: how much room each has where it stands, as the typesetter measured it. Out: what to do with
those that do not fit.
Must not know: the typesetter, or what is drawn or written.

A typesetter that decides by the place of a piece moves the pieces behind it, and so runs in
circles. So decisions are made one by one, from the front, each with all before it settled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Decision = Literal["", "float", "run"] | float
"""Leave it to the typesetter, which moves a whole piece on to the next page; let it head the next
page while what follows fills this one; let it run on to the next page; or draw it at so much of its
size."""
Plan = dict[str, Decision]

PAGE = 250.0
"""Height of the text on a page in millimetres."""
SMALLEST = 0.74
"""A figure is drawn no smaller, so that its letters stay readable."""
WHOLE = 0.3
"""A table that takes no more of a page than this stays in one piece."""
GAIN = 25.0
"""Less room than this on a page, in millimetres, is not worth filling."""


@dataclass(frozen=True)
class Piece:
    """A figure or a table where it stands, in millimetres.

    Parameters
    ----------
    name : str
        Its anchor.
    page : int
        The page that it would begin on.
    room : float
        What is left there.
    whole : float
        What it takes.
    image : float
        What its picture takes of that; 0 for a table.
    """

    name: str
    page: int
    room: float
    whole: float
    image: float


def plan_pages(
    measured: Callable[[Plan], Sequence[Piece]], may_float: Callable[[str], bool]
) -> Plan:
    """Decide on every figure and table that does not fit where it stands.

    Parameters
    ----------
    measured : callable
        Sets the pages by a plan and returns the pieces in order.
    may_float : callable
        Whether a figure has something before it in its section, so that it does not overtake its
        heading, and something behind it to fill the page with.

    Returns
    -------
    dict
        Name to decision, for all pieces.
    """
    plan: Plan = {}
    floating: Piece | None = None
    while True:
        pieces = [piece for piece in measured(plan) if piece.name not in plan]
        for at, piece in enumerate(pieces):
            # Figures keep their order: one behind a figure that waits for the next page waits too.
            waits = floating is not None and floating.page == piece.page and piece.image > 0
            if piece.whole > piece.room or waits:
                plan |= {before.name: "" for before in pieces[:at]}
                plan[piece.name] = (
                    "float" if waits else decide(piece, may_float=may_float(piece.name))
                )
                floating = piece if plan[piece.name] == "float" else floating
                break
        else:
            return plan | {piece.name: "" for piece in pieces}


def decide(piece: Piece, *, may_float: bool) -> Decision:
    """Decide on a piece that does not fit where it stands.

    Parameters
    ----------
    piece : Piece
        The piece.
    may_float : bool
        Whether a figure may stand behind what follows it.

    Returns
    -------
    Decision
        What to do.

    Examples
    --------
    >>> round(decide(Piece("figure-a", 1, room=150, whole=160, image=100), may_float=True), 2)
    0.89
    >>> decide(Piece("figure-a", 1, room=90, whole=160, image=100), may_float=True)
    'float'
    >>> decide(Piece("table-a", 1, room=90, whole=160, image=0), may_float=True)
    'run'
    """
    if piece.image:
        return _of_figure(piece, may_float=may_float)
    return "run" if piece.whole > WHOLE * PAGE else ""


def _of_figure(piece: Piece, *, may_float: bool) -> Decision:
    # A hair less than the room, for what rounding takes.
    share = 0.985 * (piece.room - (piece.whole - piece.image)) / piece.image
    if share >= SMALLEST:
        return share
    return "float" if may_float and piece.room > GAIN else ""
