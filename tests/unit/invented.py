"""Invented contracts and instants for the tests of the register and of identity."""

from datetime import UTC, date, datetime
from typing import Any

from argos.core.contract import Contract

NOW = datetime(2020, 5, 13, 8, 0, tzinfo=UTC)
IN_FORCE = {
    "partner": "Invented hospital",
    "purpose": {"fr": "Veille", "en": "Surveillance"},
    "legal_basis": "GDPR art. 6(1)(e)",
    "controller": "independent",
    "drafted_on": date(2020, 3, 1),
    "signed_by_partner_on": date(2020, 4, 1),
    "signed_by_argos_on": date(2020, 4, 2),
    "in_force_from": date(2020, 4, 10),
    "ends_on": date(2020, 12, 31),
}


def a_contract(
    fields: list[dict[str, Any]] | None = None,
    agreement: dict[str, Any] | None = None,
    **changes: Any,
) -> Contract:
    """A line-level contract in force, with the fields and tables that a test needs."""
    values: dict[str, Any] = {
        "feed": "invented.visits",
        "version": 1,
        "title": {"fr": "Passages", "en": "Visits"},
        "kind": "visit",
        "agreement": {**IN_FORCE, **(agreement or {})},
        "access": [{"role": "sender", "detail": "exact"}],
        "file": {"formats": ["csv"], "delimiters": [";", ","]},
        "window": {"since": date(2020, 1, 1)},
        "cadence": {"every": "day", "lateness_hours": 12},
        "fields": fields or [{"name": "visit", "role": "key"}],
    }
    return Contract.model_validate({**values, **changes})


def identity_fields(*, required: bool = True, ins: bool = False) -> list[dict[str, Any]]:
    """The strict traits of a person, and the INS where it is authorised."""
    constraints = {"required": required}
    traits = {
        "nom": "birth_name",
        "prenoms": "first_names",
        "naissance": "birth_date",
        "sexe": "sex",
        "lieu": "birth_place",
    }
    fields = [
        {"name": name, "role": "identity", "trait": trait, "constraints": constraints}
        for name, trait in traits.items()
    ]
    fields[2]["type"] = "date"
    fields[2]["formats"] = ["%d/%m/%Y", "%Y-%m-%d"]
    if ins:
        fields.append({"name": "ins", "role": "identity", "trait": "ins"})
    return [{"name": "visit", "role": "key"}, *fields]
