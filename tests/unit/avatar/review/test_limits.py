from datetime import date

import pytest

from argos.avatar.review.kept import Measure
from argos.avatar.review.limits import limits_on
from argos.avatar.review.outcome import Attack
from argos.core.errors import UsageError

EVERY = "".join(f"{name} = {0.9 if 'membership' in name else 0.03}\n" for name in Attack
                if name != "linkage_by_seed") + "linkage_by_seed = 2.0\n"  # fmt: skip
KEPT = "".join(f"{name} = 0.1\n" for name in Measure)


def entry(since: str, attacks: str = EVERY) -> str:
    return (
        f'[[limits]]\nsince = {since}\nsource = {{ fr = "s", en = "s" }}\nheld_out = 0.2\n'
        f"rare = 11\n[limits.attacks]\n{attacks}[limits.kept]\n{KEPT}"
    )


def site(tmp_path, *entries):
    path = tmp_path / "limits.toml"
    path.write_text("\n".join(entries), "utf-8")
    return path


def test_the_shipped_limits_are_dated_sourced_and_complete():
    limits = limits_on(date(2026, 11, 25))
    assert limits.since <= date(2026, 11, 25)
    assert set(limits.attacks) == set(Attack)
    for text in ("05/2014", "28/2024", "CNIL"):
        assert text in limits.source.fr
        assert text in limits.source.en


def test_each_shipped_limit_says_why_in_both_languages():
    limits = limits_on(date(2026, 11, 25))
    assert set(limits.why) == set(Attack)
    assert all(each.fr and each.en for each in limits.why.values())
    for attack in (Attack.LINKABILITY, Attack.INFERENCE, Attack.BY_DISTANCE, Attack.OF_ISOLATED):
        assert limits.why[attack].fr.startswith(f"{100 * limits.attacks[attack]:.0f} sur 100")


def test_those_of_the_day_are_in_force(tmp_path):
    path = site(tmp_path, entry("2025-01-01"), entry("2026-01-01"))
    assert limits_on(date(2025, 12, 31), path).since == date(2025, 1, 1)
    assert limits_on(date(2026, 1, 1), path).since == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x", "TOML"),
        ("", "limits"),
        (entry("2027-01-01"), "2027-01-01"),
        (entry("2025-01-01").replace("linkability", "linkage"), "linkage"),
        (entry("2025-01-01", EVERY.replace("linkability = 0.03\n", "")), "linkability"),
        (entry("2025-01-01").replace("distance = 0.9", "distance = 0.5"), "distance: > 0.5"),
        (entry("2025-01-01").replace("distance = 0.9", "distance = nan"), "distance"),
        (entry("2025-01-01").replace("seed = 2.0", "seed = inf"), "seed"),
        (entry("2025-01-01").replace("seed = 2.0", "seed = 1.0"), "seed: > 1.0"),
        (entry("2025-01-01").replace("held_out = 0.2", "held_out = 0.9"), "held_out"),
    ],
)
def test_a_file_that_cannot_decide_is_refused(tmp_path, text, found):
    with pytest.raises(UsageError, match="AVATAR_LIMITS") as told:
        limits_on(date(2026, 1, 1), site(tmp_path, text))
    assert found in str(told.value)


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match="AVATAR_LIMITS"):
        limits_on(date(2026, 1, 1), tmp_path / "none.toml")
