"""The documents of a meeting: minutes, attendance sheet, action plan, convocation."""

from __future__ import annotations

from dataclasses import fields, replace

from rcp.documents.content import ConvocationContent, HeardAs, MinutesCase, MinutesContent
from rcp.documents.parts import Identity
from rcp.documents.printing import action_plan, attendance_sheet, convocation, minutes
from rcp.documents.tally import tally
from rcp.domain.case import CaseClass, PostponeCause
from rcp.domain.opinion import OpinionCategory
from rcp.domain.quorum import Presence
from tests.documents import samples
from tests.documents.reading import pages, text


def test_the_minutes_say_who_came_and_what_became_of_each_case() -> None:
    printed = text(minutes(samples.MINUTES))
    for said in (
        "Compte rendu de séance",
        "Responsable Dr Claire Roussillon, oncologue médicale",
        "Secrétaire Nadia Ferrand",
        "Proposition thérapeutique 6 Examens complémentaires 3",
        "R-2026-0404 Complexe Dossier discuté Proposition thérapeutique Atteint",
        "R-2026-0410 Standard Quorum non atteint Non atteint, manque : Radiothérapeute",
        "R-2026-0411 Complexe Anatomopathologie manquante –",
        "Dr Claire Roussillon oncologue médicale Oncologue Présent 14 h 00 15 h 30",
        "Le jeudi 19 novembre 2026 à 14 h 00",
        "Version 1.",
    ):
        assert said in printed
    figures = "11inscrits 9discutés 0enregistrés 2reportés 9avec quorum 5participants"
    assert figures.replace(" ", "") in printed.replace(" ", "")


def test_minutes_have_no_place_for_a_patient() -> None:
    kinds = {field.type for kind in (MinutesContent, MinutesCase) for field in fields(kind)}
    assert not any("Identity" in str(kind) for kind in kinds)
    assert "label" in {field.name for field in fields(MinutesCase)}


def test_minutes_name_a_case_only_if_the_board_chose_to() -> None:
    named = replace(samples.MINUTES.cases[0], label="Sein gauche, deuxième avis")
    printed = text(minutes(replace(samples.MINUTES, cases=(named,))))
    assert "R-2026-0401 Sein gauche, deuxième avis" in printed


def test_a_postponed_case_is_not_counted_as_discussed() -> None:
    case = MinutesCase(
        "R-1", CaseClass.STANDARD, category=OpinionCategory.TREATMENT, postponed=PostponeCause.TIME
    )
    counted = tally(replace(samples.MINUTES, cases=(case,)))
    assert (counted.listed, counted.discussed, counted.postponed, counted.outcomes) == (1, 0, 1, ())


def test_no_code_is_printed_in_place_of_its_words() -> None:
    postponed = tuple(
        MinutesCase("R-1", kind, postponed=c) for kind in CaseClass for c in PostponeCause
    )
    settled = tuple(
        MinutesCase("R-2", CaseClass.STANDARD, heard, category)
        for heard in HeardAs
        for category in OpinionCategory
    )
    printed = text(minutes(replace(samples.MINUTES, cases=postponed + settled)))
    codes = {*PostponeCause, *OpinionCategory, *HeardAs} - {PostponeCause.QUORUM}
    codes -= {PostponeCause.TIME, PostponeCause.OTHER, OpinionCategory.FOLLOW_UP}
    assert [code for code in codes if f" {code.value} " in printed] == []
    assert printed.count("Temps insuffisant") == len(CaseClass)
    assert "Surveillance" in printed


def test_unvalidated_minutes_are_a_draft() -> None:
    sheets = pages(minutes(replace(samples.MINUTES, validation=None)))
    assert all("Projet" in sheet for sheet in sheets)


def test_the_attendance_sheet_has_a_line_for_each_and_some_for_guests() -> None:
    printed = text(attendance_sheet(replace(samples.ATTENDANCE_SHEET, blank_lines=4)))
    assert "Nom et qualité Siège Présence Arrivée Départ Signature" in printed
    assert all(seat.person.name in printed for seat in samples.ATTENDANCES)
    assert printed.count("Avis écrit") == len(samples.ATTENDANCES) + 4
    assert "Feuille vérifiée par le responsable de la séance : Dr Claire Roussillon" in printed


def test_a_box_is_ticked_only_for_those_already_known_to_be_there() -> None:
    expected = tuple(replace(seat, presence=Presence.EXPECTED) for seat in samples.ATTENDANCES)
    assert "×" not in text(
        attendance_sheet(replace(samples.ATTENDANCE_SHEET, attendances=expected))
    )
    assert text(attendance_sheet(samples.ATTENDANCE_SHEET)).count("×") == 5


def test_the_plan_of_a_case_names_its_patient_on_every_page() -> None:
    plan = replace(samples.CASE_PLAN, actions=samples.ACTIONS * 12)
    sheets = pages(action_plan(plan))
    assert len(sheets) > 1
    assert all("KERMADEC Jeanne" in sheet for sheet in sheets)


def test_the_plan_says_what_who_when_how_judged_and_where_it_stands() -> None:
    printed = text(action_plan(samples.CASE_PLAN))
    assert "Quoi Qui Pour quand Critère d’évaluation État et résultat" in printed
    assert "Prendre rendez-vous d’oncogénétique Sami Benhalima 04/12/2026 – Fait" in printed
    assert "Rendez-vous le 15 décembre" in printed
    assert "À revoir le 14 janvier 2027" in printed


def test_the_plan_of_a_meeting_names_cases_by_reference_and_no_patient() -> None:
    actions = tuple(replace(line, case_reference="R-2026-0413") for line in samples.ACTIONS)
    printed = text(action_plan(replace(samples.CASE_PLAN, patient=None, actions=actions)))
    assert "R-2026-0413 Programmer l’IRM" in printed
    assert "KERMADEC" not in printed
    assert "Matricule INS" not in printed


def test_a_plan_without_action_says_so() -> None:
    assert "Aucune action n’a été décidée." in text(
        action_plan(replace(samples.CASE_PLAN, actions=()))
    )


def test_the_convocation_gives_date_place_link_and_numbers() -> None:
    printed = text(convocation(samples.CONVOCATION))
    for said in (
        "Dr Hugo Marchetti",
        "99200 Montfaucon-sur-Ourse",
        "jeudi 12 novembre 2026",
        "de 14 h 00 à 15 h 30",
        "de 14 h 00 à 14 h 45",
        "Salle Marie-Curie",
        "https://visio.example.org/rcp-sein",
        "Dossiers inscrits 11",
        "Dossiers que vous présentez 2",
        "Merci de répondre avant le 5 novembre 2026.",
        "Sami Benhalima",
    ):
        assert said in printed
    assert len(pages(convocation(samples.CONVOCATION))) == 1


def test_a_convocation_has_no_place_for_a_patient() -> None:
    assert Identity.__name__ not in {str(field.type) for field in fields(ConvocationContent)}
    assert not {"patient", "question", "summary"} & {
        field.name for field in fields(ConvocationContent)
    }
