"""What the tests share: the project, the command line's program, a small scenario."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

import suranys

PROJECT = Path(__file__).resolve().parents[3]
#: The command whose numbers Python's must equal to the bit.
PROGRAM = Path(os.environ["SURANYS"]).resolve()


@pytest.fixture(scope="session", autouse=True)
def in_the_project():
    """Paths are those of the command line's examples."""
    before = Path.cwd()
    os.chdir(PROJECT)
    yield
    os.chdir(before)


@pytest.fixture(scope="session")
def package() -> suranys.Package:
    return suranys.Package("data/kz")


@pytest.fixture(scope="session")
def few(package: suranys.Package) -> suranys.Scenario:
    """The baseline in few simulations, so that tests are quick."""
    return package.scenario("baseline", {"run.draws": 200}, source="a test", id="few")


@pytest.fixture(scope="session")
def run(package: suranys.Package, few: suranys.Scenario) -> suranys.Run:
    return package.run([few], draws=["net-requirement", "employment"])


@pytest.fixture(scope="session")
def command():
    """Runs the command line's program and gives what it prints."""

    def call(*arguments: object, codes: tuple[int, ...] = (0,)) -> str:
        done = subprocess.run(
            [PROGRAM, *map(str, arguments)], cwd=PROJECT, capture_output=True, text=True, check=False
        )
        assert done.returncode in codes, done.stderr
        return done.stdout

    return call


@pytest.fixture(scope="session")
def wages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three synthetic series of twenty years: one is the sum of the others."""
    lines = ["series_id,period,value"]
    for t in range(20):
        a, b = 100 + t * t % 7, 50 + t * t % 5
        lines += [f"{name},{2000 + t},{value}" for name, value in (("all", a + b), ("a", a), ("b", b))]
    path = tmp_path_factory.mktemp("series") / "wages.csv"
    path.write_text("\n".join(lines) + "\n")
    return path
