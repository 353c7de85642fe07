"""Known incidents are told of the indicators that they touch, and of no other."""

from datetime import date

from argos.core.incidents import incidents
from argos.publish.indicators import indicators

LONG_AGO, ONE_DAY = date(2019, 1, 1), date(2030, 1, 1)


def test_an_incident_is_found_on_its_day_alone() -> None:
    day = date(2021, 5, 20)
    found = incidents("incidence_7d", day, day)
    assert [str(each.label.en) for each in found] == ["SI-DEP: duplicates corrected"]
    assert incidents("incidence_7d", date(2021, 5, 21), date(2021, 12, 31)) == []
    assert incidents("sos_all", LONG_AGO, ONE_DAY) == []


def test_every_incident_touches_indicators_that_exist() -> None:
    known = {each.id for each in indicators().each()}
    told = {
        name for each in known for i in incidents(each, LONG_AGO, ONE_DAY) for name in i.indicators
    }
    assert told
    assert told <= known
