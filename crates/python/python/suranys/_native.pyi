import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Callable, Literal, Optional, Union, final

from ._findings import Check, Findings

_StrPath = Union[str, os.PathLike[str]]
_Progress = Union[Callable[[float, str], Any], bool, None]

__all__ = [
    "__version__",
    "Table",
    "Figure",
    "Package",
    "Run",
    "Recommendation",
    "Explanation",
    "Comparison",
    "Sweep",
    "new_package",
    "open_run",
    "as_toml",
    "parameters",
    "write_file",
    "forecast",
    "evaluate",
    "reconcile",
]

__version__: str

@final
class Table:
    @property
    def name(self) -> str: ...
    @property
    def notes(self) -> list[str]: ...
    @property
    def columns(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, column: str, /) -> list[Any]: ...
    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def address(self, column: str) -> int: ...
    def to_polars(self) -> Any: ...
    def to_arrow(self) -> Any: ...
    def to_pandas(self) -> Any: ...
    def rows(self) -> list[dict[str, Any]]: ...
    def _repr_html_(self) -> str: ...

@final
class Figure:
    @property
    def name(self) -> str: ...
    @property
    def svg(self) -> str: ...
    def save(self, path: _StrPath) -> None: ...
    def _repr_svg_(self) -> str: ...
    def _repr_html_(self) -> str: ...

@final
class Explanation:
    @property
    def text(self) -> str: ...
    @property
    def brief(self) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def _repr_html_(self) -> str: ...

@final
class Comparison:
    @property
    def figures(self) -> Optional[Table]: ...
    @property
    def list(self) -> Optional[Table]: ...
    @property
    def alone(self) -> int: ...
    @property
    def notes(self) -> Sequence[str]: ...
    def charts(self, lang: Optional[str] = None) -> dict[str, Figure]: ...
    def _repr_html_(self) -> str: ...

@final
class Sweep:
    @property
    def runs(self) -> Table: ...
    @property
    def sensitivities(self) -> Table: ...
    @property
    def indices(self) -> Table: ...
    @property
    def noted(self) -> Findings: ...
    @property
    def notes(self) -> list[str]: ...
    def _repr_html_(self) -> str: ...

@final
class Recommendation:
    @property
    def rules(self) -> str: ...
    @property
    def table(self) -> Table: ...
    @property
    def signal(self) -> dict[str, Table]: ...
    @property
    def notes(self) -> list[str]: ...
    def text(self, top: int = 40, lang: Optional[str] = None) -> str: ...
    def explain(self, who: str, lang: Optional[str] = None) -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def save(self, folder: _StrPath) -> Path: ...
    def _repr_html_(self) -> str: ...

@final
class Run:
    @property
    def identity(self) -> dict[str, Any]: ...
    @property
    def scenarios(self) -> list[str]: ...
    @property
    def policy_period(self) -> tuple[int, int]: ...
    @property
    def messages(self) -> list[str]: ...
    @property
    def noted(self) -> Findings: ...
    @property
    def tables(self) -> dict[str, Table]: ...
    @property
    def figures(self) -> Table: ...
    def keys(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[str]: ...
    def __contains__(self, name: str, /) -> bool: ...
    def __getitem__(self, name: str, /) -> Table: ...
    def draws(self, measure: str) -> Table: ...
    def notes(self, lang: Optional[str] = None) -> list[str]: ...
    def charts(self, lang: Optional[str] = None, theme: Optional[str] = None) -> dict[str, Figure]: ...
    def explain(
        self,
        what: Union[str, list[str]],
        *,
        depth: Optional[int] = None,
        lang: str = "en",
        progress: _Progress = None,
    ) -> Explanation: ...
    def recommend(
        self,
        *,
        rules: Optional[str] = None,
        scenario: Optional[str] = None,
        region: Optional[str] = None,
        sector: Optional[str] = None,
        rulebooks: Optional[_StrPath] = None,
        lang: Optional[list[str]] = None,
        progress: _Progress = None,
    ) -> Recommendation: ...
    def save(self, folder: _StrPath) -> Path: ...
    def report(
        self,
        folder: _StrPath,
        *,
        lang: Optional[list[str]] = None,
        parts: Optional[list[str]] = None,
        progress: _Progress = None,
    ) -> Path: ...
    def _repr_html_(self) -> str: ...

class Package:
    def __new__(cls, path: _StrPath) -> Package: ...
    @property
    def path(self) -> Path: ...
    @property
    def languages(self) -> list[str]: ...
    @property
    def scenarios(self) -> list[Path]: ...
    def check(self, scenarios: Optional[Sequence[_StrPath]] = None, *, progress: _Progress = None) -> Check: ...
    def run(
        self,
        scenarios: Optional[Sequence[_StrPath]] = None,
        *,
        as_of: Optional[int] = None,
        draws: Union[bool, str, Sequence[str], None] = None,
        for_report: bool = False,
        progress: _Progress = None,
    ) -> Run: ...
    def explain(
        self,
        what: Union[str, list[str]],
        *,
        scenarios: Optional[Sequence[_StrPath]] = None,
        as_of: Optional[int] = None,
        depth: Optional[int] = None,
        lang: str = "en",
        progress: _Progress = None,
    ) -> Explanation: ...
    def compare(
        self,
        *runs: Union[Run, _StrPath],
        measures: Optional[list[str]] = None,
        by: Optional[list[str]] = None,
        years: Optional[list[int]] = None,
        scenarios: Optional[list[str]] = None,
        all_figures: bool = False,
        charts: bool = False,
        rules: Optional[str] = None,
        progress: _Progress = None,
    ) -> Comparison: ...
    def why(
        self,
        what: str,
        base: Union[Run, _StrPath],
        other: Union[Run, _StrPath],
        *,
        split: Literal["shapley", "one-at-a-time"] = "shapley",
        progress: _Progress = None,
    ) -> Table: ...
    def sweep_file(
        self,
        grid: _StrPath,
        folder: _StrPath,
        *,
        scenario: Optional[_StrPath] = None,
        as_of: Optional[int] = None,
        progress: _Progress = None,
    ) -> Sweep: ...
    def recommend(
        self,
        as_of: int,
        *,
        rules: Optional[str] = None,
        scenario: Optional[str] = None,
        region: Optional[str] = None,
        sector: Optional[str] = None,
        rulebooks: Optional[_StrPath] = None,
        lang: Optional[list[str]] = None,
        progress: _Progress = None,
    ) -> Recommendation: ...
    def settings_of(self, scenario: _StrPath) -> Table: ...
    def settings_between(self, base: _StrPath, other: _StrPath) -> Table: ...

def new_package(folder: _StrPath, country: str, languages: list[str], *, currency: str = "XXX") -> Path: ...
def open_run(folder: _StrPath, package: _StrPath) -> Run: ...
def parameters() -> Table: ...
def as_toml(json: str) -> str: ...
def write_file(path: _StrPath, text: str) -> None: ...
def forecast(
    file: _StrPath,
    reading: dict[str, Any],
    horizon: int,
    levels: list[float],
    model: str,
    point: str,
    draws: Optional[int],
    seed: int,
    min: Optional[float],
    max: Optional[float],
    progress: _Progress,
) -> dict[str, Any]: ...
def evaluate(
    file: _StrPath,
    reading: dict[str, Any],
    horizon: int,
    origins: int,
    weights: bool,
    progress: _Progress,
) -> dict[str, Any]: ...
def reconcile(
    file: _StrPath,
    reading: dict[str, Any],
    hierarchy: _StrPath,
    horizon: int,
    sums: bool,
    method: str,
    non_negative: bool,
    levels: list[float],
    model: str,
    draws: Optional[int],
    seed: int,
    progress: _Progress,
) -> dict[str, Any]: ...
