"""The work of `argos anonymise`: read, make, attack and judge; then write what may be written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import typer

from argos.avatar.anonymise import Anonymised, anonymise
from argos.avatar.csv_text import Dialect
from argos.avatar.files import kind_of, put_where_told, read_table, require_fits, write_table
from argos.avatar.review.account import account
from argos.avatar.review.limits import limits_on
from argos.avatar.review.methods import Asked, Name
from argos.avatar.review.report import KINDS as OF_REPORT
from argos.avatar.review.report import Released, report
from argos.avatar.review.report.concluded import NOT_WRITTEN, OLDER, of_seed, offer, tally, verdict
from argos.avatar.review.report.content import against, overview
from argos.avatar.review.report.said import ATTACK_HEADS
from argos.avatar.review.request import Request
from argos.avatar.schema_file import declared
from argos.cli.anonymised_folder import Folders, run_folder
from argos.cli.show import out as terminal
from argos.cli.show import print_json, print_table, progress_bar
from argos.core.errors import EXIT_OK, EXIT_REFUSED, UsageError
from argos.core.language import Text, same


@dataclass(frozen=True, slots=True)
class Places:
    """The files of the command."""

    table: Path
    out: Path | None
    report: Path | None
    schema: Path | None
    limits: Path | None

    def require_writable(self) -> None:
        """Refuse kinds of files that cannot be written, before minutes of work.

        Raises:
            UsageError: another kind, no such folder, or the table of people itself.

        """
        if self.out is not None:
            kind_of(self.out)
        if self.report is not None:
            kind_of(self.report, OF_REPORT)
        for path in filter(None, (self.out, self.report)):
            if not path.parent.is_dir():
                raise UsageError(
                    "CANNOT_WRITE",
                    expected=Text("un dossier qui existe", "a folder that exists"),
                    found=same(f"{path.parent}"),
                    todo=Text("donnez un autre chemin", "give another path"),
                )
            if path.resolve() == self.table.resolve():
                raise UsageError(
                    "CANNOT_WRITE",
                    expected=Text("un autre fichier que la table", "another file than the table"),
                    found=same(path.name),
                    todo=Text("donnez un autre chemin", "give another path"),
                )


def run(
    places: Places, day: date, method: str, settings: Mapping[str, Any], *,
    release: bool, splits: int, search: bool, as_json: bool,
) -> int:  # fmt: skip
    """Do the work of the command and return its exit status.

    Raises:
        ArgosError: a file, an option, the table or its schema cannot be used.

    """
    if places.table.is_dir():
        return run_folder(
            Folders(places.table, places.out, places.schema), settings, as_json=as_json,
            refused={
                "--release": release, "--report": places.report, "--limits": places.limits,
                "--search": search, "--epsilon": settings["epsilon"],
                f"--method {method}": method != Name.GUARDED,
            },
        )  # fmt: skip
    places.require_writable()
    older = places.out is not None and places.out.exists()
    said = declared(places.schema)
    asked = Asked(Name(method), **settings)
    request = Request(
        asked, limits_on(day, places.limits), day, said,
        release=release, splits=splits, search=search,
    )  # fmt: skip
    given = read_table(places.table, said.missing)
    people = said.without_dropped(given.table)
    if places.out is not None:
        require_fits(people, places.out)
    with progress_bar(1, quiet=as_json) as steps:
        steps.begin(places.table.name)
        made = anonymise(people, request, steps.expect)
    written = _write(made, places.out, given.dialect)
    if places.report is not None:
        _report(made, places, places.report, written)
    left = places.out if older and written is None else None
    _tell(made, written, places, left, as_json=as_json)
    return EXIT_REFUSED if made.refused else EXIT_OK


def _report(made: Anonymised, places: Places, at: Path, written: Released | None) -> None:
    """Write the report; without it the table does not stay either."""
    try:
        put_where_told(at, report(made, places.table.name, kind_of(at, OF_REPORT), written))
    except BaseException:  # whatever stops it: a table that nobody can judge is not left behind
        if written is not None and places.out is not None:
            places.out.unlink()
        raise


def _write(made: Anonymised, out: Path | None, dialect: Dialect) -> Released | None:
    """Write the table, but for a release that is refused; return which file it became."""
    if out is None or made.refused:
        return None
    write_table(made.table, out, dialect)
    return Released(out.name, made.table.height, sha256(out.read_bytes()).hexdigest())


def _tell(
    made: Anonymised, written: Released | None, places: Places, older: Path | None, *, as_json: bool
) -> None:
    """Say what was found and written; a file that is older than this run is named as such."""
    _warn(made, older)
    if as_json:
        _tell_machine(made, written, places, older)
        return
    paths = (places.out if written else None, places.report)
    console = terminal()
    console.print(verdict(made), markup=False, style="bold", soft_wrap=True)
    console.print(tally(made), markup=False, soft_wrap=True)
    heads = [str(head) for head in ATTACK_HEADS]
    print_table("", [heads[0], *heads[2:]], [list(line.values()) for line in _lines(made)])
    for each in against(made):
        console.print(f"{each['name']}: {each['got']} → {each['todo']}.", markup=False,
                      soft_wrap=True)  # fmt: skip
    if made.refused:
        console.print(f"{NOT_WRITTEN} {offer(made)}", markup=False, soft_wrap=True)
    for path in filter(None, paths):
        console.print(f"→ {path}", markup=False, soft_wrap=True)


def _warn(made: Anonymised, older: Path | None) -> None:
    """Say on standard error, which is not piped away, what may do harm."""
    asked = made.request.asked
    if asked.seed is not None and (made.may_leave or asked.name is Name.DP):
        typer.echo(str(of_seed(made)), err=True)
    if older is not None:
        typer.echo(str(OLDER.format(path=older)), err=True)


def _tell_machine(
    made: Anonymised, written: Released | None, places: Places, older: Path | None
) -> None:
    files = {
        "table": str(places.out) if written else None, "sha256": written and written.sha256,
        "report": places.report and str(places.report), "older": older and str(older),
    }  # fmt: skip
    print_json({**account(made), "written": files})


def _lines(made: Anonymised) -> list[dict[str, str]]:
    kept = ("name", "got", "limit", "standing")
    return [{name: line[name] for name in kept} for line in overview(made)]
