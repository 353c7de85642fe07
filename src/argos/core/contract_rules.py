"""What a contract must satisfy as a whole: unfolding, scope, persons, agreement."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

from argos.core import contract_field_rules
from argos.core.contract import Contract, Trait
from argos.core.contract_defects import Defect, defect, near
from argos.core.contract_field_rules import Defects, numbered
from argos.core.language import Text
from argos.core.places import LEVELS, places

STRICT_TRAITS: tuple[Trait, ...] = ("birth_name", "first_names", "birth_date", "sex")


def unfolding(contract: Contract) -> Defects:
    """Find line-level rows that say nothing, or published figures with moments."""
    if contract.is_count:
        if contract.moments:
            yield defect("MOMENT_FOREIGN", "moments", ", ".join(contract.measures))
        return
    if not contract.moments:
        yield defect("MOMENTS_MISSING", "moments")
    if contract.period != "day":
        yield defect("PERIOD_FOREIGN", "period", contract.period)
    counted = Counter(moment.measure for moment in contract.moments)
    for measure in (measure for measure, times in counted.items() if times > 1):
        yield defect("MOMENT_TWICE", "moments", measure)


def dates_of_moments(contract: Contract) -> Defects:
    """Find moments without a date field, and date fields without a moment."""
    if contract.is_count:
        return
    dates = {field.name: field for field in contract.with_role("date")}
    for n, moment in enumerate(contract.moments):
        field = dates.get(moment.date)
        if field is None:
            named = any(field.name == moment.date for field in contract.fields)
            code = "MOMENT_FIELD" if named else "MOMENT_UNKNOWN"
            known = near(moment.date, dates)
            yield defect(code, f"moments[{n}].date", moment.date, near=known)
        elif not moment.optional and not field.required:
            yield defect("MOMENT_OPTIONAL", f"moments[{n}]", moment.date)
    used = {moment.date for moment in contract.moments}
    for path, field in numbered(contract):
        if field.role == "date" and field.name not in used:
            yield defect("DATE_UNUSED", path, field.name)


def coverage(contract: Contract) -> Defects:
    """Find measures that the feed does not give, and places that it cannot have."""
    levels = {field.keep_level or field.level for field in contract.with_role("place")}
    for n, table in enumerate(contract.coverage):
        for measure in set(table.measures) - set(contract.measures):
            known = near(measure, contract.measures)
            yield defect("COVERAGE_MEASURE", f"coverage[{n}].measures", measure, near=known)
        for place in table.places:
            if place not in _known_places():
                yield defect("COVERAGE_PLACE", f"coverage[{n}].places", place)
            elif place.split(":")[0] not in levels:
                wanted = ", ".join(sorted(level for level in levels if level))
                yield defect("COVERAGE_LEVEL", f"coverage[{n}].places", place, levels=wanted)
        yield from _in_order(f"coverage[{n}]", since=table.since, until=table.until)


@cache
def _known_places() -> frozenset[str]:
    return frozenset(place for level in LEVELS for place in places().known(level))


def scope(contract: Contract) -> Defects:
    """Find a scope of completeness, sheets or days of content that contradict the rest."""
    if contract.completeness.units == "present" and not contract.with_role("unit"):
        yield defect("UNITS_WITHOUT_FIELD", "completeness.units")
    file = contract.file
    listed = [*(file.sheets or []), *file.ignored_sheets]
    if listed and "xlsx" not in file.formats:
        yield defect("SHEETS_WITHOUT_XLSX", "file.sheets", ", ".join(listed))
    for sheet in set(file.sheets or []) & set(file.ignored_sheets):
        yield defect("SHEET_TWICE", "file.ignored_sheets", sheet)
    if file.content_lag_days[0] > file.content_lag_days[1]:
        yield defect("LAG_REVERSED", "file.content_lag_days", str(list(file.content_lag_days)))


def identity(contract: Contract) -> Defects:
    """Find fields about a person without a key, or that come from the wrong side."""
    if contract.identity is None:
        for path, field in numbered(contract):
            if field.role in ("subject", "identity"):
                yield defect("IDENTITY_MISSING", path, field.name)
    elif not contract.with_role("subject", "identity"):
        yield defect("IDENTITY_UNUSED", "identity")
    elif contract.identity.made == "at-partner":
        yield from _made_at_partner(contract)
    else:
        yield from _made_on_arrival(contract)


def _made_at_partner(contract: Contract) -> Defects:
    if not contract.with_role("subject"):
        yield defect("SUBJECT_MISSING", "fields")
    for path, field in numbered(contract):
        if field.role == "identity":
            yield defect("IDENTITY_UNEXPECTED", path, field.name)


def _made_on_arrival(contract: Contract) -> Defects:
    for path, field in numbered(contract):
        if field.role == "subject":
            yield defect("SUBJECT_UNEXPECTED", path, field.name)
    traits = contract.traits
    missing = [trait for trait in STRICT_TRAITS if trait not in traits]
    if missing and not ("ins" in traits and traits["ins"].required):
        found = ", ".join(traits) or Text("rien", "nothing")
        yield defect("TRAITS_MISSING", "fields", found, missing=", ".join(missing))


def traits(contract: Contract) -> Defects:
    """Find a trait that comes from two fields."""
    counted = Counter(field.trait for field in contract.fields if field.trait)
    for trait in (trait for trait, times in counted.items() if times > 1):
        yield defect("TRAIT_TWICE", "fields", trait)


def openness(contract: Contract) -> Defects:
    """Find persons in an open set, and exact detail for the public of another."""
    if contract.open and not contract.is_count:
        yield defect("OPEN_PERSON", "open", f"kind = {contract.kind}")
    for path, field in numbered(contract):
        if contract.open and field.role in ("subject", "identity"):
            yield defect("OPEN_PERSON", path, field.name)
    counted = Counter(access.role for access in contract.access)
    for role in (role for role, times in counted.items() if times > 1):
        yield defect("ACCESS_TWICE", "access", role)
    for n, access in enumerate(contract.access):
        if access.role == "public" and access.detail == "exact" and not contract.open:
            yield defect("PUBLIC_EXACT", f"access[{n}].detail", access.detail)


def rights(contract: Contract) -> Defects:
    """Find rights that cannot be exercised for want of a pseudonym."""
    if contract.with_role("subject", "identity"):
        return
    for name in ("opposition", "erasure"):
        if getattr(contract.rights, name):
            yield defect("RIGHTS_WITHOUT_SUBJECT", f"rights.{name}", "true")


def retention(contract: Contract) -> Defects:
    """Find rows that would go within the window in which a push may say them again."""
    kept, window = contract.retention.rows_days, contract.window.days
    if kept is not None and (window is None or kept < window):
        said = f"window.days = {window}" if window else f"window.since = {contract.window.since}"
        yield defect("RETENTION_SHORT", "retention.rows_days", str(kept), window=said)


def agreement(contract: Contract) -> Defects:
    """Find an agreement not drafted, signed by both, in force and ended in that order."""
    terms = contract.agreement
    signatures = {
        name: getattr(terms, name) for name in ("signed_by_partner_on", "signed_by_argos_on")
    }
    for name, day in signatures.items():
        yield from _in_order("agreement", drafted_on=terms.drafted_on, **{name: day})
        yield from _in_order("agreement", **{name: day}, in_force_from=terms.in_force_from)
        if terms.in_force_from and not day:
            yield defect("SIGNATURES", f"agreement.{name}")
    yield from _in_order("agreement", in_force_from=terms.in_force_from, ends_on=terms.ends_on)


def _in_order(where: str, **days: date | None) -> Iterator[Defect]:
    (earlier, first), (later, second) = days.items()
    if first and second and second < first:
        yield defect(
            "DATES_REVERSED", f"{where}.{later}", str(second), earlier=f"{earlier} ({first})",
            later=later,
        )  # fmt: skip


RULES: tuple[Callable[[Contract], Defects], ...] = (
    *contract_field_rules.RULES,
    unfolding,
    dates_of_moments,
    coverage,
    scope,
    identity,
    traits,
    openness,
    rights,
    retention,
    agreement,
)


def broken_rules(contract: Contract) -> list[Defect]:
    """Return what a well-shaped contract has wrong, in the order of the rules."""
    return [found for rule in RULES for found in rule(contract)]
