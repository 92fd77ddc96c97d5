"""The notebooks run from top to bottom, hold no outputs, and show what the command line says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import nbformat
import polars as pl
import pytest
from conftest import PROJECT
from nbclient import NotebookClient

NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def shown(name: str) -> dict:
    """Runs a notebook where it lies and gives what its variable `shown` holds at the end."""
    [path] = [path for path in NOTEBOOKS if path.name.startswith(name)]
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("import json\nprint(json.dumps(shown))"))
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    told = "".join(output["text"] for output in notebook.cells[-1].outputs if output["output_type"] == "stream")
    return json.loads(told)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_as_it_should_be(path: Path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert "**Question: " in notebook.cells[0].source
    assert notebook.cells[-1].source.startswith("## What to try")
    assert code[-1].source.startswith("#: What this notebook says")


def test_there_are_four():
    assert len(NOTEBOOKS) == 4


def test_a_first_forecast(command, tmp_path):
    stored = command("run", "data/kz", "--runs", tmp_path / "runs").strip()
    command("report", stored, "--only", "tables", "--lang", "en", "--out", tmp_path / "report")
    table = rows((tmp_path / "report" / "tables" / "job_openings_by_period.csv").read_text())
    period = [r for r in table if (r["scenario"], r["year_from"], r["year_to"]) == ("baseline", "2023", "2027")]
    theirs = {r["measure"]: [float(r[name]) for name in ("lo80", "median", "hi80")] for r in period}
    assert "job-openings" in theirs
    assert shown("1-") == theirs


def test_scenarios_and_why(package, command, tmp_path):
    ours = shown("2-")
    other = package.scenario(
        "baseline",
        {"demand.gdp_growth_gap": (0.5, 1.0, 1.5), "replacement.stay_on_factor": 1.2},
        id="faster-and-later",
        source="any",
    ).save(tmp_path)
    sides = ["data/scenarios/baseline.toml", other]
    arguments = ["--by", "region", "--measure", "hired-job-openings", "--format", "csv"]
    regions = rows(command("compare", *sides, *arguments))
    assert ours["regions"] == {r["region"]: float(r["difference"]) for r in regions}
    what = "job-openings year=2023-2027"
    parts = rows(command("compare", *sides, "--why", what, "--format", "csv"))
    assert ours["parts"] == {r["part"]: float(r["mean"]) for r in parts}
    # Of a thousand matched simulations the median is half-way between two, which numpy adds up its own way.
    arguments = ["--by", "nation", "--measure", "hired-job-openings", "--format", "csv"]
    [nation] = rows(command("compare", *sides, *arguments))
    assert ours["median of the difference"] == pytest.approx(float(nation["difference"]), rel=1e-12)


def test_from_evidence_to_the_list(command, tmp_path):
    ours = shown("3-")
    stored = command("run", "data/kz", "--runs", tmp_path / "runs").strip()

    def counted(of: str, *options: str) -> dict[str, int]:
        folder = tmp_path / f"{of}-{len(options)}"
        command("recommend", stored, "--rules", "kz@2023-02-20", "--lang", "en", *options, "--out", folder)
        table = pl.read_parquet(folder / "tables" / f"{of}.parquet")
        return dict(table["tier"].value_counts().iter_rows())

    verdicts = rows(command("recommend", stored, "--rules", "kz@2023-02-20", "--lang", "en", "--format", "csv"))
    count = {name: sum(r["verdict"] == name for r in verdicts) for name in {r["verdict"] for r in verdicts}}
    assert ours["verdicts"] == count
    assert ours["tiers"] == counted("signal")
    assert ours["tiers of the region"] == counted("signal", "--region", "KZ-75")


def test_your_own_country(command, tmp_path):
    ours = shown("4-")
    stored = command("run", ours["package"], "--runs", tmp_path / "runs").strip()
    command("report", stored, "--only", "tables", "--lang", "en", "--out", tmp_path / "report")
    table = rows((tmp_path / "report" / "tables" / "net_requirement_by_year.csv").read_text())
    nation = [r for r in table if r["measure"] == "net-requirement" and not r["section"] and not r["region"]]
    theirs = {r["year_from"]: [float(r[name]) for name in ("lo80", "median", "hi80")] for r in nation}
    assert theirs
    assert ours["net requirement"] == theirs


def ran(*cells: str) -> list:
    """A notebook of these cells, run; its cells with their outputs."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    path = str(PROJECT / "notebooks")
    NotebookClient(notebook, timeout=600, allow_errors=True, resources={"metadata": {"path": path}}).execute()
    return notebook.cells


def test_progress_is_a_line_below_the_cell_that_is_gone_afterwards():
    begin = "import suranys\npackage = suranys.Package('../data/kz')\nfew = package.scenario(overrides={'run.draws': 1000}, source='x')"
    followed = "import suranys._progress as shown\nseen = []\nat = shown._Notebook.at\n"
    followed += "shown._Notebook.at = lambda self, percent, doing: (seen.append(doing), at(self, percent, doing))[1]"
    cells = ran(begin, followed, "run = package.run([few])", "print(len(seen) > 0)")
    [line] = [output for output in cells[2].outputs if output.output_type == "display_data"]
    assert line.data["text/markdown"] == ""
    assert cells[3].outputs[0].text == "True\n"


def test_findings_are_what_a_cell_shows_of_a_refusal():
    cells = ran(
        "import suranys\npackage = suranys.Package('../data/kz')",
        "package.scenario(overrides={'demand.gdp_growth_gapp': 1.0}, source='a slip')",
    )
    [refused] = [output for output in cells[1].outputs if output.output_type == "error"]
    told = "".join(refused.traceback)
    assert "is `demand.gdp_growth_gap` meant?" in told
    assert "site-packages" not in told
