"""The fiche RCP: what it must say, what it must not, and how it holds on paper."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rcp.documents.content import Opinion
from rcp.documents.parts import Attendance, Person, QuorumState
from rcp.documents.printing import case_report
from rcp.domain.identity import IdentityStatus
from rcp.domain.opinion import OpinionCategory
from rcp.domain.quorum import Presence
from tests.documents import samples
from tests.documents.reading import pages, raw_text, text


@pytest.fixture(scope="module")
def fiche() -> bytes:
    return case_report(samples.FULL_REPORT)


def test_a_regulatory_board_prints_a_fiche_rcp(fiche: bytes) -> None:
    assert "Fiche RCP" in text(fiche)
    assert "Avis de la RCP" in text(fiche)


def test_another_concertation_never_calls_itself_a_fiche_rcp() -> None:
    printed = text(case_report(samples.BARE_REPORT))
    assert "Compte rendu de concertation" in printed
    assert "Fiche RCP" not in printed


@pytest.mark.parametrize(
    "said",
    [
        "Centre hospitalier du Val-de-Brume",
        "12, quai des Tanneurs · 99100 Valbrume",
        "Centre de coordination en cancérologie des Deux-Rives",
        "RCP Sein RCP standard",
        "Séance du jeudi 12 novembre 2026, de 14 h 00 à 15 h 30",
        "En présence et en visioconférence · Salle Marie-Curie",
        "LEFÈVRE-D’AUBIGNÉ",
        "KERMADEC Jeanne",
        "1er mars 1958",
        "Saint-Œuvre-les-Îles (99432)",
        "Demandeur Dr Odile Castaing, oncologue médicale",
        "Présentateur Dr Hugo Marchetti",
        "Médecin traitant Dr Bernard Lhuillier",
        "Référent du suivi Lucie Armengaud",
        "Proposition thérapeutique, prise en charge initiale.",
        "Chirurgie conservatrice d’emblée",
        "Dossier discuté",
        "Taille 22 mm",
        "RE ≥ 90 %",
        "Quorum atteint",
        "Dr Nguyễn Thị Ánh anatomopathologiste Anatomopathologiste Avis écrit",
        "Dr Inès Valmont radiothérapeute Radiothérapeute Visio",
        "1re intention Intervention chirurgicale",
        "Du 23 novembre 2026 au 11 décembre 2026",
        "Alternative Hormonothérapie",
        "IRM mammaire bilatérale 16/11/2026 20/11/2026",
        "Consultation d’oncogénétique – 18/12/2026",
        "Référentiel régional Sein, version 2026.1, 1er février 2026",
        "Recherchée, aucun essai adapté",
        "Souhaite conserver son sein",
        "ne s’oppose pas au partage",
        "Avis divergent Le Dr Valmont aurait préféré",
        "Programmer l’IRM mammaire Prioritaire Dr Paul Etchegaray 20/11/2026 Compte rendu",
        "Validé par Dr Claire Roussillon, oncologue médicale, responsable de la RCP, "
        "le 12 novembre 2026 à 17 h 00. Version 1.",
        "Empreinte SHA-256 du contenu",
        "secret professionnel",
    ],
)
def test_the_fiche_says(fiche: bytes, said: str) -> None:
    assert said in text(fiche)


def test_french_spaces_do_not_break_before_double_punctuation(fiche: bytes) -> None:
    hour = raw_text(fiche)
    assert "14\u00a0h\u00a000" in hour
    assert "1er\u00a0mars\u00a01958" in hour


def test_a_qualified_identity_prints_its_matricule(fiche: bytes) -> None:
    assert "2 58 03 99 432 001 57" in text(fiche)
    assert "Identité non qualifiée" not in text(fiche)


@pytest.mark.parametrize("status", [IdentityStatus.VALIDATED, IdentityStatus.PROVISIONAL])
def test_any_other_identity_hides_its_matricule(status: IdentityStatus) -> None:
    patient = replace(samples.JEANNE, status=status)
    printed = text(case_report(replace(samples.BARE_REPORT, patient=patient)))
    assert "Identité non qualifiée" in printed
    assert "99 432" not in printed
    assert "258039943200157" not in printed


def test_only_a_qualified_identity_has_a_matricule_to_print() -> None:
    printable = {
        status for status in IdentityStatus if replace(samples.JEANNE, status=status).printed_ins
    }
    assert printable == {IdentityStatus.QUALIFIED}


def test_every_page_names_its_patient_and_its_number(fiche: bytes) -> None:
    sheets = pages(fiche)
    assert len(sheets) == 2
    for number, sheet in enumerate(sheets, start=1):
        assert "KERMADEC Jeanne · né(e) le 01/03/1958 · IPP 800412367" in sheet
        assert f"Page {number} / 2" in sheet
        assert "Secrétariat des RCP · 01 99 00 12 34" in sheet


def test_an_unvalidated_fiche_is_a_draft_on_every_page() -> None:
    long_summary = "\n".join(["Revue en consultation, sans élément nouveau." * 4] * 60)
    draft = replace(samples.FULL_REPORT, validation=None, summary=long_summary)
    sheets = pages(case_report(draft))
    assert len(sheets) >= 3
    assert all("Projet" in sheet for sheet in sheets)
    assert "Projet, non validé" in sheets[0]
    assert "n’a pas encore été validé" in sheets[-1]


def test_a_validated_fiche_is_no_draft(fiche: bytes) -> None:
    assert "Projet" not in text(fiche)


def test_an_amended_fiche_says_its_version_and_why() -> None:
    amended = replace(
        samples.VALIDATION,
        version=2,
        amendment="Date de l’IRM corrigée",
    )
    printed = text(case_report(replace(samples.FULL_REPORT, validation=amended)))
    assert "Version 2." in printed
    assert "Rectification : Date de l’IRM corrigée" in printed


def test_a_missed_quorum_names_what_was_missing() -> None:
    missed = QuorumState(reached=False, missing=("Radiothérapeute", "Chirurgien"))
    printed = text(case_report(replace(samples.FULL_REPORT, quorum=missed)))
    assert "Quorum non atteint. Il manque : Radiothérapeute, Chirurgien." in printed


def test_somebody_absent_sits_for_nobody() -> None:
    absent = Attendance(Person("Dr Luc Ferrand", "chirurgien"), Presence.ABSENT, "Siège XYZ")
    printed = text(case_report(replace(samples.FULL_REPORT, attendances=(absent,))))
    assert "Dr Luc Ferrand chirurgien – Absent" in printed
    assert "Siège XYZ" not in printed


def test_what_was_not_filled_in_leaves_no_empty_heading() -> None:
    printed = text(case_report(samples.BARE_REPORT))
    for heading in (
        "Correspondants",
        "Motif",
        "Question posée",
        "Synthèse du cas",
        "Éléments du dossier",
        "Avis de la",
        "Plan d’action",
        "Participants et quorum",
        "IPP",
        "Lieu de naissance",
    ):
        assert heading not in printed


def test_an_opinion_of_one_word_prints_alone() -> None:
    opinion = Opinion(OpinionCategory.NO_CONSENSUS, dissent="Deux lectures de l’imagerie.")
    printed = text(case_report(replace(samples.BARE_REPORT, opinion=opinion)))
    assert "Avis de la réunion Pas de consensus" in printed
    assert "Avis divergent Deux lectures de l’imagerie." in printed
    assert "Propositions" not in printed
    assert "Examens complémentaires" not in printed


def test_newlines_become_paragraphs_and_nothing_is_lost_over_pages() -> None:
    lines = [f"Constat numéro {number} du suivi." for number in range(1, 241)]
    sheets = pages(case_report(replace(samples.FULL_REPORT, summary="\n\n".join(lines))))
    whole = " ".join(sheets)
    assert all(line in whole for line in lines)
    assert all("KERMADEC Jeanne" in sheet for sheet in sheets)


def test_thirty_participants_repeat_the_heads_of_their_columns() -> None:
    people = tuple(
        Attendance(Person(f"Dr Participant {number:02}", "radiologue"), Presence.BY_VIDEO)
        for number in range(1, 31)
    )
    sheets = pages(case_report(replace(samples.FULL_REPORT, attendances=people)))
    holding = [sheet for sheet in sheets if "Dr Participant" in sheet]
    assert len(holding) > 1
    assert all("Nom Qualité Siège au quorum Présence" in sheet for sheet in holding)
    assert sum(sheet.count("Dr Participant") for sheet in sheets) == 30


@pytest.mark.parametrize("name", ["NGUYỄN Thị Ánh", "O’BRIEN-L’ÉCUYER Zoé", "ŁUKASZEWICZ Ödön"])
def test_names_from_everywhere_are_printed_whole(name: str) -> None:
    given, birth = name.split(" ", 1)[1], name.split(" ", 1)[0]
    patient = replace(samples.BARE_REPORT.patient, birth_name=birth, birth_given_names=given)
    assert name in text(case_report(replace(samples.BARE_REPORT, patient=patient)))


@pytest.mark.parametrize("lines", [14, 19, 24, 29])
def test_no_heading_is_left_alone_at_the_foot_of_a_page(lines: int) -> None:
    summary = "\n".join(f"Constat {number}." for number in range(lines))
    content = replace(samples.FULL_REPORT, summary=summary, fields=(), actions=(), attendances=())
    sheets = pages(case_report(content))
    for heading, follower in (
        ("Avis de la RCP", "Carcinome infiltrant du sein"),
        ("Propositions", "Tumorectomie"),
        ("Alternative", "Hormonothérapie néoadjuvante"),
        ("Examens complémentaires", "IRM mammaire"),
        ("Essai clinique", "Recherchée"),
        ("Avis divergent", "aurait préféré"),
    ):
        assert any(heading in sheet and follower in sheet for sheet in sheets), heading
