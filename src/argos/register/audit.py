"""The audit: one line for every act, written in the same transaction as the act."""

import getpass
from collections.abc import Mapping

import argos.register.ready  # noqa: F401 - Django has to be ready before the models
from argos.core.clock import Clock, SystemClock
from argos.register.models import AuditEntry

Detail = Mapping[str, str | int | bool | None]


def audit(
    action: str,
    subject: str,
    detail: Detail | None = None,
    *,
    who: str | None = None,
    clock: Clock | None = None,
) -> AuditEntry:
    """Note that someone did something, and return the entry.

    Args:
        action: what was done (``suspend agreement``).
        subject: to what: a feed, batch, key or release; never a person.
        detail: counts, states and reasons given; no identifier and no value of a row.
        who: the person; by default the account of the system that runs the program.
        clock: what tells the time.

    """
    return AuditEntry.objects.create(
        who=who or getpass.getuser(),
        action=action,
        object=subject,
        detail=dict(detail or {}),
        at=(clock or SystemClock()).now(),
    )
