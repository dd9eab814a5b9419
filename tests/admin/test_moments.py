"""Days and times typed in a zone."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from roles.admin.moments import WallClockField, moment_in_zone, zone_choices


@pytest.mark.parametrize(
    ("typed", "zone", "utc"),
    [
        ("2027-03-03T09:30", "UTC", "2027-03-03T09:30:00+00:00"),
        ("2027-03-03T09:30", "Europe/Berlin", "2027-03-03T08:30:00+00:00"),
        ("2027-07-03T09:30", "Europe/Berlin", "2027-07-03T07:30:00+00:00"),
        ("2027-03-28T03:00", "Europe/Berlin", "2027-03-28T01:00:00+00:00"),
        ("2027-07-03T09:30", "Asia/Kolkata", "2027-07-03T04:00:00+00:00"),
    ],
)
def test_a_time_is_taken_in_its_zone(typed: str, zone: str, utc: str) -> None:
    wall_clock = WallClockField().clean(typed)
    assert wall_clock == datetime.fromisoformat(typed)
    assert moment_in_zone(wall_clock, zone) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    ("typed", "zone", "message"),
    [
        (
            "2027-03-28T02:30",
            "Europe/Berlin",
            (
                "In Europe/Berlin there is no 02:30 on 28 March 2027: clocks are set forward over "
                "it. Choose an earlier or a later time."
            ),
        ),
        (
            "2027-10-31T02:30",
            "Europe/Berlin",
            (
                "In Europe/Berlin clocks show 02:30 on 31 October 2027 twice, because they are "
                "set back. Choose a time before or after that hour, or give the moment in UTC."
            ),
        ),
        (
            "9999-12-31T23:30",
            "America/New_York",
            "23:30 on 31 December 9999 is too far away; choose another day.",
        ),
    ],
)
def test_a_time_that_a_zone_does_not_have_once_is_refused(
    typed: str, zone: str, message: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        moment_in_zone(datetime.fromisoformat(typed), zone)
    assert refused.value.messages == [message]


def test_the_zone_of_the_site_comes_first_and_none_twice(settings: pytest.FixtureRequest) -> None:
    settings.TIME_ZONE = "Europe/Lisbon"  # type: ignore[attr-defined]
    names = [name for name, _ in zone_choices()]
    assert names[:2] == ["Europe/Lisbon", "UTC"]
    assert len(names) == len(set(names)) > 300
    settings.TIME_ZONE = "UTC"  # type: ignore[attr-defined]
    assert [name for name, _ in zone_choices()].count("UTC") == 1
