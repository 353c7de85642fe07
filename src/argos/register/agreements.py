"""The life of an agreement: drafted, signed by both, in force, suspended, in force again, ended.

The dates are in the contract; the register adds what persons do: sign, suspend, resume, end. Each
act has a ``check_…`` that raises with the reason, and writes its audit line in its own transaction.
Nothing of a feed is accepted while its agreement is not in force.
"""

import hashlib
from datetime import date, datetime
from typing import Literal

from django.db import transaction

import argos.register.ready  # noqa: F401 - Django has to be ready before the models
from argos.core import contract_check
from argos.core.clock import Clock, local_day
from argos.core.contract import Contract
from argos.core.errors import FileRefused, UsageError
from argos.core.language import Text
from argos.core.reasons import reason
from argos.register.audit import audit
from argos.register.ledger import feed_row
from argos.register.models import Agreement, ContractVersion

State = contract_check.State | Literal["suspended"]
Side = Literal["partner", "argos"]
SIDES: tuple[Side, ...] = ("partner", "argos")
LABELS: dict[State, Text] = {
    "drafted": Text("rédigée", "drafted"),
    "signed": Text("signée", "signed"),
    "in force": Text("en vigueur", "in force"),
    "suspended": Text("suspendue", "suspended"),
    "ended": Text("terminée", "ended"),
}


def import_contract(contract: Contract, toml_bytes: bytes, clock: Clock) -> ContractVersion:
    """Note a contract as the one that its feed now stands under; the same bytes change nothing.

    Other bytes are a new version, audited; signatures given in the register do not pass to it.
    """
    sha256 = hashlib.sha256(toml_bytes).hexdigest()
    with transaction.atomic():
        feed = feed_row(contract.feed, contract.agreement.partner)
        agreement, _ = Agreement.objects.select_for_update(of=("self",)).get_or_create(feed=feed)
        if agreement.contract is not None and agreement.contract.sha256 == sha256:
            return agreement.contract
        agreement.contract, _ = ContractVersion.objects.get_or_create(
            feed=feed,
            sha256=sha256,
            defaults={
                "number": contract.version,
                "text": toml_bytes.decode("utf-8"),
                "first_seen_at": clock.now(),
            },
        )
        agreement.save()
        audit(
            "import contract",
            contract.feed,
            {"version": contract.version, "sha256": sha256},
            clock=clock,
        )
    return agreement.contract


def state(contract: Contract, now: datetime) -> State:
    """Return the state of a feed's agreement at an instant, from its dates and the acts on it."""
    acts = Agreement.objects.select_related("contract").filter(feed__identifier=contract.feed)
    return _state(contract, acts.first(), local_day(now))


def require_in_force(contract: Contract, now: datetime) -> None:
    """Let a push go on only if its agreement is in force.

    Raises:
        FileRefused: ``AGREEMENT_NOT_IN_FORCE``, with the state found.

    """
    found = state(contract, now)
    if found != "in force":
        expected = LABELS["in force"]
        raise FileRefused(
            [reason("AGREEMENT_NOT_IN_FORCE", expected=expected, found=LABELS[found])]
        )


def check_sign(contract: Contract, by: Side, now: datetime) -> None:
    """Raise unless this side can sign now.

    Raises:
        UsageError: the agreement is past its draft, this side has signed, or the text is unknown.

    """
    with transaction.atomic():
        _unsigned(contract, by, now)


def sign(contract: Contract, by: Side, clock: Clock) -> None:
    """Note that one side has signed the text of the contract as last imported.

    Raises:
        UsageError: see `check_sign`.

    """
    with transaction.atomic():
        version = _unsigned(contract, by, clock.now())
        setattr(version, f"signed_by_{by}_on", local_day(clock.now()))
        version.save()
        audit("sign agreement", contract.feed, {"by": by, "sha256": version.sha256}, clock=clock)


def check_suspend(contract: Contract, now: datetime) -> None:
    """Raise ``UsageError`` unless the agreement is in force."""
    _require(contract, now, "in force")


def suspend(contract: Contract, why: str, clock: Clock) -> None:
    """Suspend an agreement: nothing is accepted until it is resumed.

    Raises:
        UsageError: the agreement is not in force.

    """
    with transaction.atomic():
        acts = _acts(contract)
        check_suspend(contract, clock.now())
        acts.suspended_at = clock.now()
        acts.save()
        audit("suspend agreement", contract.feed, {"why": why}, clock=clock)


def check_resume(contract: Contract, now: datetime) -> None:
    """Raise ``UsageError`` unless the agreement is suspended."""
    _require(contract, now, "suspended")


def resume(contract: Contract, why: str, clock: Clock) -> None:
    """Put a suspended agreement back in force.

    Raises:
        UsageError: the agreement is not suspended.

    """
    with transaction.atomic():
        acts = _acts(contract)
        check_resume(contract, clock.now())
        acts.suspended_at = None
        acts.save()
        audit("resume agreement", contract.feed, {"why": why}, clock=clock)


def check_end(contract: Contract, now: datetime) -> None:
    """Raise ``UsageError`` unless the agreement is signed, in force or suspended."""
    _require(contract, now, "signed", "in force", "suspended")


def end(contract: Contract, why: str, clock: Clock) -> None:
    """End an agreement; nothing brings it back.

    Raises:
        UsageError: the agreement is only drafted, or has ended.

    """
    with transaction.atomic():
        acts = _acts(contract)
        check_end(contract, clock.now())
        acts.ended_at = clock.now()
        acts.save()
        audit("end agreement", contract.feed, {"why": why}, clock=clock)


def _state(contract: Contract, acts: Agreement | None, day: date) -> State:
    if acts is None:
        return contract_check.state(contract, day)
    signed = {f"signed_by_{side}_on": _signed_on(contract, acts, side) for side in SIDES}
    terms = contract.agreement.model_copy(update=signed)
    dated = contract_check.state(contract.model_copy(update={"agreement": terms}), day)
    if acts.ended_at:
        return "ended"
    return "suspended" if acts.suspended_at and dated == "in force" else dated


def _signed_on(contract: Contract, acts: Agreement, by: Side) -> date | None:
    """Return the day on which a side signed: the contract's own date, else the register's."""
    dated: date | None = getattr(contract.agreement, f"signed_by_{by}_on")
    if dated is not None or acts.contract is None:
        return dated
    given: date | None = getattr(acts.contract, f"signed_by_{by}_on")
    return given


def _acts(contract: Contract) -> Agreement:
    """Return the register's line for the agreement, held until the end of the transaction."""
    feed = feed_row(contract.feed, contract.agreement.partner)
    return Agreement.objects.select_for_update(of=("self",)).get_or_create(feed=feed)[0]


def _unsigned(contract: Contract, by: Side, now: datetime) -> ContractVersion:
    """Return the text that a side can sign now, else raise (see `check_sign`)."""
    _require(contract, now, "drafted")
    acts = _acts(contract)
    if acts.contract is None:
        expected = Text("un contrat importé", "an imported contract")
        raise _refusal(contract, expected, Text("aucun", "none"))
    if _signed_on(contract, acts, by) is None:
        return acts.contract
    expected = Text(
        "un accord que cette partie n'a pas signé", "an agreement unsigned by this side"
    )
    raise _refusal(contract, expected, LABELS["signed"])


def _require(contract: Contract, now: datetime, *allowed: State) -> None:
    found = state(contract, now)
    if found not in allowed:
        fr, en = (
            " / ".join(getattr(LABELS[one], name) for one in allowed) for name in ("fr", "en")
        )
        raise _refusal(contract, Text(fr, en), LABELS[found])


def _refusal(contract: Contract, expected: Text, found: Text) -> UsageError:
    return UsageError(
        "AGREEMENT_STATE",
        expected=expected,
        found=Text(f"{contract.feed} : {found.fr}", f"{contract.feed}: {found.en}"),
        todo=Text(
            "voyez l'état de l'accord (argos contract list)",
            "see the state of the agreement (argos contract list)",
        ),
    )
