"""Facts: what the engine found, as a code and numbers, never as a sentence."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that cannot change and accepts no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Code(StrEnum):
    """Everything the engine may have to say; `docs/plan-format.md` explains each."""

    # A plan that breaks a rule
    UNKNOWN_NAME = "unknown_name"
    PLACED_TWICE = "placed_twice"
    ASSIGNED_TWICE = "assigned_twice"
    NOT_PLACED = "not_placed"
    START_NOT_PERMITTED = "start_not_permitted"
    FIXED_MOVED = "fixed_moved"
    PERSON_BUSY = "person_busy"
    PERSON_IN_TWO_MEETINGS = "person_in_two_meetings"
    TOO_LITTLE_TIME_BETWEEN = "too_little_time_between"
    PERSON_ON_TWO_SEATS = "person_on_two_seats"
    NOT_A_CANDIDATE = "not_a_candidate"
    WRITTEN_NOT_ALLOWED = "written_not_allowed"
    NO_TIME_TO_WRITE = "no_time_to_write"
    TOO_MANY_WRITTEN = "too_many_written"
    ROOM_MISSING = "room_missing"
    ROOM_NOT_ALLOWED = "room_not_allowed"
    ROOM_BUSY = "room_busy"
    ROOM_USED_TWICE = "room_used_twice"
    ROOM_TOO_SMALL = "room_too_small"
    TOO_MANY_BY_VIDEO = "too_many_by_video"
    SEAT_EMPTY = "seat_empty"
    TOO_FEW_SPECIALTIES = "too_few_specialties"
    MINUTES_EXCEEDED = "minutes_exceeded"
    RESERVE_USED = "reserve_used"
    CASE_OPPOSED = "case_opposed"
    CASE_NOT_READY = "case_not_ready"
    BOARD_NOT_ELIGIBLE = "board_not_eligible"
    NEED_NOT_SEATED = "need_not_seated"
    FIXED_CASE_MOVED = "fixed_case_moved"
    FROZEN_PERSON_LEFT_OUT = "frozen_person_left_out"
    FROZEN_ROOM_CHANGED = "frozen_room_changed"
    # What differs from what people were told
    MEETING_MOVED = "meeting_moved"
    MEETING_DROPPED = "meeting_dropped"
    ROOM_CHANGED = "room_changed"
    INVITATION_ADDED = "invitation_added"
    INVITATION_REMOVED = "invitation_removed"
    INVITATION_CHANGED = "invitation_changed"
    CASE_MOVED = "case_moved"
    CASE_DROPPED = "case_dropped"
    # Why a meeting has no place, or a seat nobody
    NO_PERMITTED_START = "no_permitted_start"
    SEAT_NEVER_FILLED = "seat_never_filled"
    SEAT_OFTEN_EMPTY = "seat_often_empty"
    NOT_ENOUGH_DIFFERENT_PEOPLE = "not_enough_different_people"
    SPECIALTIES_NEVER_MET = "specialties_never_met"
    SPECIALTIES_OFTEN_LACKING = "specialties_often_lacking"
    NO_ROOM_FREE = "no_room_free"
    NO_ROOM_LARGE_ENOUGH = "no_room_large_enough"
    TOO_FAR_APART = "too_far_apart"
    NEAREST_START = "nearest_start"
    TAKEN_BY_OTHER_MEETINGS = "taken_by_other_meetings"
    SEARCH_ENDED = "search_ended"
    NO_CANDIDATE = "no_candidate"
    CANDIDATE_BUSY = "candidate_busy"
    CANDIDATE_ELSEWHERE = "candidate_elsewhere"
    CANDIDATE_ON_THE_ROAD = "candidate_on_the_road"
    CANDIDATE_ON_OTHER_SEAT = "candidate_on_other_seat"
    CANDIDATE_NOT_CHOSEN = "candidate_not_chosen"
    # Why a case is not discussed
    PATIENT_OPPOSED = "patient_opposed"
    NO_ELIGIBLE_MEETING = "no_eligible_meeting"
    NO_MEETING_PLACED = "no_meeting_placed"
    READY_TOO_LATE = "ready_too_late"
    NEED_NEVER_SEATED = "need_never_seated"
    NEED_UNKNOWN_THERE = "need_unknown_there"
    TOO_LONG_FOR_ANY_MEETING = "too_long_for_any_meeting"
    MEETINGS_FULL = "meetings_full"
    DEADLINE_BEFORE_FIRST_MEETING = "deadline_before_first_meeting"
    # Why something possible was not chosen
    COSTS_MORE = "costs_more"
    POSSIBLE_THERE = "possible_there"
    HELD_THERE = "held_there"
    # What would free it
    FREE_PERSON = "free_person"
    INVITE_PERSON = "invite_person"
    ADD_CANDIDATE = "add_candidate"
    DROP_SEAT = "drop_seat"
    LOWER_SPECIALTIES = "lower_specialties"
    ALLOW_ROOM = "allow_room"
    ALLOW_VIDEO = "allow_video"
    PERMIT_START = "permit_start"
    SHORTEN_MEETING = "shorten_meeting"
    MOVE_MEETING = "move_meeting"
    LENGTHEN_MEETING = "lengthen_meeting"
    HAVE_READY = "have_ready"
    EXTEND_DEADLINE = "extend_deadline"
    DROP_NEED = "drop_need"
    MARK_URGENT = "mark_urgent"
    SHORTEN_CASE = "shorten_case"
    ALLOW_BOARD = "allow_board"
    MOVE_CASE = "move_case"


class Fact(Frozen):
    """A code with whatever names and numbers make it precise; the rest stays empty."""

    code: Code
    meeting: str | None = None
    other: str | None = None
    case: str | None = None
    seat: str | None = None
    person: str | None = None
    room: str | None = None
    wish: str | None = None
    """The name of a term of the objective."""
    start: int | None = None
    """A minute from the origin."""
    before: int | None = None
    """The minute it was told for."""
    count: int | None = None
    of: int | None = None
    minutes: int | None = None
