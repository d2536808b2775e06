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
    from smartspec.api import TableFunction, indicate
    from smartspec.core.errors import RequestError, SmartspecWarning
    from smartspec.datasets.catalogue import datasets
    from smartspec.datasets.load import load_frame, load_table
    from smartspec.indicators.catalogue import indicators
    from smartspec.policy.repository import repository
    from smartspec.tables.activity import ActivityTable
    from smartspec.tables.matrix import Matrix
    from smartspec.tables.result import Result

    rta: TableFunction

_HOMES = {
    "ActivityTable": "smartspec.tables.activity",
    "Matrix": "smartspec.tables.matrix",
    "RequestError": "smartspec.core.errors",
    "Result": "smartspec.tables.result",
    "SmartspecWarning": "smartspec.core.errors",
    "datasets": "smartspec.datasets.catalogue",
    "indicate": "smartspec.api",
    "indicators": "smartspec.indicators.catalogue",
    "load_frame": "smartspec.datasets.load",
    "load_table": "smartspec.datasets.load",
    "repository": "smartspec.policy.repository",
}

__all__ = [
    "ActivityTable",
    "Matrix",
    "RequestError",
    "Result",
    "SmartspecWarning",
    "datasets",
    "indicate",
    "indicators",
    "load_frame",
    "load_table",
    "repository",
]


def __getattr__(name: str) -> object:
    """Load a part when it is first asked for; any indicator of the catalogue is one."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if not name.startswith("_"):
        from smartspec.api import TableFunction
        from smartspec.core.errors import RequestError
        from smartspec.indicators.catalogue import indicator

        try:
            return TableFunction(indicator(name).name)
        except RequestError:
            pass
    raise AttributeError(f"module 'smartspec' has no attribute '{name}'")
