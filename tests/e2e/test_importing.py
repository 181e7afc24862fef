"""Files come in through the page: what is good is kept, what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from tests.e2e.visitor import Visitor

ODILE = "odile.ferrandier@ch-valombre.example"
CLINIC = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Agenda//FR
BEGIN:VEVENT
UID:consultation@ch-valombre.example
DTSTAMP:20260105T080000Z
DTSTART:20270112T080000Z
DTEND:20270112T110000Z
RRULE:FREQ=WEEKLY;COUNT=4
SUMMARY:Consultation secrète
LOCATION:Box 4
ORGANIZER:mailto:{ODILE}
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
COLUMNS = (
    "rcp;nom_naissance;prenoms;sexe;date_naissance;demandeur;question;information_patient;"
    "classe;urgent;pret_le;champ:cote;champ:type_histologique"
)
GOOD = (
    f"SEIN;LANVOLLON;Iseult;F;03/05/1958;{ODILE};Surveillance ?;informé;standard;non;;"
    "gauche;lobulaire"
)
FAULTS = {
    "rcp": GOOD.replace("SEIN;", "SEINS;"),
    "nom_naissance": GOOD.replace("LANVOLLON", ""),
    "sexe": GOOD.replace(";F;", ";dame;"),
    "date_naissance": GOOD.replace("03/05/1958", "31/02/1958"),
    "demandeur": GOOD.replace(ODILE, "personne@nulle-part.example"),
    "question": GOOD.replace("Surveillance ?", ""),
    "information_patient": GOOD.replace("informé", "oui"),
    "classe": GOOD.replace("standard", "énorme"),
    "urgent": GOOD.replace("non;", "peut-être;"),
    "pret_le": GOOD.replace(";non;;", ";non;demain;"),
}
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(2000)


def test_an_agenda_keeps_hours_and_neither_title_nor_place(sami: Visitor) -> None:
    sends(sami, "agendas", f"{ODILE}.ics", CLINIC.encode())
    sami.sees("Tout a été lu.", "1 entrée gardée")
    sami.goes_to("/agendas")
    expect(sami.page.locator("main")).not_to_contain_text("secrète")


def test_ten_faults_are_named_with_their_line_and_column(sami: Visitor) -> None:
    lines = [COLUMNS, *FAULTS.values(), GOOD]
    sends(sami, "cases", "dossiers.csv", "\n".join(lines).encode())
    sami.sees("Les bonnes lignes sont gardées.", "1 entrée gardée", "10 défauts à corriger")
    rows = sami.page.get_by_role("table", name="À corriger").locator("tbody tr")
    expect(rows).to_have_count(len(FAULTS))
    for number, column in enumerate(FAULTS, start=2):
        row = rows.nth(number - 2)
        expect(row.locator("td, th").nth(1)).to_have_text(str(number))
        expect(row.locator("td, th").nth(2)).to_have_text(column)
        assert len(row.locator("td, th").nth(3).inner_text()) > 20
    search = sami.goes_to("/cases").get_by_label("Référence ou nom du patient")
    search.fill("LANVOLLON")
    search.press("Enter")
    sami.sees("1 dossier", "LANVOLLON Iseult")
    assert "LANVOLLON" not in sami.page.url


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (PICTURE, "image"),
    ],
    ids=["empty", "a picture"],
)
def test_a_file_that_is_no_agenda_says_why_and_nothing_is_lost(
    sami: Visitor, content: bytes, said: str
) -> None:
    sends(sami, "agendas", f"{ODILE}.ics", content)
    sami.sees(said)


def test_fifty_megabytes_are_refused_with_a_remedy(sami: Visitor, tmp_path: Path) -> None:
    path = tmp_path / f"{ODILE}.ics"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    sami.goes_to("/imports")
    sami.page.locator("#door-agendas input[type=file]").set_input_files(path)
    sami.presses("Lire les agendas")
    sami.sees("trop lourd", "en plusieurs fois")


def sends(visitor: Visitor, door: str, name: str, content: bytes) -> None:
    """Choose a file in a door of the page and send it."""
    page = visitor.goes_to("/imports")
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    page.locator(f"#door-{door} input[type=file]").set_input_files([file])
    page.locator(f"#door-{door} button[type=submit]").click()
