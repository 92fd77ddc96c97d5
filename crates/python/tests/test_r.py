"""The page for users of R: its snippets run, and its numbers are the command line's."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys

import pytest
from conftest import PROJECT

PAGE = PROJECT / "notebooks" / "r.md"


def has(package: str) -> bool:
    said = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
    return subprocess.run(["Rscript", "--vanilla", "-e", said], capture_output=True, check=False).returncode == 0


def snippets() -> list[str]:
    """The page's blocks of R."""
    blocks = PAGE.read_text(encoding="utf-8").split("```r\n")[1:]
    return [block.split("```")[0] for block in blocks]


def test_the_snippets_run_and_say_what_the_command_says(command, package, tmp_path):
    if shutil.which("Rscript") is None or not has("reticulate"):
        if os.environ.get("SURANYS_TOOLS") == "required":
            pytest.fail("R and reticulate are asked for, and not there")
        pytest.skip("there is no R with reticulate")
    work = tmp_path / "notebooks"
    shutil.copytree(PROJECT / "notebooks", work)
    for name in ("data", "reports"):
        (tmp_path / name).symlink_to(PROJECT / name)
    run, left_out = [], []
    for snippet in snippets():
        needed = [line.split(":")[1].strip() for line in snippet.splitlines() if line.startswith("# needs:")]
        (run if all(map(has, needed)) else left_out).append(snippet)
    assert len(run) >= 6
    assert all("arrow" in snippet for snippet in left_out)
    if not left_out:
        command("report", "data/kz", "--only", "draws,parquet", "--out", work / "my-report")
    script = tmp_path / "page.R"
    script.write_text("\n".join(run) + '\nwrite.csv(openings, "openings.csv", row.names = FALSE)\nwrite(dim(draws), "dim.txt")\n')
    done = subprocess.run(
        ["Rscript", "--vanilla", script],
        cwd=work,
        env={**os.environ, "SURANYS_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "is `net-requirement` meant?" in done.stdout
    made = package.run([package.scenario(
        "baseline",
        {"demand.gdp_growth_gap": (0.5, 1.0, 1.5), "run.draws": 200},
        source="what this page asks",
        id="faster",
    )])
    theirs = made["job_openings_by_period"]["median"]
    with (work / "openings.csv").open() as file:
        # R writes fifteen digits; the tables of a report hold fewer.
        assert [float(row["median"]) for row in csv.DictReader(file)] == theirs
    assert (work / "dim.txt").read_text().split()[1] == "200"
