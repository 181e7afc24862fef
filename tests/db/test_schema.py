"""The migrated schema is the one that the models describe, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from rcp.db import schema
from rcp.db.base import Base
from rcp.db.models import AgendaItem, Case, Organization
from rcp.jobs import carrier_schema
from tests import factories


def is_ours(table: str) -> bool:
    return schema.is_ours(table, "table", {})


def test_models_and_migrations_tell_the_same_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": schema.is_ours})
        assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_database_is_current(engine: Engine) -> None:
    assert schema.is_current(engine)


def test_all_migrations_can_be_undone_and_applied_again(own_engine: Engine) -> None:
    schema.downgrade(own_engine, "base")
    left = {name for name in inspect(own_engine).get_table_names() if is_ours(name)}
    assert left <= {"alembic_version"}
    assert not schema.is_current(own_engine)
    schema.upgrade(own_engine)
    assert schema.is_current(own_engine)
    assert set(Base.metadata.tables) <= set(inspect(own_engine).get_table_names())


def test_cases_keep_their_questions_when_forms_get_versions(own_engine: Engine) -> None:
    """A board whose form changed between two cases; SQLite rebuilds tables that others refer to."""
    with Session(own_engine) as session, session.begin():
        cast = factories.a_cast(session)
        factories.ask(cast.board, {"key": "avant", "label": "Avant", "kind": "text"})
        first = factories.a_case(session, cast.board)
        item = factories.an_agenda_item(session, factories.a_meeting(session, cast.board), first)
        factories.ask(cast.board, {"key": "apres", "label": "Après", "kind": "text"})
        second = factories.a_case(session, cast.board)
        known = first.id, second.id, item.id
    schema.downgrade(own_engine, "0006")
    with own_engine.connect() as connection:
        asked = connection.exec_driver_sql('SELECT fields_asked FROM "case"').scalars().all()
        assert sorted("avant" in str(one) for one in asked) == [False, True]
    schema.upgrade(own_engine)
    with Session(own_engine) as session:
        before, after = (session.get_one(Case, key) for key in known[:2])
        assert (before.form.fields[0]["key"], before.form.number) == ("avant", 1)
        assert after.form is after.board.form
        assert (after.form.fields[0]["key"], after.form.number) == ("apres", 2)
        assert session.get_one(AgendaItem, known[2]).case is before


def test_what_a_test_commits_is_gone_after_it(engine: Engine) -> None:
    for _ in range(2):
        with engine.connect() as connection:
            transaction = connection.begin()
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                assert session.scalars(select(Organization)).all() == []
                factories.an_organization(session)
                session.commit()
                factories.an_organization(session)
                session.rollback()
                assert len(session.scalars(select(Organization)).all()) == 1
            transaction.rollback()


def test_the_cast_knows_each_other(session: Session, cast: factories.Cast) -> None:
    case = factories.a_case(session, cast.board, referrer=cast.odile)
    meeting = factories.a_meeting(session, cast.board)
    factories.an_agenda_item(session, meeting, case)
    session.commit()
    session.expire_all()
    assert {attendance.practitioner.name for attendance in meeting.attendances} == {
        "Claire Vasseur",
        "Odile Marchal",
    }
    assert case.items[0].meeting.board.coordinator is cast.sami
    assert cast.organization.id not in cast.stranger.organization_ids


def test_no_trait_of_a_patient_can_be_read_in_the_database(session: Session) -> None:
    patient = factories.a_patient(session, birth_name="INVENTEE-UNIQUE")
    stored = session.connection().exec_driver_sql("SELECT traits FROM patient").scalar_one()
    assert b"INVENTEE" not in bytes(stored)
    session.expire_all()
    assert patient.traits["birth_name"] == "INVENTEE-UNIQUE"


def test_the_job_engines_tables_can_be_prepared_again(own_engine: Engine) -> None:
    assert carrier_schema.is_ready(own_engine)
    before = set(inspect(own_engine).get_table_names())
    carrier_schema.prepare(own_engine)
    assert carrier_schema.is_ready(own_engine)
    assert set(inspect(own_engine).get_table_names()) == before


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.postgresql
def test_the_job_engines_tables_follow_the_installed_version(own_engine: Engine) -> None:
    """Version 3.4.0 was the last to change them: what it left needs no script, only its note."""
    with own_engine.begin() as connection:
        connection.execute(text("COMMENT ON TABLE procrastinate_jobs IS '3.4.0'"))
    assert not carrier_schema.is_ready(own_engine)
    carrier_schema.prepare(own_engine)
    assert carrier_schema.is_ready(own_engine)
