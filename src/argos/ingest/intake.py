"""What a push works with: the contracts, the log, the archive, the quarantine, the keys."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from argos.core import contract_check
from argos.core.clock import Clock, SystemClock
from argos.core.contract import Contract
from argos.core.settings import Settings
from argos.events.delta import DeltaEventLog
from argos.events.delta_table import exists
from argos.events.log import EventLog
from argos.events.oppositions import Oppositions
from argos.ingest.archive import Archive
from argos.ingest.identity.keys import EVENT_ID, OPPOSITION, Keys
from argos.ingest.quarantine import Quarantine
from argos.register import agreements

# The points of a batch's life, in order. A progress bar is told each, and so is the test that
# kills the process at every one of them.
STEPS = (
    "received",
    "archived",
    "read",
    "checked",
    "identified",
    "compared",
    "committed",
    "registered",
)
LOG, OPPOSITIONS = "events", "oppositions"  # folders of the sensitive zone
OnStep = Callable[[str], None]


def silently(step: str) -> None:
    """Tell nobody about a step."""


@dataclass(frozen=True, slots=True)
class Intake:
    """The parts of one Argos home that take in batches.

    Attributes:
        settings: where everything is.
        clock: what tells the time.
        log: the event log.
        archive: the sealed files as they came.
        quarantine: the rejected rows, without their values.
        keys: the keys of this home.
        oppositions: the persons who objected, as keyed hashes.

    """

    settings: Settings
    clock: Clock
    log: EventLog
    archive: Archive
    quarantine: Quarantine
    keys: Keys
    oppositions: Oppositions

    @classmethod
    def at(cls, settings: Settings, clock: Clock | None = None) -> "Intake":
        """Open the home that the settings describe."""
        sensitive = settings.sensitive
        keys = Keys(settings.keys)
        return cls(
            settings=settings,
            clock=clock or SystemClock(),
            log=DeltaEventLog(f"{sensitive}/{LOG}"),
            archive=Archive(Path(sensitive) / "archive", keys),
            quarantine=Quarantine(Path(sensitive) / "quarantine"),
            keys=keys,
            oppositions=Oppositions(
                f"{sensitive}/{OPPOSITIONS}", keys.opposition_key(must_exist=True)
            ),
        )

    def contract(self, feed: str) -> Contract:
        """Return a feed's contract; a ``ContractError`` names the near ones."""
        return contract_check.contract(self.settings.partners, feed)

    def note_contract(self, contract: Contract) -> None:
        """Let the register know the contract's text, where it is another than the last."""
        text = contract_check.path_of(self.settings.partners, contract.feed).read_bytes()
        agreements.import_contract(contract, text, self.clock)


def secrets_in_use(sensitive: str) -> set[str]:
    """Return the secrets of `argos.ingest.identity.keys` that what is stored was made with."""
    tables = {EVENT_ID: LOG, OPPOSITION: OPPOSITIONS}
    return {name for name, table in tables.items() if exists(f"{sensitive}/{table}")}
