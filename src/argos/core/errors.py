"""Errors that a person can act on: what was expected, what was found, what to do.

None of them ever holds a value from a person's row. The exit statuses are a promise to scripts.
"""

from collections.abc import Sequence
from typing import ClassVar

from argos.core.language import Text
from argos.core.receipt import Reason

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_REFUSED = 3
EXIT_BUSY = 75  # EX_TEMPFAIL of sysexits.h: try again


class ArgosError(Exception):
    """An error with a stable code, told in the reader's language."""

    exit_status: ClassVar[int] = EXIT_FAILED

    def __init__(self, code: str, *, expected: Text, found: Text, todo: Text) -> None:
        super().__init__(code)
        self.code = code
        self.expected = expected
        self.found = found
        self.todo = todo

    def __str__(self) -> str:
        frame = Text(
            "{code} : attendu {expected} ; trouvé {found}. À faire : {todo}.",
            "{code}: expected {expected}; found {found}. To do: {todo}.",
        )
        return str(frame).format(
            code=self.code, expected=self.expected, found=self.found, todo=self.todo
        )


class UsageError(ArgosError):
    """The command, an option or a setting is wrong."""

    exit_status = EXIT_USAGE


class ContractError(ArgosError):
    """A contract is missing, or cannot be applied."""

    exit_status = EXIT_USAGE


class FileRefused(Exception):  # noqa: N818 - a refusal is an answer to a partner, not a fault
    """A file breaks its contract as a whole; nothing of it was recorded. Holds every reason."""

    exit_status: ClassVar[int] = EXIT_REFUSED

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = tuple(reasons)


class FeedBusy(ArgosError):  # noqa: N818 - the word a partner reads on the receipt
    """Another push on the same feed won; nothing was recorded, the same push may be tried again."""

    exit_status = EXIT_BUSY
