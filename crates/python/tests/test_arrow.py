"""Tables reach polars, pandas and pyarrow through the Arrow PyCapsule interface, numbers without a copy."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pyarrow as pa

import suranys


def test_ten_million_draws_reach_polars_without_a_copy(package, few):
    """The numbers polars and pyarrow read lie where the model left them: by address."""
    more = package.scenario("baseline", {"run.draws": 2400}, source="ten million draws in all", id="more")
    table = package.run([more], draws=["net-requirement"]).draws("net-requirement")
    frame = pl.DataFrame(table)
    # Refused where it would need a copy.
    numbers = frame["draws"].to_numpy(allow_copy=False)
    assert numbers.size >= 10_000_000
    assert numbers.ctypes.data == table.address("draws")
    chunk = pa.table(table)["draws"].chunk(0)
    assert chunk.values.buffers()[1].address == table.address("draws")


def test_columns_of_numbers_are_not_copied(run):
    table = run.figures
    place = table.address("median")
    assert pl.DataFrame(table)["median"].to_numpy(allow_copy=False).ctypes.data == place
    assert pa.table(table)["median"].chunk(0).buffers()[1].address == place


def test_a_frame_outlives_what_it_was_made_of(package, few):
    frame = pl.DataFrame(package.run([few], draws="net-requirement").draws("net-requirement"))
    # Nothing but the frame holds the numbers now; the sum of all draws of a figure is their number times the mean.
    numbers = frame["draws"].to_numpy(allow_copy=False)
    assert abs(numbers[0].sum() - numbers[0].mean() * 200) < 1e-3


def test_pandas_and_pyarrow_hold_what_polars_holds(run):
    table = run["job_openings_by_region"]
    frame = pl.DataFrame(table)
    assert pa.table(table).to_pylist() == frame.to_dicts()
    panda = table.to_pandas()
    assert isinstance(panda, pd.DataFrame)
    assert panda["median"].tolist() == frame["median"].to_list()
    assert table.to_arrow().schema == pa.schema(table)


def test_what_is_missing_is_null_and_never_zero(run):
    frame = pl.DataFrame(run["job_openings_by_region"])
    # A figure of all sections has none; that of a region has one.
    assert frame["section"].null_count() == frame.height
    assert frame["region"].null_count() == 0


def test_rows_and_columns_without_any_library(run):
    table = run["job_openings_by_region"]
    rows = table.rows()
    assert len(rows) == len(table)
    assert list(rows[0]) == table.columns
    assert [row["median"] for row in rows] == table["median"]


def test_units_of_all_figures_are_said(run):
    assert None not in pl.DataFrame(run.figures)["unit"].to_list()


def test_a_frame_is_forecast_as_its_file(wages):
    """Values by way of text are the same numbers; so are the forecasts."""
    own = suranys.series.forecast(wages, horizon=3).to_polars()
    table = pl.read_csv(wages)
    for frame in (table, table.to_pandas(), table.to_arrow()):
        assert suranys.series.forecast(frame, horizon=3).to_polars().equals(own)
