"""Question: how far is a record's address from a point, and in which ring around it does it lie?

In: a point, edges of rings in kilometres, and coordinates. Out: the label of a ring.
Must not know: which records are measured, or how they are counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from smartspec.core.errors import RequestError
from smartspec.places._levels import UNKNOWN

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth in kilometres (IUGG)."""

_EXAMPLE = "52.52,13.405:25,50,100=Berlin"


@dataclass(frozen=True)
class Rings:
    """Rings around a point; made by :func:`parse_rings` or by hand.

    Parameters
    ----------
    name : str
        What lies at the point; empty if it has no name.
    lat, lon : float
        The point in degrees, north and east positive.
    edges_km : tuple of float
        Outer edges of the rings, increasing.

    Raises
    ------
    RequestError
        If the point is not on earth, there are no edges, or they do not increase.
    """

    name: str
    lat: float
    lon: float
    edges_km: tuple[float, ...]

    def __post_init__(self) -> None:
        if not on_earth(self.lat, self.lon):
            raise RequestError(
                f"{self.lat:g}, {self.lon:g} is no point on earth: a latitude lies between -90 and "
                "90, a longitude between -180 and 180. Give the latitude first."
            )
        if not self.edges_km:
            raise RequestError(f"Rings need edges in kilometres, such as {_EXAMPLE}.")
        for edge in self.edges_km:
            if not (math.isfinite(edge) and edge > 0):
                raise RequestError(f"A ring cannot end at {edge:g} km. Give distances above 0.")
        steps = zip(self.edges_km, self.edges_km[1:], strict=False)
        for before, after in steps:
            if after <= before:
                raise RequestError(
                    f"The edges of rings must increase, and {after:g} km follows {before:g} km. "
                    "Give them from the point outwards."
                )

    def labels(self) -> tuple[str, ...]:
        """Return the labels of the rings from the point outwards.

        Returns
        -------
        tuple of str
            One more than there are edges: the last is all that lies beyond.

        Examples
        --------
        >>> parse_rings("52.52,13.405:25,50").labels()
        ('within 25 km', '25-50 km', 'beyond 50 km')
        >>> parse_rings("52.52,13.405:25,50=Berlin").labels()
        ('within 25 km of Berlin', '25-50 km from Berlin', 'beyond 50 km from Berlin')
        """
        near, far = (f" of {self.name}", f" from {self.name}") if self.name else ("", "")
        between = [
            f"{_written(inner)}-{_written(outer)} km{far}"
            for inner, outer in zip(self.edges_km, self.edges_km[1:], strict=False)
        ]
        first, last = self.edges_km[0], self.edges_km[-1]
        return (f"within {_written(first)} km{near}", *between, f"beyond {_written(last)} km{far}")

    def ring_of(self, lat: float | None, lon: float | None) -> str:
        """Return the label of the ring in which an address lies.

        A ring holds its outer edge: at 25 km an address is within 25 km.

        Parameters
        ----------
        lat, lon : float or None
            Degrees; None or NaN if not known.

        Returns
        -------
        str
            Label of the ring; ``UNK`` if the coordinates are not known or not on earth.

        Examples
        --------
        >>> rings = parse_rings("52.52,13.405:25,50=Berlin")
        >>> rings.ring_of(52.4, 13.05), rings.ring_of(48.14, 11.58), rings.ring_of(None, None)
        ('25-50 km from Berlin', 'beyond 50 km from Berlin', 'UNK')
        """
        if lat is None or lon is None or not on_earth(lat, lon):
            return UNKNOWN
        distance = distance_km(self.lat, self.lon, lat, lon)
        inside = (at for at, edge in enumerate(self.edges_km) if distance <= edge)
        return self.labels()[next(inside, len(self.edges_km))]


def on_earth(lat: float, lon: float) -> bool:
    """Tell whether coordinates are a point on earth.

    Parameters
    ----------
    lat, lon : float
        Degrees.

    Returns
    -------
    bool
        False for NaN and for what lies outside -90 to 90 and -180 to 180.
    """
    return -90 <= lat <= 90 and -180 <= lon <= 180


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    r"""Return the distance between two points along a great circle.

    .. math:: d = 2 R \arcsin \sqrt{\min(1,
        \sin^2 \tfrac{\varphi_2 - \varphi_1}{2}
        + \cos \varphi_1 \cos \varphi_2 \sin^2 \tfrac{\lambda_2 - \lambda_1}{2})}

    with the angles in radians and the mean radius of the earth, R = 6371.0088 km. An SQL engine
    computes the same with ``sin``, ``cos``, ``asin``, ``sqrt``, ``least`` and ``radians``.

    Parameters
    ----------
    lat, lon : float
        One point in degrees.
    other_lat, other_lon : float
        The other point in degrees.

    Returns
    -------
    float
        Kilometres, 0 to 20015.1.

    Notes
    -----
    The earth is taken for a sphere: up to 0.6 % off from the distance on an ellipsoid. Half the
    difference of the angles is squared before the root is taken, so that small distances keep their
    digits, which the arc cosine loses.

    References
    ----------
    Sinnott, R. W. (1984). Virtues of the haversine. Sky and Telescope 68 (2), 159.

    Examples
    --------
    A quarter of the way round the equator:

    >>> round(distance_km(0, 0, 0, 90), 1)
    10007.6
    """
    north = math.sin(math.radians(other_lat - lat) / 2)
    east = math.sin(math.radians(other_lon - lon) / 2)
    both = math.cos(math.radians(other_lat)) * math.cos(math.radians(lat))
    part = north * north + both * east * east
    return math.asin(math.sqrt(min(1.0, part))) * (2 * EARTH_RADIUS_KM)


def parse_rings(text: str) -> Rings:
    """Read rings around a point as a user writes them.

    Parameters
    ----------
    text : str
        Latitude, longitude, a colon, the edges in kilometres and, if wanted, an equals sign and a
        name: ``"52.52,13.405:25,50,100=Berlin"``.

    Returns
    -------
    Rings
        The rings.

    Raises
    ------
    RequestError
        If the text does not have this form, the point is not on earth, or the edges do not
        increase.

    Examples
    --------
    >>> parse_rings("52.52, 13.405 : 25, 50, 100 = Berlin")
    Rings(name='Berlin', lat=52.52, lon=13.405, edges_km=(25.0, 50.0, 100.0))
    """
    where, _, name = text.partition("=")
    point, colon, edges = where.partition(":")
    if not colon:
        raise RequestError(
            f"'{text}' has no colon between the point and the edges of rings. Write it such as "
            f"{_EXAMPLE}."
        )
    coordinates = _numbers(point, text)
    if len(coordinates) != 2:
        raise RequestError(
            f"'{text}' has {len(coordinates)} coordinates in place of a latitude and a longitude. "
            f"Write it such as {_EXAMPLE}."
        )
    return Rings(name.strip(), coordinates[0], coordinates[1], _numbers(edges, text))


def _written(edge: float) -> str:
    """Write a distance without a needless zero and without losing a digit."""
    short = f"{edge:g}"
    return short if float(short) == edge else repr(float(edge))


def _numbers(part: str, text: str) -> tuple[float, ...]:
    found = []
    for piece in part.split(","):
        try:
            found.append(float(piece))
        except ValueError:
            raise RequestError(
                f"'{piece.strip()}' in '{text}' is no number. Write decimals with a point, such as "
                f"{_EXAMPLE}."
            ) from None
    return tuple(found)
