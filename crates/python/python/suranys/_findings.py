"""Findings with their places, what a check says, and the exceptions that carry findings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any, Optional

_COLUMNS = ("severity", "place", "message", "found", "allowed", "help")
_SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """What is wrong, or looks wrong, at a place of an input."""

    check: str
    """Identifier of the check that found it."""
    severity: str
    """``error``, ``note`` (looks wrong, may be right) or ``accepted`` (a known defect)."""
    message: str
    """What is wrong."""
    file: str
    """Path with forward slashes, relative to the package where it lies in one."""
    row: Optional[int] = None
    """Line of the file, the first being 1; None for a whole file."""
    column: Optional[str] = None
    """Name of the column or key."""
    found: Optional[str] = None
    """The text found there."""
    allowed: Optional[str] = None
    """What would have been right."""
    help: Optional[str] = None
    """How to fix it."""
    series: Optional[str] = None
    """The series it is about."""
    period: Optional[str] = None
    """The period it is about."""

    @property
    def place(self) -> str:
        """File, row and column, as ``tables/x.csv:12:value``."""
        return ":".join(str(part) for part in (self.file, self.row, self.column) if part is not None)

    def __str__(self) -> str:
        lines = [f"{self.severity}[{self.check}] {self.place}: {self.message}"]
        for name in ("found", "allowed", "help"):
            if getattr(self, name):
                lines.append(f"  {name:<8}{getattr(self, name)}")
        return "\n".join(lines)


class Findings(tuple[Finding, ...]):
    """Findings in the order of their places; a notebook shows them as a table."""

    @classmethod
    def read(cls, text: str) -> Findings:
        """Those that the native half gives as JSON."""
        return cls.of(json.loads(text))

    @classmethod
    def of(cls, items: Iterable[dict[str, Any]]) -> Findings:
        """Those of dictionaries."""
        found = []
        for item in items:
            span = item.pop("span")
            found.append(Finding(**item, **{"row": None, "column": None, **span}))
        return cls(found)

    def __str__(self) -> str:
        return "\n".join(str(one) for one in self)

    def _repr_html_(self) -> str:
        if not self:
            return "<p>no findings</p>"
        head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(str(getattr(one, name) or ''))}</td>" for name in _COLUMNS) + "</tr>"
            for one in self[:_SHOWN]
        )
        more = f"<p>and {len(self) - _SHOWN} more</p>" if len(self) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}"


class Check:
    """What all checks say of a package; true where a forecast and a report can be made of it."""

    def __init__(self, report: str, ready: bool, noted: Findings) -> None:
        told = json.loads(report)
        self.is_ready: bool = ready
        """Whether a forecast and a report can be made: no findings, nothing missing."""
        self.findings = Findings.of(told["diagnostics"])
        """All findings, known defects among them, by file, row and column."""
        self.missing = Findings.of(told["missing"])
        """What is missing for a forecast or a report."""
        self.notes = Findings.of(told["notes"])
        """Tables that end before employment, and those the forecast does without."""
        self.noted = noted
        """What looks wrong in the tables and may be right; it stops nothing."""
        self.outcomes: dict[str, dict[str, Any]] = {check["id"]: how for check, how in told["outcomes"]}
        """By check, how it ended: ``passed``, ``failed``, ``skipped`` (never the same as passed) or ``stopped``."""
        self.resources: int = told["resources"]
        """Number of tables declared."""
        self.rows: int = told["rows"]
        """Number of rows read."""

    def __bool__(self) -> bool:
        return self.is_ready

    def __repr__(self) -> str:
        ready = "ready" if self.is_ready else "not ready"
        found = sum(one.severity == "error" for one in self.findings) + len(self.missing)
        return f"<suranys.Check: {ready}, {found} findings, {self.resources} resources, {self.rows} rows>"

    def _repr_html_(self) -> str:
        ready = "yes" if self.is_ready else "no"
        parts = [f"<p>ready to forecast: <b>{ready}</b>; {self.resources} resources, {self.rows} rows</p>"]
        errors = Findings(one for one in (*self.findings, *self.missing) if one.severity != "accepted")
        if errors:
            parts.append(errors._repr_html_())
        ended = "".join(
            f"<tr><td>{escape(check)}</td><td>{escape(how['outcome'])}</td>"
            f"<td>{escape(str(how.get('looked_at', how.get('findings', how.get('why', '')))))}</td></tr>"
            for check, how in self.outcomes.items()
        )
        parts.append(f"<details><summary>checks</summary><table>{ended}</table></details>")
        return "".join(parts)


class Error(Exception):
    """What stops a piece of work of this package."""

    def __init__(self, message: str, findings: str = "[]") -> None:
        super().__init__(message)
        self.findings = Findings.read(findings)
        """Findings with their places; empty where it is about none."""

    def _render_traceback_(self) -> list[str]:
        # In a notebook the findings are the message; the frames of this package tell nothing more.
        return [f"{type(self).__name__}: {self}"]


class FindingsError(Error):
    """A package, scenario or table has findings: `findings` says where and how to fix them."""


class NotThereError(Error, LookupError):
    """What was asked for is not there; `findings` says what there is."""


class UsageError(Error, ValueError):
    """Arguments that do not go together, or mean nothing."""


class ChangedError(Error):
    """A run was made from other files than those that are there now."""


class Note(UserWarning):
    """What a reader of a result should know; the command line says it on stderr."""
