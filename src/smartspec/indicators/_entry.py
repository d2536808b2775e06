"""Question: what has to be told of an indicator so that anyone can find, read and check it?

In: what is known of one. Out: a record that lists, computes and documents from the same facts.
Must not know: which indicators there are, or any array: listing must be quick.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from smartspec.tables.result import Result

UNIT_OF_COUNTS = "unit of the counts"
NO_DOI = "none"
PLAIN = (bool, int, float, str)


class Measure(NamedTuple):
    """One column that an indicator returns.

    Parameters
    ----------
    unit : str
        Its unit by default; ``"unit of the counts"`` where it is theirs.
    meaning : str
        What it says, in a few words.
    """

    unit: str
    meaning: str


class Option(NamedTuple):
    """One option of an indicator.

    Parameters
    ----------
    type : type or None
        ``bool``, ``int``, ``float`` or ``str``; None for what is no single value and can only be
        given from Python. A list that may be written as text, with commas, is a ``str``.
    default : object
        Its value if nothing is said.
    choices : tuple of str
        The names that are accepted, if only some are.
    each : str
        ``"place"`` or ``"activity"`` if it is a number for each of them: a mapping in Python, a
        file on the command line.
    """

    type: type | None
    default: object
    choices: tuple[str, ...] = ()
    each: str = ""


@dataclass(frozen=True, eq=False)
class Indicator:
    """One indicator: what it means, how it is computed and where it comes from.

    Parameters
    ----------
    name : str
        Its name in smartspec.
    family : str
        The page of the explanations that tells of it.
    function : str
        Dotted name of the function that computes it; imported only when needed.
    windows : 1 or 2
        Whether it describes one window or the change between two.
    axes : tuple of str
        What the rows of its result are about.
    formula : str
        Plain text; ``n_pa`` is the count of activity a in place p, ``n_p``, ``n_a`` and ``n`` are
        totals, ``s_pa = n_pa / n_p`` and ``s_a = n_a / n`` shares.
    columns : mapping of str to Measure
        What it returns.
    reference : str
        Where it was proposed, or a standard text.
    doi : str
        Of the reference, or ``"none"``.
    aliases : tuple of str
        Other names that it goes by.
    """

    name: str
    family: str
    function: str
    windows: Literal[1, 2]
    axes: tuple[str, ...]
    formula: str
    columns: Mapping[str, Measure]
    reference: str
    doi: str
    aliases: tuple[str, ...] = ()

    @property
    def meaning(self) -> str:
        """First line of the function's documentation."""
        return (inspect.getdoc(self.load()) or "").partition("\n")[0]

    def load(self) -> Callable[..., Result]:
        """Import the function that computes the indicator.

        Returns
        -------
        callable
            Takes one matrix of counts, or two, and the options; returns a Result.
        """
        module, _, name = self.function.rpartition(".")
        return typing.cast("Callable[..., Result]", getattr(import_module(module), name))

    def options(self) -> dict[str, Option]:
        """List the options with their types and defaults, from the function's signature.

        Returns
        -------
        dict of str to Option
            One entry a keyword-only parameter.
        """
        function = self.load()
        hints = typing.get_type_hints(function, include_extras=True)
        return {
            name: _option(hints[name], parameter.default)
            for name, parameter in inspect.signature(function).parameters.items()
            if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        }


def _is_list(kinds: list[object]) -> bool:
    """Whether a list may be given as one text as well."""
    return str in kinds and len(kinds) == 2 and any(map(_is_sequence, kinds))


def _is_sequence(kind: object) -> bool:
    return typing.get_origin(kind) is Sequence


def _option(hint: object, default: object) -> Option:
    """Tell plain values and named choices from what can only be given from Python."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        kinds = [kind for kind in typing.get_args(hint) if kind is not types.NoneType]
        # What may be a text or a sequence is a text on the command line: "0.5,1,1.5".
        hint = kinds[0] if len(kinds) == 1 else str if _is_list(kinds) else None
    if typing.get_origin(hint) is typing.Annotated:
        return Option(None, default, each=str(typing.get_args(hint)[1]))
    if typing.get_origin(hint) is Literal:
        return Option(str, default, tuple(str(choice) for choice in typing.get_args(hint)))
    for kind in PLAIN:
        if hint is kind:
            return Option(kind, default)
    return Option(None, default)
