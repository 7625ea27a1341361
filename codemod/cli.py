"""The command ``migrate``: options → a Migration → run → print → exit."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codemod import __version__
from codemod.forms import FORMS
from codemod.terminal import Terminal

if TYPE_CHECKING:
    from codemod.configuration import Settings
    from codemod.reading.glance import Glance
    from codemod.reporting.masking import Masker
    from codemod.vocabulary.migration import Migration
    from codemod.vocabulary.outcomes import Report

IDLE = "Nothing to migrate in 0 files.\n"
"""What is said where no file holds a word of the source."""
DONE, PENDING, USAGE, INTERNAL, INTERRUPTED = 0, 1, 2, 123, 130


@click.command(
    "migrate",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Exit status:
  0    done
  1    changes are pending (--check), or places are left (--strict)
  2    the command or configuration is wrong, or files could not be written
  123  a failure inside migrate""",
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--to", metavar="PROVIDER", help="Where to move to; see --list-providers.")
@click.option(
    "--sdk",
    metavar="SDK",
    help="'native' for the provider's own SDK, or the name of the source SDK to keep it, on the "
    "provider's compatible endpoint. Default: by provider.",
)
@click.option(
    "--source-host",
    "source_hosts",
    multiple=True,
    metavar="HOST",
    help="A relay in front of the source: clients that speak to it move too.",
)
@click.option("--diff", is_flag=True, help="Print a diff that git apply takes; write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if something would change.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="text",
    help="Form of the report. Lines and columns count from 1, columns count characters.",
)
@click.option(
    "--model",
    "models",
    multiple=True,
    metavar="OLD=NEW",
    help="Use the model NEW where the code names OLD.",
)
@click.option("--base-url", metavar="URL", help="Use this endpoint.")
@click.option("--api-key-env", metavar="NAME", help="Read the key from this variable.")
@click.option("--region", metavar="NAME", help="Use the provider's endpoint of this region.")
@click.option("--workspace", metavar="NAME", help="Use this workspace of the provider.")
@click.option("--family", metavar="NAME", help="Of open models: use those of this family.")
@click.option(
    "--provider-file",
    "providers",
    multiple=True,
    metavar="FILE",
    help="Read another profile: a provider of your own, or changes to a known one.",
)
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Read this TOML file, not [tool.migrate] of the nearest pyproject.toml.",
)
@click.option("--only", multiple=True, metavar="RULE", help="Apply this rule only.")
@click.option("--skip", multiple=True, metavar="RULE", help="Do not apply this rule.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave these files alone.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Edit in up to N processes, where that pays. Default: as many as there are processors.",
)
@click.option("--executor", metavar="ADDRESS", help="Edit at a Dask cluster, dask://HOST:PORT.")
@click.option("--strict/--no-strict", default=None, help="Exit 1 also if a place is left.")
@click.option(
    "--black/--no-black",
    default=None,
    help="Format edited statements with black. Default: if the project is set up for it.",
)
@click.option("--docs/--no-docs", default=None, help="Migrate the examples of documents too.")
@click.option(
    "--helpers/--no-helpers",
    default=None,
    help="Write a module into the project for messages that only run time knows.",
)
@click.option("--force", is_flag=True, help="Overwrite files that git has in no such state.")
@click.option("--undo", is_flag=True, help="Restore what the last run rewrote.")
@click.option("--list-providers", is_flag=True, help="Show the providers, and exit.")
@click.option("--explain", metavar="CODE", help="Explain a code of the report, and exit.")
@click.version_option(__version__, "--version", message="migrate %(version)s")
@click.pass_obj
def command(terminal: Terminal, /, paths: tuple[Path, ...], **options: Any) -> int:
    """Move a Python repository off one LLM SDK to another provider.

    Rewrites the files below PATHS (default: here) in place. The whole project is read, so that
    callers and tests elsewhere inform the edits. Standard output is the result, standard error
    the talk.
    """
    from codemod.configuration import ConfigurationError
    from codemod.reading.roots import PathError
    from transforms.faults import CatalogError

    try:
        if options["explain"]:
            from codemod.explanations import explained

            files = tuple(Path(name) for name in options["providers"] or ())
            terminal.result(explained(options["explain"], options["to"] or "", files))
            return DONE
        if options["list_providers"]:
            from codemod.listing import listed

            profiles = _settings(paths or (Path(),), options).providers
            terminal.result(listed(profiles, options["form"]))
            return DONE
        return _act(terminal, paths or (Path(),), options)
    except (CatalogError, ConfigurationError, PathError) as error:
        raise click.UsageError(str(error)) from None


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status.

    What a run makes it needs to its end: the collector would look through all of it to find nothing,
    once more when the interpreter ends.
    """
    gc.disable()
    code = status(arguments)
    gc.freeze()
    sys.exit(code)


def status(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; every error becomes one line."""
    terminal = Terminal()
    try:
        code = command.main(arguments, "migrate", standalone_mode=False, obj=terminal)
    except click.ClickException as error:
        terminal.talk(f"migrate: {' '.join(error.format_message().split())}")
        return USAGE
    except (KeyboardInterrupt, click.Abort):
        terminal.talk("migrate: interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last line of defence
        if os.environ.get("MIGRATE_DEBUG"):
            import traceback

            terminal.talk(traceback.format_exc())
        terminal.talk(
            f"migrate: internal failure: {type(error).__name__}: {' '.join(str(error).split())}; "
            "please report it with what the same command prints under MIGRATE_DEBUG=1"
        )
        return INTERNAL
    return int(code or DONE)


def _act(terminal: Terminal, paths: tuple[Path, ...], options: dict[str, Any]) -> int:
    from codemod.reading.roots import project_root

    root = project_root(paths)
    if options["undo"]:
        return _undo(terminal, root, options)
    settings = _settings(paths, options)
    if not settings.to:
        raise click.UsageError(
            "name the provider to move to with --to PROVIDER (--list-providers shows them)"
        )

    if options["executor"] is not None:
        from codemod.cluster import check

        check(options["executor"], options["jobs"])
    found = _glance(root, paths, settings) if options["form"] == "text" else None
    if found is not None and found.idle:
        (terminal.talk if options["diff"] else terminal.result)(IDLE)
        return DONE

    from codemod import pipeline
    from codemod.choices import migration
    from codemod.pool import processors
    from codemod.reporting.masking import Masker
    from transforms import catalog

    surface = catalog.load_surface()
    mask = Masker(surface.key_pattern)
    terminal.mask = mask
    asked = migration(settings, surface)
    writing = not (options["diff"] or options["check"])
    report = pipeline.run(
        root,
        paths,
        asked,
        exclude=settings.exclude,
        jobs=options["jobs"] or processors(),
        executor=options["executor"] or "",
        progress=terminal.progress,
        talk=lambda text: terminal.talk(f"migrate: {text}"),
        guard=_guard(root) if writing and not options["force"] else None,
        glanced=found,
    )
    if writing:
        _write(terminal, root, report, options["force"])
    return _tell(terminal, root, report, asked, settings, options, mask)


def _glance(root: Path, paths: tuple[Path, ...], settings: Settings) -> Glance | None:
    """Look at the project before any profile is read, None where the profile must be read first."""
    from transforms import glance as known

    if not settings.plain or settings.sdk not in known.ROUTES.get(settings.to, ()):
        return None
    from codemod.reading.glance import glance
    from codemod.reading.needles import Needles

    return glance(root, paths, Needles(known.WORDS), settings.exclude)


def _guard(root: Path) -> Callable[[Sequence[str]], set[str]]:
    def dirty(paths: Sequence[str]) -> set[str]:
        from codemod.writing.git import dirty_paths

        return dirty_paths(root, paths)

    return dirty


def _settings(paths: Sequence[Path], options: dict[str, Any]) -> Settings:
    from dataclasses import fields

    from codemod.configuration import ConfigurationError, Settings, load, nearest

    models = {}
    for pair in options["models"]:
        old, equals, new = pair.partition("=")
        if not equals:
            raise ConfigurationError(f"--model {pair} must read OLD=NEW")
        models[old] = new
    said = {
        field.name: options[field.name]
        for field in fields(Settings)
        if options.get(field.name) is not None
    }
    settings = Settings(**{**said, "models": models})
    if options["config"]:
        return settings.over(load(options["config"]))
    return settings.over(nearest(Path(os.path.commonpath([path.resolve() for path in paths]))))


def _write(terminal: Terminal, root: Path, report: Report, force: bool) -> None:
    if not report.rewritten:
        return
    from codemod.writing.write import GitError, WriteError, write

    try:
        written = write(root, report.rewritten, force=force)
    except (GitError, WriteError) as error:
        raise click.UsageError(f"cannot write: {error}") from None
    if written.not_undoable:
        terminal.talk(f"migrate: --undo will not know this run: {written.not_undoable}")


def _undo(terminal: Terminal, root: Path, options: dict[str, Any]) -> int:
    if options["diff"] or options["check"]:
        raise click.UsageError("--undo writes; it does not go with --diff or --check")
    from codemod.writing.journal import UndoError, undo

    try:
        restored = undo(root).paths
    except UndoError as error:
        raise click.UsageError(str(error)) from None
    kept = {path for path in restored if (root / path).exists()}
    lines = [f"{'restored' if path in kept else 'removed'} {path}" for path in restored]
    lines.append(f"{len(restored)} file{'' if len(restored) == 1 else 's'} restored.")
    terminal.result("\n".join(lines) + "\n")
    return DONE


def _tell(
    terminal: Terminal,
    root: Path,
    report: Report,
    asked: Migration,
    settings: Settings,
    options: dict[str, Any],
    mask: Masker,
) -> int:
    """Print ``report`` as asked for, and return the exit status."""
    from codemod.forms import WITH_DIFF, made
    from codemod.reporting.view import Summary, view

    written = not (options["diff"] or options["check"])
    files = view(
        report,
        written={outcome.path for outcome in report.rewritten} if written else (),
        content=lambda path: _content(root / path),
    )
    patch: bytes | None = None
    if options["diff"]:
        from codemod.reporting.diff import unified, why_withheld

        patch, withheld = unified(report.rewritten, mask, report.cells)
        for path in withheld:
            terminal.talk(f"migrate: {path} is not in the diff, {why_withheld(path)}")
        if patch and root != Path.cwd():
            terminal.talk(f"migrate: the paths of the diff start at {root}")
    form = options["form"]
    said = made(form, report, files, asked, written=written, patch=patch)
    if patch is None or form in WITH_DIFF:
        terminal.result(said)
    else:
        terminal.result(patch)
        terminal.talk(said)
    summary = Summary.of(files)
    if options["check"] and summary.rewritten:
        return PENDING
    if settings.strict and (summary.left or summary.error):
        return PENDING
    return DONE


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
