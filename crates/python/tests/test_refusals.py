"""What is wrong is raised with its place; work can be followed and stopped."""

from __future__ import annotations

import _thread
import shutil
import threading
import time

import pytest

import suranys


def test_findings_of_a_package_say_where_and_how(package, tmp_path):
    shutil.copytree("data", tmp_path / "data")
    table = tmp_path / "data" / "kz" / "tables" / "employment_by_section.csv"
    lines = table.read_text().splitlines()
    head = lines[0].split(",")
    cells = lines[4].split(",")
    cells[head.index("value")] = "many"
    lines[4] = ",".join(cells)
    table.write_text("\n".join(lines) + "\n")
    broken = suranys.Package(tmp_path / "data" / "kz")
    checked = broken.check()
    assert not checked
    # Line 5 of the file is the fifth of its text.
    found = [one for one in checked.findings if one.row == 5 and one.found == "many"]
    assert [one.file for one in found] == ["tables/employment_by_section.csv"]
    assert found[0].place == "tables/employment_by_section.csv:5:value"
    assert "employment_by_section.csv" in checked._repr_html_()
    with pytest.raises(suranys.FindingsError) as raised:
        broken.run()
    assert found[0] in raised.value.findings
    assert found[0].place in str(raised.value)


def test_an_override_is_refused_where_it_stands(package):
    with pytest.raises(suranys.FindingsError) as raised:
        package.scenario("baseline", {"demand.gdp_growth_gapp": 1.0, "run.draws": 7}, source="a test")
    first, second = raised.value.findings
    assert (first.found, second.found) == ("demand.gdp_growth_gapp", "7")
    assert "`demand.gdp_growth_gap`" in first.help
    assert first.row is not None and second.row is not None


def test_an_override_says_its_source(package):
    made = package.scenario(
        "optimistic", {"demand.gdp_growth_gap": (0.5, 1.0, 2.0), "growth._T": {2027: 4.5}}, source="a guess"
    )
    rows = {row["key"]: row for row in made.settings.rows()}
    row = rows["demand.gdp_growth_gap"]
    assert (row["value"], row["low"], row["high"], row["source"]) == (1.0, 0.5, 2.0, "a guess")
    assert row["unit"] == "percentage points per year"
    assert rows["growth._T.2027"]["value"] == 4.5
    # What is not overridden is that of the base.
    base = {row["key"]: row["value"] for row in package.settings_of("data/scenarios/optimistic.toml").rows()}
    assert rows["replacement.other_exit_rate"]["value"] == base["replacement.other_exit_rate"]
    with pytest.raises(TypeError):
        package.scenario("baseline", {"demand.gdp_growth_gap": 1.0})


def test_what_is_not_there_is_said_with_what_is(package, run):
    with pytest.raises(suranys.NotThereError) as raised:
        package.explain("net-requirment year=2026")
    assert "`net-requirement`" in raised.value.findings[0].help
    with pytest.raises(KeyError, match="job_openings_by_region"):
        run["job_openings"]
    with pytest.raises(suranys.UsageError, match="draws="):
        run.draws("cover")
    with pytest.raises(suranys.UsageError, match="is not a measure"):
        package.run(draws=["need"])
    with pytest.raises(suranys.UsageError, match="no theme"):
        run.charts(theme="loud")
    with pytest.raises(suranys.Error, match="datapackage.json"):
        suranys.Package("data")


def test_messages_name_arguments_and_not_options(package, tmp_path):
    table = tmp_path / "table.csv"
    table.write_text("series_id,period,value\na,2000,1\na,2002,3\n")
    with pytest.raises(suranys.FindingsError) as raised:
        suranys.series.forecast(table, horizon=1)
    assert "--" not in str(raised.value)
    with pytest.raises(suranys.UsageError, match="as_of 1950"):
        package.run(as_of=1950)
    with pytest.raises(TypeError, match="tiem"):
        suranys.series.forecast(table, horizon=1, tiem="year")


def test_notes_are_warnings(wages, tmp_path):
    table = tmp_path / "gaps.csv"
    table.write_text(wages.read_text().replace("a,2010,102", "a,2010,"))
    with pytest.warns(suranys.Note, match="1 series have missing values"):
        made = suranys.series.forecast(table, horizon=1)
    assert any("missing values" in note for note in made.notes)


def test_work_is_followed(package, few):
    heard = []
    package.run([few], progress=lambda percent, doing: heard.append((percent, doing)))
    assert heard
    assert all(0 <= percent <= 100 for percent, _ in heard)
    assert [percent for percent, _ in heard] == sorted(percent for percent, _ in heard)


def test_an_interrupt_stops_a_run(package):
    """A run of ten thousand simulations takes half a minute of processor time; an interrupt ends it at the next stage."""
    long = package.scenario("baseline", {"run.draws": 10_000}, source="a test", id="long")
    heard = []

    def interrupting(percent: float, doing: str) -> None:
        heard.append(percent)
        if doing.startswith("forecasting"):
            _thread.interrupt_main()

    with pytest.raises(KeyboardInterrupt):
        package.run([long], progress=interrupting)
    # It did not get to the list, which comes last.
    assert max(heard) < 50
    # The package is as sound as before.
    assert package.explain("employment year=2026").text


def test_what_progress_raises_stops_the_work(package):
    def weary(percent: float, doing: str) -> None:
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        package.run(progress=weary)


def test_other_threads_go_on_while_a_run_is_made(package, few):
    """A thread that counts gets on by more than a step in each pause: the interpreter is free."""
    stop, count = threading.Event(), [0]

    def counting() -> None:
        while not stop.is_set():
            count[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=counting)
    thread.start()
    package.run([few])
    stop.set()
    thread.join()
    assert count[0] > 50


def test_a_run_of_another_package_is_told_apart(run, tmp_path):
    shutil.copytree("data", tmp_path / "data")
    stored = run.save(tmp_path / "runs")
    with (tmp_path / "data" / "kz" / "sources.csv").open("a") as file:
        file.write("\n")
    other = suranys.open_run(stored, tmp_path / "data" / "kz")
    with pytest.raises(suranys.Error):
        other.recommend()


def test_results_show_themselves_and_no_markup_of_data(run, package, wages, tmp_path):
    table = tmp_path / "marks.csv"
    table.write_text(wages.read_text().replace("all,", "<b>all</b>,"))
    made = suranys.series.forecast(table, horizon=1)
    assert "&lt;b&gt;all" in made._repr_html_()
    assert "<b>all" not in made._repr_html_()
    assert "<svg" in next(iter(run.charts("en").values()))._repr_html_()
    assert "<details" in package.explain("net-requirement year=2026")._repr_html_()
    assert "<table" in run._repr_html_()


def test_a_scenario_may_extend_one_that_was_made(package):
    first = package.scenario("optimistic", {"run.draws": 300}, source="one", id="first")
    second = package.scenario(first, {"replacement.stay_on_factor": 1.1}, source="two", id="second")
    rows = {row["key"]: row["value"] for row in second.settings.rows()}
    # Of the second, of the first, and of the file that the first extends.
    assert (rows["replacement.stay_on_factor"], rows["run.draws"], rows["demand.gdp_growth_gap"]) == (1.1, 300, 1.5)


def test_nothing_is_replaced_that_somebody_else_wrote(package, few, run, tmp_path):
    path = few.save(tmp_path)
    assert path.read_text() == few.toml
    few.save(tmp_path)
    path.write_text("# mine\n")
    with pytest.raises(suranys.Error):
        few.save(tmp_path)
    assert path.read_text() == "# mine\n"
    chart = next(iter(run.charts("en").values()))
    chart.save(tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").read_text() == chart.svg


def test_a_run_is_a_mapping_of_tables(run):
    assert list(run) == run.keys()
    assert "job_openings_by_region" in run and "nothing" not in run
    assert len(list(run)) == len(run) == len(run.tables)
