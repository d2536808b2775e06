"""Question: what does each package mean where packages that compute the same indicator differ?

In: the name of a convention. Out: its rules, each a choice that other modules carry out.
Must not know: any array, formula or option beside these choices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smartspec.indicators._checks import choice

Convention = Literal["standard", "econgeo", "atlas", "stata", "datawheel"]
Own = Literal["convention", "exclude", "include"]
Scale = Literal["convention", "own", "sample", "places", "pairs", "sum"]
Turned = Literal["diversity", "reflections", "apart"]

SCALES = ("own", "sample", "places", "pairs", "sum")


@dataclass(frozen=True)
class Rules:
    """What one convention means.

    Parameters
    ----------
    strict : bool
        Whether an RTA equal to the threshold does not count as specialised.
    own : {"exclude", "include"}
        Whether an activity counts among what is related to it.
    diagonal : {"formula", "zero"}
        What relatedness says of an activity with itself.
    scale : {"own", "sample", "places", "pairs", "sum"}
        By what complexity is divided: see `smartspec.indicators._complex.scaled`.
    turned : {"diversity", "reflections", "apart"}
        What gives complexity its sign: places by diversity, or by reflections, and activities
        follow; or places by reflections and activities by ubiquity, each by itself.
    steps : int
        How many reflections give the sign, where they do.
    worth : {"own", "sample", "places", "pairs"}
        Scale of the complexity that opportunities add up. With the last two it is not centred, and
        the opportunity value is standardised over places.
    gain : {"plain", "net"}
        Whether what the place would no longer lack is taken off the gain of an activity.
    rescaled : bool
        Whether reflections run from 0 to 100 from the third step on.
    source : str
        Where this was read off.
    """

    strict: bool
    own: Literal["exclude", "include"]
    diagonal: Literal["formula", "zero"]
    scale: Literal["own", "sample", "places", "sum", "pairs"]
    turned: Turned
    steps: int
    worth: Literal["own", "sample", "places", "pairs"]
    gain: Literal["plain", "net"]
    rescaled: bool
    source: str

    @property
    def follows_places(self) -> bool:
        """Whether opportunities are on the scale of places, without being centred."""
        return self.worth in ("places", "pairs")


RULES: dict[str, Rules] = {
    "standard": Rules(
        strict=False, own="exclude", diagonal="formula", scale="own", turned="diversity", steps=0,
        worth="own", gain="plain", rescaled=False,
        source="smartspec",
    ),
    "econgeo": Rules(
        strict=False, own="exclude", diagonal="zero", scale="sum", turned="apart", steps=20,
        worth="own", gain="plain", rescaled=True,
        source="EconGeo 2.1 (R): rca, relatedness, relatedness_density, kci, tci, morc, mort. It "
               "has no opportunity value or gain; those are the standard ones.",
    ),
    "atlas": Rules(
        strict=False, own="include", diagonal="formula", scale="places", turned="diversity",
        steps=0, worth="places", gain="plain", rescaled=False,
        source="ecomplexity 0.5.3 (Python): calc_eci_pci, calc_coi_cog, and the normalisation in "
               "ecomplexity().",
    ),
    "stata": Rules(
        strict=True, own="exclude", diagonal="zero", scale="pairs", turned="diversity", steps=0,
        worth="pairs", gain="plain", rescaled=False,
        source="ecomplexity (Stata): ecomplexity.ado, proxdiscrete.ado, calculate_density.ado, "
               "ecipci.ado, coicog.ado. Its deviations are taken over the rows of pairs, less one.",
    ),
    "datawheel": Rules(
        strict=False, own="exclude", diagonal="zero", scale="sample", turned="reflections",
        steps=18, worth="sample", gain="net", rescaled=False,
        source="economic-complexity 0.3.0 (Python): proximity, relatedness, complexity, "
               "opportunity_gain. It has no opportunity value; that is the standard one, on its "
               "scale.",
    ),
}  # fmt: skip
"""Every convention by its name."""

CONVENTIONS = tuple(RULES)


def rules_of(convention: str) -> Rules:
    """Give the rules of a convention.

    Parameters
    ----------
    convention : str
        Its name.

    Returns
    -------
    Rules
        What it means.

    Raises
    ------
    RequestError
        If there is no such convention.

    Examples
    --------
    >>> rules_of("atlas").own, rules_of("stata").strict
    ('include', True)
    """
    return RULES[choice("convention", convention, CONVENTIONS)]


def own_of(own: str, rules: Rules) -> bool:
    """Say whether an activity counts among what is related to it.

    Parameters
    ----------
    own : {"convention", "exclude", "include"}
        What was asked for; what is said outright goes before the convention.
    rules : Rules
        The convention.

    Returns
    -------
    bool
        True if it does.

    Raises
    ------
    RequestError
        If there is no such treatment.

    Examples
    --------
    >>> own_of("exclude", rules_of("atlas")), own_of("convention", rules_of("atlas"))
    (False, True)
    """
    choice("treatment of the activity itself", own, ("convention", "exclude", "include"))
    return (rules.own if own == "convention" else own) == "include"


def scale_of(scale: str, rules: Rules) -> str:
    """Say by what complexity is divided.

    Parameters
    ----------
    scale : str
        What was asked for; what is said outright goes before the convention.
    rules : Rules
        The convention.

    Returns
    -------
    str
        One of `SCALES`.

    Raises
    ------
    RequestError
        If there is no such scale.

    Examples
    --------
    >>> scale_of("own", rules_of("econgeo")), scale_of("convention", rules_of("econgeo"))
    ('own', 'sum')
    """
    choice("scale", scale, ("convention", *SCALES))
    return rules.scale if scale == "convention" else scale
