"""An agreement's life: from its dates in the contract and the acts of persons."""

from datetime import UTC, datetime, timedelta

import pytest

from argos.core.clock import FixedClock
from argos.core.errors import FileRefused, UsageError
from argos.register import agreements
from argos.register.models import Agreement, AuditEntry, ContractVersion, Feed, Partner
from tests.unit.invented import NOW, a_contract

pytestmark = pytest.mark.django_db
CLOCK = FixedClock(NOW)
UNSIGNED = {"signed_by_partner_on": None, "signed_by_argos_on": None}


def actions() -> list[str]:
    return [entry.action for entry in AuditEntry.objects.order_by("id")]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-04-01", "drafted"),  # one has signed, the other has not yet
        ("2020-04-02", "signed"),
        ("2020-04-09", "signed"),
        ("2020-04-10", "in force"),
        ("2020-12-31", "in force"),
        ("2021-01-01", "ended"),
    ],
)
def test_the_state_follows_the_dates_of_the_contract(day, expected):
    noon = datetime.fromisoformat(f"{day}T12:00:00+00:00")
    assert agreements.state(a_contract(), noon) == expected


def test_days_are_local():
    just_before_midnight_in_paris = datetime(2020, 4, 9, 21, 59, tzinfo=UTC)
    assert agreements.state(a_contract(), just_before_midnight_in_paris) == "signed"
    later = just_before_midnight_in_paris + timedelta(minutes=1)
    assert agreements.state(a_contract(), later) == "in force"


@pytest.mark.parametrize("changes", [UNSIGNED, {"in_force_from": None}])
def test_nothing_is_accepted_outside_an_agreement(changes):
    with pytest.raises(FileRefused) as refusal:
        agreements.require_in_force(a_contract(agreement=changes), NOW)
    assert [reason.code for reason in refusal.value.reasons] == ["AGREEMENT_NOT_IN_FORCE"]
    agreements.require_in_force(a_contract(), NOW)


def test_suspension_is_kept_in_the_register_and_can_be_lifted():
    contract = a_contract()
    agreements.suspend(contract, "key under suspicion", CLOCK)
    assert agreements.state(contract, NOW) == "suspended"
    with pytest.raises(FileRefused):
        agreements.require_in_force(contract, NOW)
    agreements.resume(contract, "key replaced", CLOCK)
    agreements.require_in_force(contract, NOW)
    assert actions() == ["suspend agreement", "resume agreement"]


def test_an_agreement_that_has_ended_does_not_come_back():
    contract = a_contract()
    agreements.end(contract, "partner left", CLOCK)
    assert agreements.state(contract, NOW) == "ended"
    for act in (agreements.suspend, agreements.resume, agreements.end):
        with pytest.raises(UsageError, match="AGREEMENT_STATE"):
            act(contract, "again", CLOCK)
    assert actions() == ["end agreement"]


@pytest.mark.parametrize("act", ["suspend", "resume", "end"])
def test_an_act_out_of_order_is_refused_and_leaves_no_audit(act):
    contract = a_contract(agreement=UNSIGNED)
    with pytest.raises(UsageError, match="AGREEMENT_STATE"):
        getattr(agreements, act)(contract, "too early", CLOCK)
    assert actions() == []


def test_the_audit_line_and_the_act_stand_or_fall_together(monkeypatch):
    def fails(*_args, **_options):
        raise OSError("disk full")

    monkeypatch.setattr(agreements, "audit", fails)
    with pytest.raises(OSError, match="disk full"):
        agreements.suspend(a_contract(), "why", CLOCK)
    assert agreements.state(a_contract(), NOW) == "in force"


def test_both_sign_the_text_in_the_register():
    contract = a_contract(agreement=UNSIGNED)
    agreements.import_contract(contract, b"text", CLOCK)
    agreements.sign(contract, "partner", CLOCK)
    assert agreements.state(contract, NOW) == "drafted"
    with pytest.raises(UsageError, match="AGREEMENT_STATE"):
        agreements.sign(contract, "partner", CLOCK)
    agreements.sign(contract, "argos", CLOCK)
    assert agreements.state(contract, NOW) == "in force"
    assert actions() == ["import contract", "sign agreement", "sign agreement"]


def test_a_text_that_was_not_imported_cannot_be_signed():
    with pytest.raises(UsageError, match="AGREEMENT_STATE"):
        agreements.sign(a_contract(agreement=UNSIGNED), "argos", CLOCK)


def test_signatures_do_not_pass_to_another_text():
    contract = a_contract(agreement=UNSIGNED)
    agreements.import_contract(contract, b"text", CLOCK)
    for side in ("partner", "argos"):
        agreements.sign(contract, side, CLOCK)
    agreements.import_contract(contract, b"text with one more field", CLOCK)
    assert agreements.state(contract, NOW) == "drafted"
    agreements.import_contract(contract, b"text", CLOCK)
    assert agreements.state(contract, NOW) == "in force"


def test_importing_the_same_bytes_again_changes_nothing():
    first = agreements.import_contract(a_contract(), b"text", CLOCK)
    later = FixedClock(NOW + timedelta(days=1))
    assert agreements.import_contract(a_contract(), b"text", later) == first
    assert ContractVersion.objects.get().first_seen_at == NOW
    assert Feed.objects.get().identifier == "invented.visits"
    assert Partner.objects.get().name == "Invented hospital"
    assert Agreement.objects.count() == 1
    assert actions() == ["import contract"]
