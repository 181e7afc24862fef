"""A case is heard with the competences it needs, each person filling one seat."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.quorum import Attendee, Presence, SeatRule, quorum

SURGEON = Attendee("surgeon", frozenset({"surgery"}), "surgery")
ONCOLOGIST = Attendee("oncologist", frozenset({"oncology"}), "oncology")
RADIOTHERAPIST = Attendee("radiotherapist", frozenset({"radiotherapy"}), "radiotherapy")
NURSE = Attendee("nurse", frozenset({"nursing"}))
SOLID_TUMOUR = (
    SeatRule("s", "surgery"),
    SeatRule("o", "oncology"),
    SeatRule("r", "radiotherapy"),
)


def test_surgeon_oncologist_and_radiotherapist_reach_the_quorum_of_a_solid_tumour():
    result = quorum(SOLID_TUMOUR, [SURGEON, ONCOLOGIST, RADIOTHERAPIST], min_specialties=3)
    assert result.reached
    assert result.seated == {"s": ("surgeon",), "o": ("oncologist",), "r": ("radiotherapist",)}


def test_a_missing_radiotherapist_is_named_with_the_specialty_that_lacks():
    result = quorum(SOLID_TUMOUR, [SURGEON, ONCOLOGIST, NURSE], min_specialties=3)
    assert not result.reached
    assert result.missing == {"r": 1}
    assert result.specialties_missing == 1


def test_two_surgeons_are_one_specialty():
    second = Attendee("surgeon-2", frozenset({"surgery"}), "surgery")
    result = quorum((), [SURGEON, second, ONCOLOGIST], min_specialties=3)
    assert result.specialties == 2
    assert not result.reached


def test_three_specialties_are_not_enough_when_a_mandatory_seat_is_empty():
    pathologist = Attendee("pathologist", frozenset({"pathology"}), "pathology")
    result = quorum(SOLID_TUMOUR, [SURGEON, ONCOLOGIST, pathologist], min_specialties=3)
    assert result.specialties_missing == 0
    assert not result.reached


def test_a_person_of_two_competences_fills_only_one_seat():
    both = Attendee("both", frozenset({"surgery", "oncology"}), "surgery")
    result = quorum((SeatRule("s", "surgery"), SeatRule("o", "oncology")), [both])
    assert sum(result.missing.values()) == 1


def test_somebody_versatile_moves_so_that_everybody_is_seated():
    """Seating the versatile surgeon first must not leave the oncologist's seat empty."""
    versatile = Attendee("a-versatile", frozenset({"surgery", "oncology"}), "surgery")
    seats = (SeatRule("s", "surgery"), SeatRule("o", "oncology"))
    result = quorum(seats, [versatile, SURGEON])
    assert result.reached
    assert result.seated == {"s": ("surgeon",), "o": ("a-versatile",)}


def test_a_wished_seat_never_takes_somebody_from_a_mandatory_one():
    seats = (SeatRule("wish", "surgery", mandatory=False), SeatRule("must", "surgery"))
    result = quorum(seats, [SURGEON])
    assert result.reached
    assert result.seated == {"wish": (), "must": ("surgeon",)}


def test_an_empty_wished_seat_is_not_missing():
    assert quorum((SeatRule("wish", "surgery", mandatory=False),), []).reached


def test_a_seat_for_two_says_how_many_are_wanting():
    result = quorum((SeatRule("s", "surgery", minimum=2),), [SURGEON])
    assert result.missing == {"s": 1}


def test_a_nurse_is_no_medical_specialty():
    assert quorum((), [NURSE]).specialties == 0


@pytest.mark.parametrize(
    ("presence", "counts"),
    [
        (Presence.IN_ROOM, True),
        (Presence.BY_VIDEO, True),
        (Presence.WRITTEN_OPINION, True),
        (Presence.EXPECTED, False),
        (Presence.EXCUSED, False),
        (Presence.ABSENT, False),
    ],
)
def test_a_written_opinion_counts_as_presence_and_an_apology_does_not(presence, counts):
    assert presence.counts is counts


GROUPS = st.sampled_from("abc")
SEATS = st.lists(st.tuples(GROUPS, st.integers(1, 2), st.booleans()), max_size=3).map(
    lambda told: [SeatRule(str(i), *seat) for i, seat in enumerate(told)]
)
PEOPLE = st.lists(st.frozensets(GROUPS), max_size=4).map(
    lambda told: [Attendee(str(i), groups) for i, groups in enumerate(told)]
)


def _most_seated(seats: list[SeatRule], people: list[Attendee]) -> int:
    """The greatest number of chairs that any seating fills, by trying them all."""
    chairs = [seat.group for seat in seats for _ in range(seat.minimum)]
    people = people + [Attendee("nobody", frozenset())] * len(chairs)
    return max(
        sum(group in person.groups for group, person in zip(chairs, seating, strict=True))
        for seating in permutations(people, len(chairs))
    )


@given(SEATS, PEOPLE)
def test_a_seat_is_missing_only_if_no_way_of_seating_the_people_fills_it(seats, people):
    mandatory = [seat for seat in seats if seat.mandatory]
    wanted = sum(seat.minimum for seat in mandatory)
    missing = sum(quorum(seats, people).missing.values())
    assert missing == wanted - _most_seated(mandatory, people)


@given(SEATS, PEOPLE)
def test_as_many_as_possible_are_seated_one_chair_each_and_where_they_belong(seats, people):
    seated = quorum(seats, people).seated
    sitting = [person for who in seated.values() for person in who]
    assert len(sitting) == len(set(sitting)) == _most_seated(seats, people)
    for seat in seats:
        assert len(seated[seat.seat_id]) <= seat.minimum
        assert all(seat.group in people[int(person)].groups for person in seated[seat.seat_id])


@given(SEATS, PEOPLE, st.randoms())
def test_the_order_in_which_people_arrive_changes_nothing(seats, people, random):
    shuffled = random.sample(people, len(people))
    assert quorum(seats, shuffled) == quorum(seats, people)
