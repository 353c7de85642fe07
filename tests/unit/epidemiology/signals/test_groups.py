"""One cause, one signal; what costs most comes first."""

from argos.epidemiology.signals.groups import Seen, Signal, grouped, ranked


def seen(
    indicator: str = "ed_flu", place: str = "dep:44", region: str = "reg:52", *,
    pathology: str = "influenza", weight: float = 3.0, first: int = 10, last: int = 15,
    excess: float = 20.0, certainty: float = 0.9,
) -> Seen:  # fmt: skip
    return Seen(
        indicator, place, region, pathology, weight, first, last, certainty, excess, 84.0, 41.0
    )


def test_sources_and_neighbours_of_one_pathology_are_one_signal() -> None:
    [signal] = grouped([
        seen(), seen("sos_flu", weight=1.0), seen(place="dep:85", excess=5.0),
        seen("sos_flu", "reg:52", weight=1.0, excess=30.0, first=8),
    ])  # fmt: skip
    assert signal.indicators == ("ed_flu", "sos_flu")
    assert signal.head == seen()
    assert (signal.place, signal.first, signal.last) == ("reg:52", 8, 15)
    assert signal.places[0] == "dep:44"
    assert signal.consequence == 60 + 30  # a region holds its départements


def test_another_pathology_region_or_time_is_another_signal() -> None:
    found = grouped([
        seen(), seen(pathology="covid"), seen(place="dep:35", region="reg:53"),
        seen(first=30, last=40),
    ])  # fmt: skip
    assert len(found) == 4
    assert {each.place for each in found} == {"dep:44", "dep:35"}


def test_a_nationwide_cause_is_one_signal() -> None:
    regions = [seen(place=f"dep:{n}", region=f"reg:{n}") for n in range(3)]
    nation = seen(place="fra", region="fra", excess=500.0)
    [signal] = grouped([*regions, nation])
    assert signal.place == "fra"
    assert signal.head == nation
    assert len(grouped([*regions[:2], nation])) == 3


def test_the_first_is_what_weighs_most_for_sure() -> None:
    few_sure = seen(pathology="a", excess=10.0, certainty=0.99)
    many_unsure = seen(pathology="b", excess=15.0, certainty=0.5)
    light = seen(pathology="c", excess=30.0, weight=0.1)
    heads = [each.head for each in grouped([light, many_unsure, few_sure])]
    assert heads == [few_sure, many_unsure, light]


def test_a_signal_of_one_place_names_it() -> None:
    assert Signal("rise", (seen(), seen("sos_flu"))).place == "dep:44"


def test_no_fall_stands_before_a_rise() -> None:
    fall, rise = Signal("fall", (seen(excess=900.0),)), Signal("rise", (seen(excess=1.0),))
    assert ranked([fall, rise]) == [rise, fall]
