"""Forecasts of labour shortages from official figures, for researchers.

What the command ``suranys`` does, through the same functions, so that every number is the same to the bit:

>>> import suranys
>>> package = suranys.Package("data/kz")
>>> package.check()                                    # every finding with its place and fix
>>> run = package.run()                                # the forecast under every scenario
>>> run["job_openings_by_region"].to_polars()          # a table of the report
>>> package.explain("net-requirement year=2026 region=KZ-75")
>>> faster = package.scenario("baseline", {"demand.gdp_growth_gap": 1.0}, source="a test")
>>> package.compare(package.scenarios[0], faster)
>>> run.recommend(rules="kz@2023-02-20")               # the list of in-demand professions
>>> suranys.series.forecast("wages.csv", horizon=4)    # any table of time series

Tables are Arrow columns: ``polars.DataFrame(table)`` and ``pyarrow.table(table)`` take them without a copy
of numbers. Figures are in the unit that the column ``unit`` of their row says. What is missing is null,
never zero. A figure is a distribution: its row has the median and 80 and 95 per cent prediction
intervals.
"""

from __future__ import annotations

from . import series
from ._findings import (
    ChangedError,
    Check,
    Error,
    Finding,
    Findings,
    FindingsError,
    Note,
    NotThereError,
    UsageError,
)
from ._native import (
    Comparison,
    Explanation,
    Figure,
    Recommendation,
    Run,
    Sweep,
    Table,
    __version__,
    new_package,
    open_run,
    parameters,
)
from ._package import Package, Scenario

__all__ = [
    "ChangedError",
    "Check",
    "Comparison",
    "Error",
    "Explanation",
    "Figure",
    "Finding",
    "Findings",
    "FindingsError",
    "Note",
    "NotThereError",
    "Package",
    "Recommendation",
    "Run",
    "Scenario",
    "Sweep",
    "Table",
    "UsageError",
    "__version__",
    "new_package",
    "open_run",
    "parameters",
    "series",
]
