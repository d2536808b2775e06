"""Question: what does the activity space of a table look like?

In: counts, perhaps a place, a file. Out: a picture.
Must not know: how the space is laid out, or how a picture is drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from smartspec.cli.study import require_report
from smartspec.core.errors import RequestError

if TYPE_CHECKING:
    from smartspec.indicators.relatedness import Method
    from smartspec.tables.matrix import Matrix

ENDINGS = (".svg", ".png")


def check_picture(name: str) -> None:
    """Refuse a file that is no picture, before anything is computed.

    Parameters
    ----------
    name : str
        Where the picture is to go.

    Raises
    ------
    RequestError
        If the ending is not known, or the parts that draw are missing.
    """
    if Path(name).suffix.lower() not in ENDINGS:
        raise RequestError(
            f"{name} is no picture that can be drawn. End the name with {' or '.join(ENDINGS)}."
        )
    require_report()


def draw_space(
    counts: Matrix,
    name: str,
    *,
    place: str | None,
    method: Method,
    threshold: float,
    labels: dict[str, str],
) -> tuple[str, ...]:
    """Draw the activity space into a file.

    Parameters
    ----------
    counts : Matrix
        Counts of places by activities.
    name : str
        Where the picture goes.
    place : str or None
        Whose specialisations are set off.
    method : str
        How relatedness is measured.
    threshold : float
        Smallest RTA that counts as specialised.
    labels : dict of str to str
        Short names of activities, where there are some.

    Returns
    -------
    tuple of str
        What a careful reader should know.
    """
    from smartspec.core.writing import replacing_file
    from smartspec.networks.activity_space import activity_space
    from smartspec.report import charts, drawing

    found = activity_space(counts, place=place, method=method, threshold=threshold)
    nodes = found.nodes.assign(name=found.nodes["activity"].map(lambda one: labels.get(one, one)))
    spec = charts.space_network(
        nodes,
        found.links,
        activity="activity",
        label="name",
        specialised="specialised" if place is not None else "",
        strength="count" if place is not None else "",
        aspect=found.aspect,
        place_title=place or "",
        size_title=counts.unit,
    )
    drawn = drawing.svg(spec, WIDTH)
    with replacing_file(Path(name)) as temporary:
        if name.lower().endswith(".png"):
            temporary.write_bytes(drawing.png(drawn))
        else:
            temporary.write_text(drawn, "utf-8")
    return found.notes


WIDTH = 1_100
"""Pixels: room for the names of a few dozen activities, and for some of several hundred."""
