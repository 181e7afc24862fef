"""Cases that people handle at random never stand where the rules forbid."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from rcp.db.models import AgendaItemState, PatientNotice
from rcp.domain.case import ENDED, EXPECTED, WAITING, CaseClass, CaseState, PostponeCause
from rcp.domain.errors import Refusal
from rcp.services import case_following, case_pieces, case_triage, cases, meetings, opinions
from rcp.services.planning.situation import situation
from tests.factories import NOW, TODAY, a_board, a_guideline, a_meeting
from tests.services.held import a_draft, seed_groups
from tests.services.test_cases import DRAFT

HEARD = {CaseState.DISCUSSED, CaseState.VALIDATED, CaseState.SENT_OUT}


class Walk:
    """One case among people who do whatever comes to their mind."""

    def __init__(self, session, cast, seed):
        self.session, self.cast, self.rng = session, cast, Random(seed)
        seed_groups(session)
        cast.board.pieces = [{"kind": "imaging"}]
        self.guideline = a_guideline(session, cast.board)
        self.elsewhere = a_board(session, kind="rcp_referral")
        self.case = cases.draft_case(session, cast.board, DRAFT, by=cast.odile, now=NOW)
        self.meeting = a_meeting(session, cast.board)
        self.deeds = [name for name in dir(self) if name.startswith("do_")]

    def step(self):
        """Try something; what is refused is undone."""
        with suppress(Refusal), self.session.begin_nested():  # as the site does: all or nothing
            getattr(self, self.rng.choice(self.deeds))()

    def item(self):
        standing = [one for one in self.case.items if one.meeting_id == self.meeting.id]
        return standing[-1] if standing else None

    def do_hand_in(self):
        cases.hand_in(self.session, self.case, self.cast.odile, NOW)

    def do_change(self):
        cases.change_case(self.session, self.case, DRAFT, self.cast.odile, NOW)

    def do_ask(self):
        cases.ask_for_more(self.session, self.case, "L’IRM.", self.cast.sami)

    def do_accept(self):
        kind = self.rng.choice(list(CaseClass))
        cases.accept(self.session, self.case, kind, False, self.cast.sami, self.guideline)

    def do_await_imaging(self):
        self.case.pieces[0].state = "awaited"
        self.case.pieces[0].expected_on = None

    def do_receive(self):
        kind = self.case.pieces[0].kind
        case_pieces.receive(self.session, self.case, kind, self.cast.odile, TODAY)

    def do_plan(self):
        meetings.add_case(self.session, self.meeting, self.case, self.cast.sami, now=NOW)

    def do_begin(self):
        meetings.open_meeting(self.session, self.meeting, self.cast.sami, NOW)

    def do_answer(self):
        if self.item():
            opinions.record_opinion(self.session, self.item(), a_draft(), self.cast.sami, NOW)

    def do_carry_over(self):
        if self.item():
            meetings.carry_over(self.session, self.item(), PostponeCause.TIME, self.cast.sami, NOW)

    def do_end(self):
        meetings.close_meeting(self.session, self.meeting, self.cast.sami, NOW)
        later = self.meeting.starts_at + timedelta(days=7)
        self.meeting = a_meeting(self.session, self.cast.board, starts_at=later)

    def do_present_again(self):
        case_following.present_again(self.session, self.case, self.cast.odile)

    def do_refer(self):
        if self.rng.random() < 0.1:
            case_triage.refer_up(self.session, self.case, self.elsewhere, self.cast.sami, NOW)

    def do_withdraw(self):
        if self.rng.random() < 0.1:
            cases.withdraw(self.session, self.case, self.cast.odile)

    def do_object(self):
        if self.rng.random() < 0.05:
            cases.record_objection(self.session, self.case, self.cast.odile, NOW)

    def check(self):
        """What holds whatever was done."""
        items = self.case.items
        expected = [one for one in items if one.state is AgendaItemState.EXPECTED]
        assert len(expected) == (1 if self.case.state in EXPECTED else 0)
        told = {case.id for case in situation(self.session, TODAY, 4, NOW).problem.cases}
        may_wait = self.case.state in WAITING and not case_pieces.lacking_of(self.case, TODAY)
        if self.case.notice is PatientNotice.OBJECTION or self.case.state in ENDED:
            assert str(self.case.id) not in told
        elif self.case.state not in EXPECTED:
            assert (str(self.case.id) in told) is may_wait
        if self.case.state in HEARD:
            assert items
        assert self.case.history[-1].state is self.case.state


@pytest.mark.parametrize("seed", range(2))
def test_people_who_act_at_random_never_bring_a_case_where_the_rules_forbid(session, cast, seed):
    walk = Walk(session, cast, seed)
    for _ in range(50):
        walk.step()
        session.expire(walk.case)
        walk.check()
