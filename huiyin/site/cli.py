"""The command `huiyin`. Django is loaded only by a command that needs it, so that `huiyin --help` answers at once."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Any

import typer

from huiyin.site import language

CODE = language.choose(sys.argv, os.environ)
language.speak(CODE)

app = typer.Typer(
    name="huiyin",
    help=_("Huiyin: appraisals of a customer-service department, every point traced to what happened."),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Host = Annotated[str, typer.Option(help=_("Address to listen on."))]
Port = Annotated[int, typer.Option(min=1, max=65535, help=_("Port to listen on."))]
WebWorkers = Annotated[int, typer.Option(min=1, max=64, help=_("Processes that answer requests."))]
Workbook = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help=_("The workbook (.xlsx)."))]
AsJson = Annotated[bool, typer.Option("--json", help=_("Answer in JSON."))]


def _version(*, asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"huiyin {version('huiyin')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    home: Annotated[Path | None, typer.Option(help=_("Folder of the data (else HUIYIN_HOME, else ./var)."))] = None,
    language: Annotated[str | None, typer.Option(help=_("zh-hans or en (else HUIYIN_LANGUAGE, else LANG)."))] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _version(asked=value), is_eager=True, help=_("Show the version.")
        ),
    ] = False,
) -> None:
    """Take what holds for every command."""
    if home is not None:
        os.environ["HUIYIN_HOME"] = str(home)


@contextmanager
def house(*, loud: bool = False, private: bool = True) -> Iterator[None]:
    """Load Django in the chosen language; a refusal becomes its sentence on stderr and exit code 1.

    ``private`` lets only this account read what is written; ``loud`` shows what the processes log.
    """
    from huiyin.kernel.errors import Refusal
    from huiyin.site import console

    if private:
        os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(CODE)
    if loud:
        logging.getLogger("huiyin").setLevel(logging.INFO)
    try:
        yield
    except Refusal as refusal:
        console.refuse(refusal)
        raise typer.Exit(1) from None


def _follow_supervisor() -> None:
    if parent := os.environ.get("HUIYIN_SUPERVISOR"):
        from huiyin.site import lifeline

        lifeline.follow(int(parent))


@app.command(help=_("Serve the pages and the API, and run the background work."))
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    web_workers: WebWorkers = 2,
    job_workers: Annotated[
        int,
        typer.Option(min=0, max=64, help=_("Processes for background work; 0 where “huiyin worker” runs elsewhere.")),
    ] = 1,
) -> None:
    """Run the supervisor."""
    os.environ["HUIYIN_STATIC"] = "collected"
    with house(loud=True):
        from huiyin.site import serve as serving

        raise typer.Exit(serving.serve(host, port, web_workers=web_workers, job_workers=job_workers))


@app.command(help=_("Run background work alone (PostgreSQL: as many as you like)."))
def worker() -> None:
    """Run one worker."""
    _follow_supervisor()
    with house(loud=True):
        from huiyin.site import worker as working

        working.work()


@app.command(hidden=True)
def web(host: Host = "127.0.0.1", port: Port = 8000, web_workers: WebWorkers = 2) -> None:
    """Run the web server alone, under the supervisor."""
    _follow_supervisor()
    with house(loud=True):
        from huiyin.site import serve as serving

        serving.web(host, port, web_workers)


@app.command(help=_("Serve a made-up company: three businesses, 60 people, the sheets of 2025 and of this year."))
def demo(
    *,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    web_workers: WebWorkers = 2,
    load_only: Annotated[bool, typer.Option("--load-only", help=_("Load it and do not serve."))] = False,
    write_workbook: Annotated[
        Path | None, typer.Option(help=_("Write its sheets as a workbook, and do nothing else."))
    ] = None,
) -> None:
    """Load the demo company where there is no data, print its accounts, serve."""
    os.environ.setdefault("HUIYIN_HOME", str(Path.cwd() / "var" / "demo"))
    os.environ["HUIYIN_STATIC"] = "collected"
    with house(loud=True, private=write_workbook is None):
        from huiyin.site import serve as serving
        from huiyin.site.demo import show

        serving.prepare_database()
        show.prepare(write_workbook)
        if not load_only and write_workbook is None:
            raise typer.Exit(serving.serve(host, port, web_workers=web_workers))


@app.command("import", help=_("Import a workbook of sheets: all rows or none."))
def import_workbook(
    *,
    workbook: Workbook,
    preview: Annotated[bool, typer.Option("--preview", help=_("Only say what importing it would do."))] = False,
    as_json: AsJson = False,
) -> None:
    """Exit 1 and name every refused row where one is refused."""
    with house():
        from huiyin.site import appraise

        raise typer.Exit(appraise.import_workbook(workbook, preview=preview, as_json=as_json))


@app.command(help=_("Settle a year, straight from a workbook or from what is stored."))
def settle(
    *,
    workbook: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, readable=True, help=_("The workbook (.xlsx)."))
    ] = None,
    stored: Annotated[bool, typer.Option("--stored", help=_("Settle what is stored instead of a workbook."))] = False,
    year: Annotated[int, typer.Option(help=_("The year."))],
    as_json: AsJson = False,
    xlsx: Annotated[Path | None, typer.Option(help=_("Write the results into this workbook."))] = None,
) -> None:
    """Exit 1 and name every refused row where one is refused. A workbook is settled without leaving a trace."""
    if (workbook is None) != stored:
        raise typer.BadParameter(_("Give a workbook, or --stored."))
    if workbook is not None:
        os.environ["DJANGO_SETTINGS_MODULE"] = "huiyin.site.scratch"
    with house(private=False):
        from huiyin.site import settle_file

        settled = settle_file.settle_stored if workbook is None else partial(settle_file.settle_file, workbook)
        raise typer.Exit(settle_file.run(settled, year, as_json=as_json, xlsx=xlsx))


@app.command(
    help=_(
        "Try versions of the standard on a past year, side by side: totals, ranks and their spread. Nothing is stored. "
        "A grid is an .xlsx whose worksheets each hold one scheme like 方案 (项目, 层级, 值), or a JSON object "
        '{name: {项目: 值}} such as {"A": {"检查占比": 10, "月考核占比": 30, "年终占比": 60, '
        '"满分:工作出勤": {"操作层": 9}}}; what it does not say is as in the base.'
    )
)
def simulate(
    *,
    schemes: Annotated[list[str] | None, typer.Argument(help=_("Stored versions by their numbers: 2 v3 …"))] = None,
    year: Annotated[int, typer.Option(help=_("The year."))],
    grid: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help=_("Schemes that are stored nowhere.")),
    ] = None,
    base: Annotated[
        int | None,
        typer.Option(help=_("The version that the grid's schemes change (else the one that weighs the year).")),
    ] = None,
    as_json: AsJson = False,
    xlsx: Annotated[Path | None, typer.Option(help=_("Write everybody's totals and ranks into this workbook."))] = None,
) -> None:
    """Exit 1 where a scheme, or the year, cannot be tried."""
    if not schemes and grid is None:
        raise typer.BadParameter(_("Give version numbers, or --grid."))
    with house(private=False):
        from huiyin.site import trials

        raise typer.Exit(trials.run(schemes or [], year, grid, base, as_json=as_json, xlsx=xlsx))


@app.command(help=_("Explain a person's year: every figure down to every deduction."))
def explain(
    *,
    employee: Annotated[str, typer.Argument(help=_("The staff number."))],
    year: Annotated[int, typer.Option(help=_("The year."))],
    as_json: AsJson = False,
    pdf: Annotated[Path | None, typer.Option(help=_("Write it as PDF."))] = None,
) -> None:
    """Refuse to show what does not add up to the kept figures."""
    with house(private=False):
        from huiyin.site import appraise

        raise typer.Exit(appraise.explain(employee, year, as_json=as_json, pdf=pdf))


@app.command(help=_("Write people and sheets into a workbook of the format in which they come in."))
def export(
    *,
    out: Annotated[Path, typer.Option(help=_("The workbook to write (.xlsx)."))],
    year: Annotated[int | None, typer.Option(help=_("Only the sheets of this year."))] = None,
) -> None:
    """Write what is stored."""
    with house(private=False):
        from huiyin.site import appraise

        raise typer.Exit(appraise.export(out, year))


@app.command("create-admin", help=_("Make an account that may grant roles, with a password that is shown once."))
def create_admin(
    *,
    username: Annotated[str, typer.Argument(help=_("The user name."))],
    name: Annotated[str, typer.Option(help=_("The name that others see."))] = "",
    company: Annotated[str, typer.Option(help=_("The company's name, where no unit exists yet."))] = "",
) -> None:
    """Begin an installation, or come back in after the last administrator is gone."""
    with house():
        from huiyin.site import upkeep

        upkeep.create_admin(username, name or username, company)


@app.command(help=_("Set the database up, or bring it up to this version."))
def migrate() -> None:
    """Apply the migrations."""
    with house():
        from huiyin.site import upkeep

        upkeep.migrate()


@app.command(
    "verify-trail", help=_("Walk the audit trail and name every entry that was edited, deleted, inserted or moved.")
)
def verify_trail(*, as_json: AsJson = False) -> None:
    """Exit 1 where the trail does not hold."""
    with house():
        from huiyin.site import upkeep

        raise typer.Exit(upkeep.verify_trail(as_json=as_json))


@app.command(help=_("Check the installation: settings, database, front-end files, worker, stored files, trail."))
def check(*, as_json: AsJson = False) -> None:
    """Exit 1 where something is wrong."""
    with house():
        from huiyin.site import upkeep

        raise typer.Exit(upkeep.check(as_json=as_json))


@app.command(help=_("Write database and stored files into one file, while the server runs."))
def backup(
    target: Annotated[Path, typer.Argument(help=_("The file to write (.tar, .tar.gz), or a folder for a dated one."))],
) -> None:
    """Say where the backup lies."""
    with house():
        from huiyin.site import backup as saving
        from huiyin.site import console

        path = saving.backup(target, console.say)
        console.say(_("Backup written: %(path)s") % {"path": path})


@app.command(help=_("Put a backup in place, after checking all of it; then verify the trail."))
def restore(
    *,
    source: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help=_("A file that “huiyin backup” wrote."))
    ],
    force: Annotated[bool, typer.Option("--force", help=_("Overwrite the data that is here."))] = False,
) -> None:
    """Exit 1 where the archive or its trail does not hold."""
    with house():
        from huiyin.site import backup as saving
        from huiyin.site import console, upkeep

        saving.restore(source, console.say, force=force)
        upkeep.say_if_older()
        raise typer.Exit(upkeep.verify_trail(as_json=False))


def main() -> Any:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
