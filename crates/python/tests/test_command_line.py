"""Every number is the command line's, to the bit."""

from __future__ import annotations

import csv
import io
import json

import polars as pl
import pytest

import suranys


def same(table: suranys.Table, written: str) -> None:
    """A table of Python is what the command wrote as CSV: names, order, and every number exactly."""
    names, *rows = list(csv.reader(io.StringIO(written)))
    made = pl.DataFrame(table)
    assert made.columns == names
    assert made.height == len(rows)
    for name, theirs in zip(names, zip(*rows)):
        ours = made[name]
        if ours.dtype.is_numeric():
            # An empty cell is missing.
            read = int if ours.dtype.is_integer() else float
            assert ours.to_list() == [read(cell) if cell else None for cell in theirs], name
        else:
            words = ["" if v is None else str(v).lower() if isinstance(v, bool) else v for v in ours.to_list()]
            assert words == list(theirs), name


def test_a_run_is_stored_under_the_name_of_the_command_lines(package, few, run, command, tmp_path):
    """The name is the fingerprint of the content: scenarios, figures, draws of ranks, list."""
    file = few.save(tmp_path / "few.toml")
    printed = command("run", "data/kz", "--scenario", file, "--runs", tmp_path / "theirs").strip()
    ours = run.save(tmp_path / "ours")
    assert ours.name == printed.rsplit("/", 1)[-1]
    assert suranys.open_run(ours, "data/kz").identity == run.identity


def test_tables_are_those_of_a_report(run, command, tmp_path):
    stored = run.save(tmp_path / "runs")
    command("report", stored, "--only", "tables,parquet", "--lang", "en", "--out", tmp_path / "report")
    files = {path.stem: path for path in (tmp_path / "report" / "tables").glob("*.parquet")}
    assert set(run.keys()) <= set(files)
    assert len(run) > 20
    for name, table in run.tables.items():
        assert pl.DataFrame(table).equals(pl.read_parquet(files[name])), name


def test_charts_are_those_of_a_report(run, command, tmp_path):
    stored = run.save(tmp_path / "runs")
    command("report", stored, "--only", "figures", "--lang", "kk", "--out", tmp_path / "report")
    files = {path.stem: path.read_text() for path in (tmp_path / "report" / "kk" / "figures").glob("*.svg")}
    assert {name: chart.svg for name, chart in run.charts("kk").items()} == files


def test_draws_are_those_of_a_report(run, few, command, tmp_path):
    few.save(tmp_path / "few.toml")
    command(
        "report", "data/kz", "--scenario", tmp_path / "few.toml", "--only", "draws", "--out", tmp_path / "report"
    )
    written = pl.read_parquet(tmp_path / "report" / "draws" / "net_requirement.parquet")
    ours = pl.DataFrame(run.draws("net-requirement"))
    count = ours["draws"].dtype.shape[0]
    assert count == 200  # as `few` asks for
    assert ours["draws"].explode().to_list() == written["value"].to_list()
    assert ours["region"].to_list() == written["region"].gather_every(count).to_list()


def test_check_says_what_the_command_says(package, command):
    said = json.loads(command("check", "data/kz", "--format", "json"))
    checked = package.check()
    assert checked and checked.is_ready
    assert len(checked.findings) == len(said["diagnostics"])
    assert [one.message for one in checked.findings] == [one["message"] for one in said["diagnostics"]]
    assert (checked.resources, checked.rows) == (said["resources"], said["rows"])


@pytest.mark.parametrize(
    "what", ["net-requirement year=2026 region=KZ-75 section=P", "implied-unemployment-rate year=2027"]
)
def test_a_tree_is_the_commands(package, command, what):
    explained = package.explain(what)
    assert explained.text == command("explain", "data/kz", *what.split())
    assert explained.brief == command("explain", "data/kz", *what.split(), "--brief")
    assert explained.to_dict() == json.loads(command("explain", "data/kz", *what.split(), "--format", "json"))


def test_a_run_explains_its_own_figures(run, few, package):
    what = "net-requirement year=2026 section=P"
    assert run.explain(what).to_dict() == package.explain(what, scenarios=[few]).to_dict()


def test_differences_are_the_commands(package, few, command, tmp_path):
    faster = package.scenario(
        "baseline", {"run.draws": 200, "demand.gdp_growth_gap": 1.0}, source="a test", id="faster"
    )
    files = [few.save(tmp_path / "few.toml"), faster.save(tmp_path / "faster.toml")]
    compared = package.compare(few, faster)
    same(compared.figures, command("compare", *files, "--format", "csv"))
    same(compared.list, command("compare", *files, "--by", "list", "--format", "csv"))
    what = "net-requirement year=2026 section=P"
    parts = package.why(what, few, faster)
    same(parts, command("compare", *files, "--why", what, "--format", "csv"))


def test_a_sweep_is_the_commands(package, few, command, tmp_path):
    grid = {
        "method": "latin-hypercube",
        "points": 4,
        "draws": 100,
        "parameters": {"demand.gdp_growth_gap": {"low": -1.0, "high": 1.0}},
        "outputs": [{"measure": "net-requirement", "year": "2026"}],
    }
    swept = package.sweep(grid)
    file = tmp_path / "sweep.toml"
    file.write_text(
        'method = "latin-hypercube"\npoints = 4\ndraws = 100\n[parameters."demand.gdp_growth_gap"]\n'
        'low = -1.0\nhigh = 1.0\n[[outputs]]\nmeasure = "net-requirement"\nyear = "2026"\n'
    )
    printed = command("sweep", "data/kz", file, "--out", tmp_path / "out", "--show", "runs", "--format", "csv")
    same(swept.runs, printed)
    # The runs that the command finished are taken as they are.
    heard = []
    again = package.sweep(
        grid, folder=tmp_path / "out" / "runs", progress=lambda percent, doing: heard.append(doing)
    )
    assert again.runs.rows() == swept.runs.rows()
    assert not [doing for doing in heard if "of" in doing.split()]
    same(swept.sensitivities, (tmp_path / "out" / "tables" / f"{swept.sensitivities.name}.csv").read_text())


def test_the_list_is_the_commands(run, command, tmp_path):
    stored = run.save(tmp_path / "runs")
    options = [stored, "--rules", "kz@2023-02-20", "--region", "KZ-75"]
    made = run.recommend(rules="kz@2023-02-20", region="KZ-75")
    assert made.to_dict() == json.loads(command("recommend", *options, "--format", "json"))
    assert made.text(top=30) == command("recommend", *options, "--top", "30")
    assert made.explain("kz:neurosurgeon") == command("recommend", *options, "--explain", "kz:neurosurgeon")
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    made.save(ours)
    command("recommend", *options, "--out", theirs)
    files = sorted(path.relative_to(ours) for path in ours.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(theirs) for path in theirs.rglob("*") if path.is_file())
    # A run in memory has no files that the manifest could name.
    differing = [str(path) for path in files if (ours / path).read_bytes() != (theirs / path).read_bytes()]
    assert differing == ["manifest.json"]


def test_series_are_the_commands(wages, command, tmp_path):
    made = suranys.series.forecast(wages, horizon=4, levels=[50, 80])
    same(made.table, command("series", "forecast", wages, "--horizon", "4", "--levels", "50,80"))
    drawn = suranys.series.forecast(wages, horizon=2, draws=50, seed=3)
    same(drawn.table, command("series", "forecast", wages, "--horizon", "2", "--draws", "50", "--seed", "3"))
    scored = suranys.series.evaluate(wages, horizon=2)
    same(scored.table, command("series", "evaluate", wages, "--horizon", "2", "--format", "csv"))
    weighed = suranys.series.evaluate(wages, horizon=2, weights=True)
    arguments = ["--horizon", "2", "--weights", "--format", "csv"]
    same(weighed.table, command("series", "evaluate", wages, *arguments))
    parts = tmp_path / "parts.csv"
    parts.write_text("series_id,parent\nall,\na,all\nb,all\n")
    coherent = suranys.series.reconcile(wages, parts, horizon=3)
    arguments = ["--hierarchy", parts, "--horizon", "3"]
    same(coherent.table, command("series", "reconcile", wages, *arguments))
