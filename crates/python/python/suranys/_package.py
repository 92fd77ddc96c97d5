"""Packages and the scenarios made for them."""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Callable, Optional, Union

from . import _native
from ._findings import UsageError
from ._native import Sweep, Table, as_toml, parameters, write_file

StrPath = Union[str, "os.PathLike[str]"]
Progress = Union[Callable[[float, str], Any], bool, None]

#: The basis of a value that nobody but the caller stands for.
_BASIS = "expert"


class _Written:
    """A file in a folder of its own, for as long as the object is there."""

    def __init__(self, name: str, text: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="suranys-")
        self._path = Path(self._folder.name) / name
        self._path.write_text(text, encoding="utf-8", newline="\n")

    def __fspath__(self) -> str:
        return str(self._path)


class Scenario(_Written):
    """A scenario made of another by overrides: a scenario file that lies in a temporary folder.

    It stands wherever a scenario file does. `save` writes it where the command line finds it, and a run of it is
    the same to the bit.
    """

    def __init__(self, package: Package, name: str, text: str) -> None:
        super().__init__(f"{name}.toml", text)
        self.id = name
        """Its identifier: the name of its file."""
        self.toml = text
        """The file: every override with its basis and source."""
        self._package = package

    @property
    def settings(self) -> Table:
        """Every value, with unit, range, basis, source, and the file and line it is from."""
        return self._package.settings_of(self)

    def differences(self, other: StrPath) -> Table:
        """Where another scenario differs from this one."""
        return self._package.settings_between(self, other)

    def save(self, path: StrPath) -> Path:
        """Writes the scenario file: into a folder under its own name, else to the file named.

        It takes the place of nothing but a file that was written so and that nobody changed.
        """
        target = Path(path)
        if target.is_dir():
            target = target / f"{self.id}.toml"
        write_file(target, self.toml)
        return target

    def __repr__(self) -> str:
        return f"<suranys.Scenario {self.id}>"

    def _repr_html_(self) -> str:
        return self.settings._repr_html_()


def _entry(value: Any, unit: Optional[str], source: str) -> dict[str, Any]:
    """A value with what must stand next to it; a tuple is low, value, high."""
    if isinstance(value, Mapping):
        entry = dict(value)
    elif isinstance(value, (tuple, list)):
        if len(value) != 3:
            raise UsageError("a range is three numbers: low, value, high")
        entry = {"value": value[1], "low": value[0], "high": value[2]}
    else:
        entry = {"value": value}
    if unit is not None:
        entry.setdefault("unit", unit)
    entry.setdefault("basis", _BASIS)
    entry.setdefault("source", source)
    return entry


def _by_year(values: Any, key: str, source: str) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        raise UsageError(f"`{key}` is a dictionary of years and values")
    entry: dict[str, Any] = {str(year): value for year, value in values.items()}
    entry.setdefault("basis", _BASIS)
    entry.setdefault("source", source)
    return entry


class Package(_native.Package):
    __doc__ = _native.Package.__doc__

    def scenario(
        self,
        base: StrPath = "baseline",
        overrides: Optional[Mapping[str, Any]] = None,
        *,
        source: str,
        id: Optional[str] = None,
        title: Optional[Mapping[str, str]] = None,
        author: Optional[str] = None,
        date: Optional[str] = None,
    ) -> Scenario:
        """A scenario made of another by overrides.

        Parameters
        ----------
        base : str or path, optional
            The scenario it extends: the name of one next to the package, or a file.
        overrides : dict, optional
            Values by key. A parameter, as ``"demand.gdp_growth_gap": 1.0`` in its own unit (see
            `suranys.parameters`), or ``(low, value, high)``, whose ends are those of the central 95 per cent,
            or a dictionary with ``value``, ``low``, ``high``, ``basis``, ``source``; a setting of the run, as
            ``"run.draws": 400``; growth of value added by section and year in per cent, as
            ``"growth._T": {2027: 4.5}``; pension ages by sex, as ``"pension_age.F": {2027: 62, 2028: 62.5}``.
        source : str
            Where the values are from, or why they are tried: no assumption goes without.
        id : str, optional
            Identifier; without it the base's with ``-changed``.
        title : dict, optional
            Title by language.
        author, date : str, optional
            As scenario files have them; without them those of the base.

        Returns
        -------
        Scenario

        Raises
        ------
        FindingsError
            When a key is not known or a value is not possible, with the line of the file it stands for.

        Examples
        --------
        >>> package.scenario("baseline", {"demand.gdp_growth_gap": (0.5, 1.0, 1.5)}, source="IMF, April 2026")
        """
        units = {row["key"]: row["unit"] for row in parameters().rows()}
        extends = Path(os.fspath(base))
        name = id or f"{extends.stem}-changed"
        if not name or not all(c.isalnum() or c in "-_" for c in name):
            raise UsageError(f"`{name}` is no name of a scenario: letters, digits, - and _ make one")
        file: dict[str, Any] = {"extends": extends.stem}
        if author is not None:
            file["author"] = author
        if date is not None:
            datetime.date.fromisoformat(date)
            file["date"] = date
        file["title"] = dict(title) if title else {language: name for language in self.languages}
        for key, value in (overrides or {}).items():
            head, _, rest = key.partition(".")
            if head == "run":
                file.setdefault("run", {})[rest] = _entry(value, None, source)
            elif head in ("growth", "pension_age"):
                file.setdefault(head, {})[rest] = _by_year(value, key, source)
            else:
                file.setdefault("parameters", {})[key] = _entry(value, units.get(key), source)
        try:
            text = as_toml(json.dumps(file))
        except RuntimeError as why:
            raise UsageError(f"the overrides are no scenario: {why}") from None
        made = Scenario(self, name, text)
        if isinstance(base, Scenario):
            # What is extended is looked for next to the file, then next to the package.
            for file_of_base in extends.parent.glob("*.toml"):
                made._path.with_name(file_of_base.name).write_bytes(file_of_base.read_bytes())
        elif extends.suffix == ".toml":
            made._path.with_name(extends.name).write_bytes(extends.read_bytes())
        made.settings  # noqa: B018 - raises what is wrong now, not when it is run
        return made

    def sweep(
        self,
        grid: Union[StrPath, Mapping[str, Any]],
        *,
        scenario: Optional[StrPath] = None,
        as_of: Optional[int] = None,
        folder: Optional[StrPath] = None,
        progress: Progress = None,
    ) -> Sweep:
        """Runs the forecast at many points of chosen parameters.

        Parameters
        ----------
        grid : path or dict
            A sweep file, or what one says: ``method`` (``one-at-a-time``, ``grid``, ``latin-hypercube``, ``sobol``,
            ``saltelli``), ``points``, ``draws``, ``parameters`` with ``low`` and ``high``, ``outputs``.
        scenario : path or Scenario, optional
            Scenario whose parameters are varied; without it the baseline next to the package.
        as_of : int, optional
            With what was known at the end of this year.
        folder : path, optional
            Folder of finished runs, as ``runs`` in that of ``suranys sweep``: a sweep that was stopped goes on where it
            stopped. Without it they are gone with the call.
        progress : callable or bool, optional
            Called with the per cent done and what is being done; False for silence.

        Returns
        -------
        Sweep

        Examples
        --------
        >>> package.sweep({"method": "one-at-a-time", "draws": 200,
        ...                "parameters": {"demand.gdp_growth_gap": {"low": -1.0, "high": 1.0}}})
        """
        file = _Written("sweep.toml", as_toml(json.dumps(grid))) if isinstance(grid, Mapping) else grid
        with tempfile.TemporaryDirectory(prefix="suranys-") as own:
            runs = Path(own) / "runs" if folder is None else folder
            return self.sweep_file(file, runs, scenario=scenario, as_of=as_of, progress=progress)


__all__: Sequence[str] = ("Package", "Scenario")
