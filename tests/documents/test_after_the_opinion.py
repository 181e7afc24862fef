"""What follows from an opinion: the letter, the patient's page, the drafts of plans of care."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from jinja2 import Environment, FileSystemLoader

from rcp.documents import after
from rcp.documents.content import HeardAs
from rcp.documents.digest import canonical
from rcp.documents.parts import QuorumState
from rcp.documents.printing import (
    care_programme,
    coordination_plan,
    doctor_letter,
    patient_page,
)
from rcp.domain.opinion import OpinionCategory
from rcp.paths import templates_folder
from tests.documents import samples
from tests.documents.reading import pages, text

BETWEEN_PROFESSIONALS = ("Valmont aurait préféré", "ne s’oppose pas au partage", "Référentiel")


def test_the_letter_tells_the_family_doctor_the_question_the_opinion_and_what_follows() -> None:
    shown = text(doctor_letter(samples.LETTER))
    for said in (
        "Dr Bernard Lhuillier médecin généraliste, Valbrume",
        "KERMADEC Jeanne, né(e) le 1er mars 1958",
        "a été discuté à la séance du jeudi 12 novembre 2026. Il était adressé par Dr Odile",
        "Tumorectomie du quadrant supéro-externe gauche",
        "Le Dr Valmont aurait préféré un complément",
        "Programmer l’IRM mammaire Prioritaire Dr Paul Etchegaray 20/11/2026",
        "Bien confraternellement. Dr Claire Roussillon oncologue médicale",
    ):
        assert said in shown


def test_a_case_only_registered_or_without_quorum_is_told_as_such() -> None:
    registered = replace(samples.FULL_REPORT, heard_as=HeardAs.REGISTERED)
    page = text(patient_page(after.patient_page_of(registered)))
    assert "a pris connaissance de votre situation" in page
    missing = QuorumState(reached=False, missing=("Radiothérapeute",))
    letter = after.doctor_letter_of(replace(registered, quorum=missing, family_doctor=None))
    shown = text(doctor_letter(letter))
    assert "a été enregistré, sans discussion" in shown
    assert "Quorum non atteint. Il manque : Radiothérapeute." in shown
    assert "Au médecin traitant" in shown


def test_the_patient_reads_one_page_with_the_boards_own_sentences() -> None:
    (page,) = pages(patient_page(samples.PATIENT_PAGE))
    for said in (
        "À remettre et à expliquer par le médecin : Dr Odile Castaing",
        "Le jeudi 12 novembre 2026, plusieurs professionnels de santé se sont réunis",
        "L’équipe vous propose un traitement.",
        "Tumorectomie du quadrant supéro-externe gauche avec ganglion sentinelle.",
        "Autre possibilité Hormonothérapie",
        "IRM mammaire bilatérale, avant le 20 novembre 2026",
        "La décision se prend avec vous.",
        "Prendre rendez-vous d’oncogénétique, avant le 4 décembre 2026 (Sami Benhalima)",
        "Vos questions pour le médecin",
    ):
        assert said in page


@pytest.mark.parametrize("content", [samples.PATIENT_PAGE, samples.CARE_PLAN])
def test_what_is_between_professionals_is_not_even_in_the_data_that_a_document_carries(
    content: after.PatientPageContent | after.CarePlanContent,
) -> None:
    carried = canonical(content).decode()
    assert [words for words in BETWEEN_PROFESSIONALS if words in carried] == []
    assert samples.FULL_REPORT.summary not in carried
    assert all(words in canonical(samples.FULL_REPORT).decode() for words in BETWEEN_PROFESSIONALS)


def test_each_answer_has_its_plain_words() -> None:
    environment = Environment(
        loader=FileSystemLoader(templates_folder()), extensions=["jinja2.ext.i18n"]
    )
    environment.install_null_translations()  # type: ignore[attr-defined]  # by the extension
    words = environment.get_template("documents/_words.html").make_module()
    said = [str(words.plainly(one)).strip() for one in OpinionCategory]  # type: ignore[attr-defined]  # a macro
    assert all(one.endswith(".") for one in said)
    assert len(set(said)) == len(OpinionCategory)


def test_a_plan_of_care_stays_a_draft_even_when_the_opinion_is_validated() -> None:
    sheets = pages(care_programme(samples.CARE_PLAN))
    assert all("Projet" in sheet for sheet in sheets)
    assert all("KERMADEC Jeanne" in sheet for sheet in sheets)
    for said in (
        "Programme personnalisé de soins (PPS)",
        "Intervention chirurgicale : Tumorectomie du quadrant",
        "Alternative : Hormonothérapie",
        "IRM mammaire bilatérale avant le 20/11/2026",
        "Consultation d’annonce : date et médecin",
        "Remis le",
    ):
        assert said in " ".join(sheets)


def test_the_ppcs_has_its_four_parts() -> None:
    shown = text(coordination_plan(samples.CARE_PLAN))
    parts = ("Équipe", "Problématiques et projet", "Plan d’action", "Objectifs partagés non réal")
    assert [part for part in parts if part not in shown] == []
    assert "Prendre rendez-vous d’oncogénétique Sami Benhalima 04/12/2026" in shown
    assert "Projet" in shown


def test_nothing_follows_from_a_case_without_opinion() -> None:
    for of_report in (after.doctor_letter_of, after.patient_page_of, after.care_plan_of):
        with pytest.raises(ValueError, match="without opinion"):
            of_report(samples.BARE_REPORT)


def test_each_has_room_for_one_patient() -> None:
    for kind in (after.DoctorLetterContent, after.PatientPageContent, after.CarePlanContent):
        assert [field.name for field in fields(kind) if "Identity" in str(field.type)] == [
            "patient"
        ]
