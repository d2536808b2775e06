"""The inputs that every package was given, and what each printed, as arrays."""

from pathlib import Path

import numpy as np
import pandas as pd
from comparisons import PEERS
from scipy import sparse

from smartspec.tables.matrix import Matrix

ECONGEO, DATAWHEEL, ATLAS = "econgeo_v2.1", "economic_complexity_0.3.0", "ecomplexity_0.5.3"
R_EC = "r_economiccomplexity_2.0.0"
CO_OCCURRENCE = "co_occurrence"


def table(path: Path) -> pd.DataFrame:
    """A file whose first column has labels."""
    return pd.read_csv(path, index_col=0)


def output(package: str, name: str) -> pd.DataFrame:
    """What a package printed."""
    return table(PEERS / package / f"{name}.csv")


def numbers(package: str, name: str) -> np.ndarray:
    """The first column of figures; some packages print labels as a column of their own."""
    return output(package, name).select_dtypes("number").iloc[:, 0].to_numpy(dtype=float)


def counts_of(name: str, *, as_sparse: bool = False, transposed: bool = False) -> Matrix:
    """An input, or the co-occurrence matrix that EconGeo made of one."""
    frame = output(ECONGEO if name == CO_OCCURRENCE else "inputs", name)
    frame = frame.T if transposed else frame
    values = frame.to_numpy(dtype=float)
    return Matrix(
        sparse.csr_array(values) if as_sparse else values,
        places=[str(label) for label in frame.index],
        activities=[str(label) for label in frame.columns],
    )
