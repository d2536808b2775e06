"""smartspec: from the records of an economy to decisions on clusters and smart specialisation.

Everything here takes a pandas, polars or Arrow table with one row a place, activity and period, and
returns a pandas table::

    import smartspec as ss

    ss.rta(table, place="region", activity="field", period="year", value="patents")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smartspec.api import (
        TableFunction,
        count_pairs,
        count_records,
        indicate,
        relatedness_of_links,
    )
    from smartspec.core.errors import RequestError, SmartspecWarning
    from smartspec.datasets.catalogue import datasets as list_datasets
    from smartspec.datasets.load import load_frame, load_table
    from smartspec.indicators.catalogue import indicators as list_indicators
    from smartspec.indicators.cross_space import cross_density, cross_relatedness
    from smartspec.policy.repository import repository
    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.matrix import Matrix
    from smartspec.tables.result import Result

    # Every indicator of the catalogue; a test holds the two together.
    activity_complexity: TableFunction
    activity_complexity_by_threshold: TableFunction
    activity_complexity_interval: TableFunction
    activity_fitness: TableFunction
    activity_reflections: TableFunction
    average_location_quotient: TableFunction
    coherence: TableFunction
    distance: TableFunction
    diversity: TableFunction
    ease_of_recombination: TableFunction
    entropy: TableFunction
    entry_and_exit: TableFunction
    expy: TableFunction
    gini: TableFunction
    growth: TableFunction
    growth_of_activities: TableFunction
    growth_of_places: TableFunction
    hachman: TableFunction
    herfindahl: TableFunction
    hoover: TableFunction
    inverse_normalised_ubiquity: TableFunction
    krugman: TableFunction
    local_activity_complexity: TableFunction
    local_complexity: TableFunction
    locational_gini: TableFunction
    log_rta: TableFunction
    mean_density: TableFunction
    mean_modular_complexity: TableFunction
    mean_of_activities: TableFunction
    mean_of_places: TableFunction
    modular_complexity: TableFunction
    normalised_ubiquity: TableFunction
    nrca: TableFunction
    opportunity_gain: TableFunction
    opportunity_value: TableFunction
    outside_complexity: TableFunction
    place_complexity: TableFunction
    place_complexity_by_threshold: TableFunction
    place_complexity_interval: TableFunction
    place_fitness: TableFunction
    place_reflections: TableFunction
    place_relatedness: TableFunction
    prody: TableFunction
    profile_similarity: TableFunction
    rank_change: TableFunction
    related_variety: TableFunction
    relatedness: TableFunction
    relatedness_backbone: TableFunction
    relatedness_density: TableFunction
    relatedness_significance: TableFunction
    rsca: TableFunction
    rta: TableFunction
    rta_change: TableFunction
    rta_shrunk: TableFunction
    rta_significance: TableFunction
    share_change: TableFunction
    shares: TableFunction
    shift_share: TableFunction
    shift_share_places: TableFunction
    specialisation_coefficient: TableFunction
    specialised: TableFunction
    ubiquity: TableFunction

_HOMES = {
    "ActivityTable": ("smartspec.tables.activity", "ActivityTable"),
    "Matrix": ("smartspec.tables.matrix", "Matrix"),
    "RequestError": ("smartspec.core.errors", "RequestError"),
    "Result": ("smartspec.tables.result", "Result"),
    "SmartspecWarning": ("smartspec.core.errors", "SmartspecWarning"),
    "count_pairs": ("smartspec.api", "count_pairs"),
    "count_records": ("smartspec.api", "count_records"),
    "cross_density": ("smartspec.indicators.cross_space", "cross_density"),
    "cross_relatedness": ("smartspec.indicators.cross_space", "cross_relatedness"),
    "indicate": ("smartspec.api", "indicate"),
    # Not "datasets" and "indicators": those are the rooms themselves.
    "list_datasets": ("smartspec.datasets.catalogue", "datasets"),
    "list_indicators": ("smartspec.indicators.catalogue", "indicators"),
    "load_frame": ("smartspec.datasets.load", "load_frame"),
    "load_table": ("smartspec.datasets.load", "load_table"),
    "relatedness_of_links": ("smartspec.api", "relatedness_of_links"),
    "repository": ("smartspec.policy.repository", "repository"),
}

__all__ = [
    "ActivityTable",
    "Matrix",
    "RequestError",
    "Result",
    "SmartspecWarning",
    "activity_complexity",
    "activity_complexity_by_threshold",
    "activity_complexity_interval",
    "activity_fitness",
    "activity_reflections",
    "average_location_quotient",
    "coherence",
    "count_pairs",
    "count_records",
    "cross_density",
    "cross_relatedness",
    "distance",
    "diversity",
    "ease_of_recombination",
    "entropy",
    "entry_and_exit",
    "expy",
    "gini",
    "growth",
    "growth_of_activities",
    "growth_of_places",
    "hachman",
    "herfindahl",
    "hoover",
    "indicate",
    "inverse_normalised_ubiquity",
    "krugman",
    "list_datasets",
    "list_indicators",
    "load_frame",
    "load_table",
    "local_activity_complexity",
    "local_complexity",
    "locational_gini",
    "log_rta",
    "mean_density",
    "mean_modular_complexity",
    "mean_of_activities",
    "mean_of_places",
    "modular_complexity",
    "normalised_ubiquity",
    "nrca",
    "opportunity_gain",
    "opportunity_value",
    "outside_complexity",
    "place_complexity",
    "place_complexity_by_threshold",
    "place_complexity_interval",
    "place_fitness",
    "place_reflections",
    "place_relatedness",
    "prody",
    "profile_similarity",
    "rank_change",
    "related_variety",
    "relatedness",
    "relatedness_backbone",
    "relatedness_density",
    "relatedness_of_links",
    "relatedness_significance",
    "repository",
    "rsca",
    "rta",
    "rta_change",
    "rta_shrunk",
    "rta_significance",
    "share_change",
    "shares",
    "shift_share",
    "shift_share_places",
    "specialisation_coefficient",
    "specialised",
    "ubiquity",
]


def __dir__() -> list[str]:
    """List what there is, also what is not loaded yet."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    """Load a part when it is first asked for; any indicator of the catalogue is one."""
    if name in _HOMES:
        module, attribute = _HOMES[name]
        return getattr(import_module(module), attribute)
    if not name.startswith("_"):
        from smartspec.api import table_function
        from smartspec.core.errors import RequestError
        from smartspec.indicators.catalogue import indicator

        try:
            return table_function(indicator(name).name)
        except RequestError:
            pass
    raise AttributeError(f"module 'smartspec' has no attribute '{name}'")
