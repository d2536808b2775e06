"""Question: what are made-up people, firms, streets and regions called?

In: how many names. Out: names, none of them of anyone in particular.
Must not know: who bears them.
"""

from __future__ import annotations

_START = (
    "Nor", "Al", "Ber", "Kal", "Mar", "Sten", "Vin", "Ost", "Hal", "Gro", "Ley", "Tor", "Bran",
    "Sil", "Wes", "Dor", "Fal", "Rav", "Mün", "Åk", "Øst", "Château",
)  # fmt: skip
_MIDDLE = ("a", "e", "i", "o", "den", "ler", "mon", "ri", "sta", "ver", "lin", "kan")
_REGION_END = (
    "feld", "ford", "stad", "mark", "berg", "haven", "dale", "ville", "wick", "holm", "grad",
    "minster", "ia", "ona", "shire", "burg", "moor", "bach", "sund", "rück",
)  # fmt: skip
_SURNAME_END = (
    "sson", "er", "mann", "ez", "ini", "ova", "ski", "eau", "ing", "aki", "oto", "ang", "ula",
    "ström", "ić", "ães", "opoulos", "wala", "ton",
)  # fmt: skip
GIVEN = (
    "Anna", "Bo", "Chen", "Dieter", "Elena", "Farid", "Grete", "Hiroshi", "Ines", "Jürgen",
    "Kaori", "Liam", "Mei", "Nils", "Olga", "Pablo", "Qing", "Rosa", "Søren", "Tomás", "Ursula",
    "Vera", "Wei", "Xenia", "Yuki", "Zoë", "Amit", "Bruna", "Céline", "Dong-Hyun", "Erik",
)  # fmt: skip
_STREETS = ("Mill Road", "Station Street", "Harbour Lane", "Long Row")
FIRMS = (
    "{} Optics GmbH", "University of {}", "{} Motors Inc.", "{} Pharma AG", "{} Electric Co., Ltd.",
    "{} Chemie SA", "Institute of Technology {}", "{} Systems Corp.", "{} Tools AB",
    "{} Biologics plc", "{} Semiconductor K.K.", "{} Foods S.p.A.",
)  # fmt: skip

_STEP = 1987
"""A prime, so that names that follow each other have little in common."""


def region_labels(many: int) -> tuple[str, ...]:
    """Make names of regions.

    Parameters
    ----------
    many : int
        How many.

    Returns
    -------
    tuple of str
        Different from each other.

    Examples
    --------
    >>> region_labels(3)
    ('Norafeld', 'Ostmonville', 'Wesaburg')
    """
    return tuple(_joined(number, _REGION_END) for number in range(many))


def surnames(many: int) -> tuple[str, ...]:
    """Make surnames.

    Parameters
    ----------
    many : int
        How many.

    Returns
    -------
    tuple of str
        Different from each other.
    """
    return tuple(_joined(number, _SURNAME_END) for number in range(many))


def addresses(label: str, country: str) -> tuple[str, ...]:
    """Make addresses in a region.

    Parameters
    ----------
    label : str
        Name of the region.
    country : str
        Name of the country.

    Returns
    -------
    tuple of str
        One for each of a few streets.
    """
    return tuple(f"{7 * at + 3} {street}, {label}, {country}" for at, street in enumerate(_STREETS))


def _joined(number: int, ends: tuple[str, ...]) -> str:
    """Put the syllables of a number together; a numeral follows where they have run out."""
    many = len(_START) * len(_MIDDLE) * len(ends)
    turn, rest = divmod(number, many)
    rest = rest * _STEP % many
    start = _START[rest % len(_START)]
    middle = _MIDDLE[rest // len(_START) % len(_MIDDLE)]
    end = ends[rest // len(_START) // len(_MIDDLE)]
    return f"{start}{middle}{end}" + (f" {turn + 1}" if turn else "")
