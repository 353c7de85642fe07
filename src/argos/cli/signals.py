"""`argos signals`: what deserves a look, and what became of it: seen, explained, closed."""

import getpass
from datetime import datetime
from typing import Annotated, Any

import polars as pl
import typer

from argos.cli.home import open_settings
from argos.cli.show import out, print_json, print_table
from argos.core.clock import PARIS, SystemClock
from argos.core.errors import FeedBusy
from argos.core.free_text import NOT_FOUND
from argos.core.language import Text, language
from argos.core.places import places
from argos.outputs import signals as found
from argos.outputs.store import Outputs
from argos.publish.modelled.signals.states import tell, with_states
from argos.register import signals
from argos.register.signals import LABELS, Standing

HELP = Text(
    "Les signaux, par rang, et leur vie : vu, expliqué, clos.",
    "The signals, by rank, and their life: seen, explained, closed.",
)
NONE = Text("Aucun signal à regarder.", "No signal to look at.")
OTHERS = Text(
    "clos, ou sans indice depuis 14 jours : --all", "closed, or without evidence for 14 days: --all"
)
LATER = Text(
    "noté ; une publication est en cours, l'état paraîtra à la suivante",
    "noted; a publication is under way, the next one shows the state",
)
COLUMNS = {
    "rank": Text("rang", "rank"),
    "signal": Text("signal", "signal"),
    "since": Text("depuis", "since"),
    "place": Text("lieu", "place"),
    "state": Text("état", "state"),
    "reason": Text("raison", "reason"),
}
FIELDS = {
    "signal": Text("signal", "signal"),
    "rank": Text("rang", "rank"),
    "state": Text("état", "state"),
    "state_on": Text("le", "on"),
    "reason": Text("raison", "reason"),
    "why": Text("noté", "noted"),
    "since": Text("depuis", "since"),
    "last_day": Text("dernier jour", "last day"),
    "kind": Text("sorte", "kind"),
    "place": Text("lieu", "place"),
    "places": Text("lieux", "places"),
    "pathology": Text("pathologie", "pathology"),
    "indicators": Text("indicateurs", "indicators"),
    "methods": Text("méthodes", "methods"),
    "certainty": Text("certitude", "certainty"),
    "consequence": Text("conséquence", "consequence"),
    "origin": Text("données jusqu'au", "data up to"),
    "known_from": Text("publié le", "published on"),
}
HISTORY = (Text("quand", "when"), Text("état", "state"), Text("par", "by"), Text("texte", "text"))

app = typer.Typer(invoke_without_command=True)
Json = Annotated[bool, typer.Option("--json", help="JSON")]
Id = Annotated[
    str,
    typer.Argument(
        metavar="ID", help=str(Text("l'identifiant, ou son début", "the identifier, or its start"))
    ),
]
Why = Annotated[
    str, typer.Option("--why", help=f"{Text('la cause.', 'the cause.')} {NOT_FOUND}")
]  # fmt: skip


@app.callback()
def default(context: typer.Context) -> int:
    """List the signals where no other command is given."""
    return list_() if context.invoked_subcommand is None else 0


@app.command("list", help=str(Text("Les signaux à regarder.", "The signals to look at.")))
def list_(
    everything: Annotated[
        bool,
        typer.Option("--all", help=str(Text("aussi clos et anciens", "closed and old ones too"))),
    ] = False,
    place: Annotated[
        str | None,
        typer.Option(
            help=str(Text("ce lieu et ceux qu'il contient", "this place and those in it"))
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Print one line a signal, the first to look at first."""
    known = _signals(_outputs())
    standing = found.standing(known)
    if place is not None:
        known, standing = (found.about(each, places().resolve(place)) for each in (known, standing))
    shown = known if everything else standing
    if as_json:
        print_json([_plain(row) for row in shown.to_dicts()])
        return 0
    rows = [_told(row) for row in shown.to_dicts()]
    if rows:
        heads = [str(title) for title in COLUMNS.values()]
        print_table("", heads, [[row[name] for name in COLUMNS] for row in rows])
    else:
        out().print(str(NONE))
    if left := known.height - shown.height:
        out().print(f"{left} {OTHERS}")
    return 0


@app.command(help=str(Text("Tout d'un signal.", "All about a signal.")))
def show(signal: Id, as_json: Json = False) -> int:
    """Print every field of a signal, and the last words that were noted."""
    row = found.named(_signals(_outputs()), signal)
    words = [act.why for act in signals.history(row["signal"]) if act.why]
    row["why"] = words[-1] if words else None
    if as_json:
        print_json(_plain(row))
    else:
        told = _told(row)
        print_table("", ["", ""], [(FIELDS[name], told[name]) for name in FIELDS])
    return 0


@app.command(help=str(Text("Note que vous l'avez vu.", "Note that you have seen it.")))
def see(signal: Id, as_json: Json = False) -> int:
    """Note that a new signal was seen."""
    outputs, name = _chosen(signal)
    done = signals.acknowledge(name, getpass.getuser(), SystemClock())
    return _tell(outputs, name, done, as_json=as_json)


@app.command(help=str(Text("Note sa cause.", "Note its cause.")))
def explain(signal: Id, why: Why, as_json: Json = False) -> int:
    """Note the cause of a signal; may be said again, better."""
    outputs, name = _chosen(signal)
    done = signals.explain(name, why, getpass.getuser(), SystemClock())
    return _tell(outputs, name, done, as_json=as_json)


@app.command(help=str(Text("Le clôt, vu ou expliqué.", "Close it, once seen or explained.")))
def close(signal: Id, why: Why, as_json: Json = False) -> int:
    """Close a signal that was seen or explained."""
    outputs, name = _chosen(signal)
    done = signals.close(name, why, getpass.getuser(), SystemClock())
    return _tell(outputs, name, done, as_json=as_json)


@app.command(help=str(Text("Le rouvre.", "Open it again.")))
def reopen(signal: Id, why: Why = "", as_json: Json = False) -> int:
    """Take up a closed signal again."""
    outputs, name = _chosen(signal)
    done = signals.reopen(name, why, getpass.getuser(), SystemClock())
    return _tell(outputs, name, done, as_json=as_json)


@app.command(help=str(Text("Tout ce qui en fut fait, et par qui.", "All acts on it, by whom.")))
def history(signal: Id, as_json: Json = False) -> int:
    """Print every act on a signal, the first one first."""
    _, name = _chosen(signal)
    acts = signals.history(name)
    if as_json:
        print_json([
            {"at": act.at.isoformat(), "state": act.state, "who": act.who, "why": act.why}
            for act in acts
        ])  # fmt: skip
    else:
        rows = [(_minute(act.at), LABELS[act.state], act.who, act.why) for act in acts]
        print_table(name, [str(title) for title in HISTORY], rows)
    return 0


def _outputs() -> Outputs:
    return Outputs(open_settings().published)


def _signals(outputs: Outputs) -> pl.DataFrame:
    """Return the last row of each signal, with what the register says of it now."""
    return with_states(found.latest(outputs.rows("signals").collect()))


def _chosen(beginning: str) -> tuple[Outputs, str]:
    outputs = _outputs()
    rows = outputs.rows("signals").select("signal").unique().collect()
    return outputs, str(found.named(rows.sort("signal"), beginning)["signal"])


def _tell(outputs: Outputs, name: str, done: Standing, *, as_json: bool) -> int:
    """Publish what was done, and say it."""
    try:
        tell(outputs, name, SystemClock())
        told = True
    except FeedBusy:  # the register has the act, and the publication under way is followed by more
        told = False
    if as_json:
        print_json({"signal": name, "state": done.state, "published": told})
    else:
        out().print(f"{name}: {LABELS[done.state] if told else LATER}")
    return 0


def _told(row: dict[str, Any]) -> dict[str, Any]:
    """Return a signal as a person reads it: words for states, names for places, one language."""
    lists = {name: ", ".join(row[name] or []) for name in ("places", "indicators", "methods")}
    return {
        **row,
        **lists,
        "since": row["first_day"],
        "place": _place(row["place"]),
        "state": LABELS[row["state"]],
        "reason": row[f"reason_{language()}"],
        "known_from": _minute(row["known_from"]),
    }


def _place(code: str | None) -> str:
    """Return a place's name and code; a signal about a feed may have none."""
    return f"{places().name(code)} ({code})" if code else ""


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "known_from": row["known_from"].isoformat()}


def _minute(instant: datetime) -> str:
    """Return an instant in the territory's own time."""
    return f"{instant.astimezone(PARIS):%Y-%m-%d %H:%M}"
