"""Cases come in from a table: wrong ones name line and column, never what a patient is called."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rcp.db.models import AuditEntry, Case, Organization, Patient
from rcp.domain.case import CaseState
from rcp.services import audit, case_batches, patients, people
from rcp.services.imports import ImportReport
from rcp.services.imports import cases as imported
from rcp.services.imports.case_rows import FIELD, OPTIONAL, REQUIRED
from rcp.services.imports.cases import import_cases, take_cases
from rcp.services.imports.reading import read_table
from rcp.services.patients import PatientTraits
from tests.factories import NOW
from tests.services.test_imports import codes, count, csv, house

__all__ = ["house"]

CASES = (
    "rcp;nom_naissance;prenoms;sexe;date_naissance;ins;demandeur;question;synthese;classe;urgent;"
    "pret_le;avant_le;information_patient;champ:cote;champ:type_histologique;champ:re"
)


def case_line(**told: str) -> str:
    values = {
        "rcp": "SEIN",
        "nom_naissance": "FICTIVE",
        "prenoms": "Marie",
        "sexe": "F",
        "date_naissance": "17/04/1961",
        "demandeur": "c.montbrun@chu.example",
        "question": "Quelle chirurgie ?",
        "information_patient": "informé",
        "champ:cote": "Gauche",
        "champ:type_histologique": "canalaire",
        "champ:re": "90,5",
        **told,
    }
    return ";".join(values.get(column, "") for column in CASES.split(";"))


def test_cases_are_handed_in_with_their_fields(session: Session, house: Organization) -> None:
    content = csv(CASES, case_line(classe="complexe", urgent="oui", avant_le="31/12/2026"))
    report = import_cases(session, content, by=None, now=NOW)
    assert codes(report) == []
    case = session.scalars(select(Case)).one()
    assert case.state is CaseState.SUBMITTED
    assert (case.case_class.value, case.is_urgent, case.due_on.isoformat()) == (
        "complexe",
        True,
        "2026-12-31",
    )
    assert case.fields == {"cote": "gauche", "type_histologique": "canalaire", "re": 90.5}


def test_the_same_cases_twice_change_nothing_but_another_question_is_another_case(
    session: Session, house: Organization
) -> None:
    content = csv(CASES, case_line(), case_line(question="Et ensuite ?"))
    first = import_cases(session, content, by=None, now=NOW)
    second = import_cases(session, content, by=None, now=NOW)
    assert (first.changed, second.kept, second.changed) == (2, 2, 0)
    assert (count(session, Case), count(session, Patient)) == (2, 1)


CASE_FAULTS = (
    ({"rcp": "INCONNUE"}, "rcp", "board_unknown"),
    ({"nom_naissance": ""}, "nom_naissance", "cell_empty"),
    ({"sexe": "X"}, "sexe", "patient_sex"),
    ({"date_naissance": "31/02/1961"}, "date_naissance", "cell_day"),
    ({"date_naissance": "2061-01-01"}, "date_naissance", "patient_birth_date"),
    ({"ins": "2790351215180 12"}, "ins", "ins_key"),
    ({"demandeur": "nul@chu.example"}, "demandeur", "person_unknown"),
    ({"question": ""}, "question", "cell_empty"),
    ({"classe": "énorme"}, "classe", "cell_choice"),
    ({"urgent": "peut-être"}, "urgent", "cell_choice"),
    ({"avant_le": "demain"}, "avant_le", "cell_day"),
    ({"pret_le": "01/12/2026", "avant_le": "24/11/2026"}, "avant_le", "case_due_before_ready"),
    ({"information_patient": "opposition"}, "information_patient", "case_objected"),
    ({"champ:cote": "milieu"}, "champ:cote", "field_choice"),
    ({"champ:re": "beaucoup"}, "champ:re", "field_number"),
    ({"champ:type_histologique": ""}, "champ:type_histologique", "field_required"),
)


def test_every_wrong_case_names_line_and_column_and_leaves_no_patient_behind(
    session: Session, house: Organization
) -> None:
    wrong = [
        case_line(**{"prenoms": f"P{i}", **told}) for i, (told, _, _) in enumerate(CASE_FAULTS)
    ]
    report = import_cases(session, csv(CASES, *wrong, case_line()), by=None, now=NOW)
    expected = [(i + 2, column, code) for i, (_, column, code) in enumerate(CASE_FAULTS)]
    assert codes(report) == expected
    assert report.kept == 1
    assert (count(session, Case), count(session, Patient)) == (1, 1)


def test_every_fault_of_a_row_is_named_and_not_only_the_first(
    session: Session, house: Organization
) -> None:
    wrong = {
        "sexe": "X",
        "date_naissance": "31/02/1961",
        "ins": "123",
        "demandeur": "nul@chu.example",
        "question": "",
        "classe": "immense",
        "pret_le": "12/12/2026",
        "avant_le": "01/12/2026",
        "information_patient": "opposition",
        "champ:cote": "milieu",
        "champ:re": "beaucoup",
    }
    elsewhere = case_line(rcp="INCONNUE", sexe="X", **{"champ:cote": "milieu"})
    content = csv(CASES, case_line(nom_naissance="AUTRE"), case_line(**wrong), elsewhere)
    report = import_cases(session, content, by=None, now=NOW)
    assert report.kept == 1
    found = [(fault.line, fault.column) for fault in report.faults]
    assert len(found) == len(set(found))
    assert {column for line, column in found if line == 3} == set(wrong) - {"pret_le"}
    assert [column for line, column in found if line == 4] == ["rcp", "sexe"]


def test_no_fault_repeats_what_a_patient_is_called(session: Session, house: Organization) -> None:
    wrong = [case_line(**{"nom_naissance": "SECRETE", **told}) for told, _, _ in CASE_FAULTS]
    report = import_cases(session, csv(CASES, *wrong), by=None, now=NOW)
    assert not _mentions(report, ("SECRETE", "2790351215180", "milieu", "beaucoup"))


def test_a_column_of_a_field_that_the_board_does_not_ask_is_refused_only_where_filled(
    session: Session, house: Organization
) -> None:
    header = CASES + ";champ:pointure"
    report = import_cases(
        session, csv(header, case_line() + ";", case_line(prenoms="Anne") + ";42"), by=None, now=NOW
    )
    assert codes(report) == [(3, "champ:pointure", "field_not_asked")]
    assert report.kept == 1


def test_a_clinician_hands_in_only_their_own_cases(session: Session, house: Organization) -> None:
    odile = people.by_email(session, "o.ferrand@chu.example")
    mine = case_line(demandeur="o.ferrand@chu.example")
    report = import_cases(session, csv(CASES, case_line(), mine), by=odile, now=NOW)
    assert codes(report) == [(2, "demandeur", "referrer_not_you")]
    assert session.scalars(select(Case)).one().referrer == odile


def test_a_question_may_run_over_several_lines(session: Session, house: Organization) -> None:
    two_lines = case_line(question='"Première ligne\net ""seconde"" ligne ; fin"')
    wrong = case_line(prenoms="Anne", sexe="?")
    report = import_cases(session, csv(CASES, two_lines, wrong), by=None, now=NOW)
    case = session.scalars(select(Case)).one()
    assert case.question == 'Première ligne\net "seconde" ligne ; fin'
    assert codes(report) == [(4, "sexe", "patient_sex")]


def _mentions(report: ImportReport, words: Iterable[str]) -> bool:
    told = " ".join(str(fault) for fault in report.faults)
    return any(word in told for word in words)


def test_many_cases_come_in_batches_between_which_others_may_write(
    session: Session, house: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imported, "BATCH", 2)
    lines = [case_line(prenoms=f"P{rank}") for rank in range(5)]
    held: list[int] = []
    report = import_cases(
        session,
        csv(CASES, *lines),
        by=None,
        now=NOW,
        let_go=lambda: held.append(count(session, Case)),
    )
    assert (report.kept, held) == (5, [2, 4, 5])
    assert audit.first_broken_entry(session) is None


def test_a_case_of_a_batch_is_what_the_form_would_have_made(
    session: Session, house: Organization
) -> None:
    line = case_line(ins="2790351215180 01", synthese="Une synthèse.", urgent="oui")
    import_cases(session, csv(CASES, line), by=None, now=NOW)
    case = session.scalars(select(Case)).one()
    assert [(event.step, event.state) for event in case.history] == [
        ("draft", CaseState.DRAFT),
        ("submit", CaseState.SUBMITTED),
    ]
    assert case.submitted_at == NOW
    assert [entry.deed for entry in audit.entries_about(session, case)] == [
        "case.drafted",
        "case.submit",
    ]
    assert (
        patients.find(session, patients.checked_traits(_traits(case), NOW.date())) is case.patient
    )


def _traits(case: Case) -> PatientTraits:
    told = dict(case.patient.traits)
    return PatientTraits(**{**told, "birth_date": date.fromisoformat(told["birth_date"])})


def test_one_matricule_on_two_rows_with_other_traits_names_the_second(
    session: Session, house: Organization
) -> None:
    ins = "2790351215180 01"
    lines = (case_line(ins=ins), case_line(ins=ins, nom_naissance="AUTRE", question="Et elle ?"))
    report = import_cases(session, csv(CASES, *lines), by=None, now=NOW)
    assert codes(report) == [(3, "ins", "patient_ins_of_another")]
    assert count(session, Patient) == 1


def test_a_patient_already_known_gets_another_case_and_keeps_what_was_told(
    session: Session, house: Organization
) -> None:
    import_cases(session, csv(CASES, case_line(ins="2790351215180 01")), by=None, now=NOW)
    lines = (case_line(question="Et ensuite ?"), case_line(prenoms="Anne"))
    report = import_cases(session, csv(CASES, *lines), by=None, now=NOW)
    assert (report.changed, count(session, Case), count(session, Patient)) == (2, 3, 2)
    marie = session.scalars(select(Patient).where(Patient.ins_index.is_not(None))).one()
    assert marie.traits["ins"] == "279035121518001"


def test_a_rehearsal_says_what_an_import_would_and_writes_nothing(
    session: Session, house: Organization
) -> None:
    import_cases(session, csv(CASES, case_line(prenoms="Anne")), by=None, now=NOW)
    lines = (
        case_line(),
        case_line(question="Et ensuite ?"),
        case_line(prenoms="Anne", question="Une autre ?"),
        case_line(sexe="X"),
    )
    before = count(session, Case), count(session, Patient), count(session, AuditEntry)
    table = read_table(csv(CASES, *lines), REQUIRED, OPTIONAL, FIELD)
    tried = take_cases(session, table, by=None, now=NOW, is_rehearsal=True)
    assert (count(session, Case), count(session, Patient), count(session, AuditEntry)) == before
    assert tried == take_cases(session, table, by=None, now=NOW)
    assert tried.kept == 3


def test_a_row_that_somebody_else_wrote_meanwhile_spoils_no_other(
    session: Session, house: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_cases(session, csv(CASES, case_line(prenoms="Anne")), by=None, now=NOW)
    taken = session.scalars(select(Case.reference)).one()
    monkeypatch.setattr(case_batches, "new_references", lambda *_: [taken, "D-2026-1"])
    lines = (case_line(prenoms="Paule"), case_line(prenoms="Jeanne"))
    report = import_cases(session, csv(CASES, *lines), by=None, now=NOW)
    assert (report.kept, report.faults, count(session, Case)) == (2, (), 3)


def test_sex_and_board_are_understood_as_people_write_them(
    session: Session, house: Organization
) -> None:
    line = case_line(rcp="rcp sein", sexe="Femme")
    report = import_cases(session, csv(CASES, line), by=None, now=NOW)
    assert codes(report) == []
    assert session.scalars(select(Patient)).one().traits["sex"] == "F"
