"""Forecasts of any table of time series, their evaluation, and their reconciliation.

A table is a file (CSV or TSV, XLSX, Parquet; its layout and encoding are recognised) or a frame of polars, pandas
or pyarrow with columns ``series_id``, ``period`` and ``value``, or others that are named. Values may be in any unit;
forecasts are in the same one.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable, Optional, Union

from . import _native
from ._findings import Findings
from ._native import Table

Progress = Union[Callable[[float, str], Any], bool, None]

#: How a table is read where nothing else is said: the arguments that all functions here take.
_READING: dict[str, Any] = {
    "layout": None,
    "id": [],
    "time": [],
    "value": None,
    "frequency": None,
    "status": None,
    "link": None,
    "reason": None,
    "decimal": None,
    "thousands": None,
    "missing": [],
    "sheet": None,
    "encoding": None,
    "allow_holes": False,
    "end_from": None,
    "fill": False,
}


class Result:
    """What came of work on a table of series; read as a table by polars, pandas and pyarrow."""

    def __init__(self, made: Mapping[str, Any]) -> None:
        self.table: Table = made["table"]
        """The rows."""
        self.rejects: dict[str, str] = dict(made["rejects"])
        """Series that could not be forecast, with the reason."""
        self.noted = Findings.read(made["noted"])
        """What looks wrong in the table or the forecasts and may be right, with its place."""
        self.notes: list[str] = self.table.notes
        """What a reader should know, as the command line says it on stderr."""

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self.table.__arrow_c_schema__()

    def __len__(self) -> int:
        return len(self.table)

    def to_polars(self) -> Any:
        """The rows as a polars DataFrame."""
        return self.table.to_polars()

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame."""
        return self.table.to_pandas()

    def __repr__(self) -> str:
        return f"<suranys.series.Result: {len(self)} rows, {len(self.rejects)} rejects, {len(self.noted)} noted>"

    def _repr_html_(self) -> str:
        return self.table._repr_html_()


def _reading(options: Mapping[str, Any]) -> dict[str, Any]:
    unknown = [name for name in options if name not in _READING]
    if unknown:
        raise TypeError(f"`{unknown[0]}` says nothing of how a table is read; there are: {', '.join(_READING)}")
    reading = {**_READING, **options}
    for name in ("id", "time", "missing"):
        if isinstance(reading[name], str):
            reading[name] = [reading[name]]
    return reading


@contextmanager
def _file(table: Any) -> Iterator[Path]:
    """The table's file; a frame is written to one, as text that is read as the same numbers."""
    if isinstance(table, (str, os.PathLike)):
        yield Path(table)
        return
    with tempfile.TemporaryDirectory(prefix="suranys-") as folder:
        path = Path(folder) / "table.csv"
        if hasattr(table, "write_csv"):  # polars
            table.write_csv(path)
        elif hasattr(table, "to_csv"):  # pandas
            table.to_csv(path, index=False)
        elif hasattr(table, "__arrow_c_stream__"):
            _rows(table, path)
        else:
            raise TypeError(f"a path or a frame is asked for, not {type(table).__name__}")
        yield path


def _rows(table: Any, path: Path) -> None:
    """Writes what speaks Arrow by whichever of its readers is there."""
    if "pyarrow" in sys.modules or "polars" not in sys.modules:
        import pyarrow
        import pyarrow.csv

        pyarrow.csv.write_csv(pyarrow.table(table), path)
    else:
        import polars

        polars.DataFrame(table).write_csv(path)


def forecast(
    table: Any,
    horizon: int,
    *,
    levels: Sequence[float] = (80, 95),
    model: str = "auto",
    point: str = "median",
    draws: Optional[int] = None,
    seed: int = 1,
    min: Optional[float] = None,
    max: Optional[float] = None,
    progress: Progress = None,
    **reading: Any,
) -> Result:
    """Forecasts every series of a table, with calibrated prediction intervals.

    Parameters
    ----------
    table : path or frame
        The table.
    horizon : int
        Forecast horizon in periods.
    levels : sequence of float, optional
        Levels of the central prediction intervals, per cent.
    model : str, optional
        ``auto``, the combination of all, or the name of one.
    point : {"median", "mean"}, optional
        Point forecast in the column ``point``.
    draws : int, optional
        That many simulations of each series in place of point forecasts and intervals.
    seed : int, optional
        Seed of the simulations.
    min, max : float, optional
        Bounds of forecasts, in the unit of the values.
    progress : callable or bool, optional
        Called with the per cent done and what is being done; False for silence.
    **reading
        How the table is read: ``layout``, ``id``, ``time``, ``value`` (names of columns), ``frequency``, ``status``,
        ``link``, ``reason``, ``decimal``, ``thousands``, ``missing``, ``sheet``, ``encoding``, ``allow_holes``,
        ``end_from``, ``fill``; as of ``suranys series forecast --help``.

    Returns
    -------
    Result
        Columns ``series_id``, ``period``, ``model``, ``point`` and the bounds ``lo_80``, ``hi_80`` and so on.

    Raises
    ------
    FindingsError
        When the table has findings, each with its row and column.

    Examples
    --------
    >>> suranys.series.forecast("wages.csv", horizon=4, levels=[50, 80]).to_polars()
    """
    with _file(table) as file:
        made = _native.forecast(
            file, _reading(reading), horizon, list(levels), model, point, draws, seed, min, max, progress
        )
    return Result(made)


def evaluate(
    table: Any,
    horizon: int,
    *,
    origins: int = 3,
    weights: bool = False,
    progress: Progress = None,
    **reading: Any,
) -> Result:
    """Scores the models on the table's past, pseudo out of sample.

    Parameters
    ----------
    table : path or frame
        The table.
    horizon : int
        Forecast horizon in periods.
    origins : int, optional
        Number of forecast origins, one period apart.
    weights : bool, optional
        The weights of the combination, averaged over series, in place of the scores.
    progress, **reading
        As of `forecast`.

    Returns
    -------
    Result
        A row for each model: mase, smape (per cent), owa, rmsse, wis, crps, coverage_80 and coverage_95 (shares), msis;
        errors are scaled by the mean absolute change before the origin.

    Examples
    --------
    >>> suranys.series.evaluate("wages.csv", horizon=2).to_polars().sort("mase")
    """
    with _file(table) as file:
        made = _native.evaluate(file, _reading(reading), horizon, origins, weights, progress)
    return Result(made)


def reconcile(
    table: Any,
    hierarchy: Any,
    horizon: int,
    *,
    sums: bool = False,
    method: str = "mint",
    non_negative: bool = False,
    levels: Sequence[float] = (80, 95),
    model: str = "auto",
    draws: Optional[int] = None,
    seed: int = 1,
    progress: Progress = None,
    **reading: Any,
) -> Result:
    """Forecasts series of a hierarchy so that the forecasts are coherent: components sum to totals.

    Parameters
    ----------
    table : path or frame
        The table.
    hierarchy : path or frame
        Which series is a component of which total: columns ``series_id`` and ``parent``.
    horizon : int
        Forecast horizon in periods.
    sums : bool, optional
        Make totals that are missing in the table from the sums of their components.
    method : str, optional
        ``mint``, ``mint-shrink``, ``wls``, ``ols``, ``bottom-up`` or ``top-down``.
    non_negative : bool, optional
        Keep forecasts of components at zero or above.
    levels, model, draws, seed, progress, **reading
        As of `forecast`.

    Returns
    -------
    Result

    Examples
    --------
    >>> suranys.series.reconcile("regions.csv", "hierarchy.csv", horizon=3)
    """
    with _file(table) as file, _file(hierarchy) as links:
        made = _native.reconcile(
            file,
            _reading(reading),
            links,
            horizon,
            sums,
            method,
            non_negative,
            list(levels),
            model,
            draws,
            seed,
            progress,
        )
    return Result(made)
