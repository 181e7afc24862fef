"""How long cases usually take."""

from datetime import timedelta

from rcp.domain.pace import typical_minutes


def heard(*minutes: float) -> list[timedelta]:
    return [timedelta(minutes=one) for one in minutes]


def test_the_usual_duration_is_the_median_so_that_one_forgotten_clock_does_not_weigh():
    assert typical_minutes(heard(4, 5, 6, 7, 240)) == 6


def test_it_is_rounded_up_and_never_nothing():
    assert typical_minutes(heard(5.1, 5.1, 5.1, 5.1, 5.1)) == 6
    assert typical_minutes(heard(5, 5, 5, 5, 5)) == 5
    assert typical_minutes(heard(0, 0, 0, 0, 0)) == 1


def test_a_few_cases_say_nothing():
    assert typical_minutes(heard(4, 5, 6, 7)) is None
