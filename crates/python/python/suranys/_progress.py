"""How far a piece of work is, shown where somebody looks on."""

from __future__ import annotations

import sys
from typing import Any, Callable, Protocol, Union


class _Shown(Protocol):
    def at(self, percent: float, doing: str) -> None: ...

    def close(self) -> None: ...


class _Silent:
    """Nobody looks on."""

    def at(self, percent: float, doing: str) -> None:
        pass

    def close(self) -> None:
        pass


class _Called:
    """A function of the caller's."""

    def __init__(self, call: Callable[[float, str], Any]) -> None:
        self.call = call

    def at(self, percent: float, doing: str) -> None:
        self.call(percent, doing)

    def close(self) -> None:
        pass


class _Notebook:
    """A line below the cell, which is empty when the work is done."""

    def __init__(self) -> None:
        self.handle: Any = None

    def at(self, percent: float, doing: str) -> None:
        from IPython.display import DisplayHandle, Markdown

        line = Markdown(f"{percent:.0f}% {doing}")
        if self.handle is None:
            self.handle = DisplayHandle()
            self.handle.display(line)
        else:
            self.handle.update(line)

    def close(self) -> None:
        if self.handle is not None:
            from IPython.display import Markdown

            self.handle.update(Markdown(""))


class _Terminal:
    """A line on stderr, which is wiped when the work is done."""

    def __init__(self) -> None:
        self.width = 0

    def at(self, percent: float, doing: str) -> None:
        line = f"{percent:3.0f}% {doing}"[:78]
        sys.stderr.write("\r" + line.ljust(self.width))
        sys.stderr.flush()
        self.width = len(line)

    def close(self) -> None:
        if self.width:
            sys.stderr.write("\r" + " " * self.width + "\r")
            sys.stderr.flush()


def _in_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and getattr(shell, "kernel", None) is not None


def follow(asked: Union[Callable[[float, str], Any], bool, None]) -> _Shown:
    """What shows progress: a function of the caller's, nothing for False, else as fits where Python runs."""
    if callable(asked):
        return _Called(asked)
    if asked is False:
        return _Silent()
    if _in_notebook():
        return _Notebook()
    if asked is True or (sys.stderr is not None and sys.stderr.isatty()):
        return _Terminal()
    return _Silent()
