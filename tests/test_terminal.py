"""Standard output carries the result, standard error the talk, and a person sees progress."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from codemod.terminal import Terminal

ROOT = Path(__file__).parent.parent

PROGRAM = """
import sys
from codemod import terminal
terminal.PATIENCE = float(sys.argv[1])
out = terminal.Terminal()
out.mask = lambda text: text.replace("secret", "***")
out.progress("reading one secret")
out.progress("two")
out.result("the result, secret\\n")
out.talk("the talk, secret\\n")
"""


def on_a_terminal(patience: float) -> tuple[str, str]:
    """Run the program with standard error on a terminal; return both streams."""
    controller, terminal = pty.openpty()
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(patience)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=terminal,
    )
    os.close(terminal)
    talk = b""
    try:
        while piece := os.read(controller, 4096):
            talk += piece
    except OSError:  # Linux: nobody holds the other end any more.
        pass
    finally:
        os.close(controller)
    return ran.stdout.decode(), talk.decode()


def test_a_patient_person_sees_one_passing_line() -> None:
    out, talk = on_a_terminal(0)
    assert out == "the result, ***\n"
    widest = len("reading one ***")
    assert talk == (
        f"\rreading one ***\r{'two'.ljust(widest)}\r{' ' * len('two')}\rthe talk, ***\r\n"
    )


def test_a_short_run_shows_no_progress() -> None:
    assert on_a_terminal(60) == ("the result, ***\n", "the talk, ***\r\n")


def test_without_a_terminal_there_is_no_progress(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codemod.terminal.PATIENCE", 0)
    terminal = Terminal()
    terminal.progress("reading")
    terminal.talk("done")
    assert capfd.readouterr() == ("", "done\n")


def test_bytes_go_out_as_they_are(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    terminal = Terminal()
    terminal.result("first\n")
    terminal.result(b"caf\xe9\r\n")
    terminal.result("last\n")
    assert capfdbinary.readouterr().out == b"first\ncaf\xe9\r\nlast\n"
