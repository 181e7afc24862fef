"""Two writers of one text: nothing that either wrote is lost, and no sentence is mixed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.domain.merging import merged, sentences

BASE = "Chirurgie première. Curage axillaire.\nRadiothérapie ensuite."
TEXTS = st.text(alphabet="ab.! \n", max_size=40)


def test_changes_of_different_sentences_are_both_kept() -> None:
    mine = BASE.replace("Curage axillaire.", "Ganglion sentinelle.")
    theirs = BASE + "\nConsultation d’anesthésie."
    expected = "Chirurgie première. Ganglion sentinelle.\nRadiothérapie ensuite.\n"
    assert merged(BASE, mine, theirs) == expected + "Consultation d’anesthésie."


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Pas de chirurgie.", "Chirurgie d’emblée."),
        ("Chirurgie première. Tabac.", "Chirurgie première. Alcool."),
        ("", "Chirurgie première, sauf refus."),
        ("Chirurgie première", "Chirurgie première.ensuite"),
    ],
)
def test_two_changes_of_one_sentence_or_place_clash(mine: str, theirs: str) -> None:
    assert merged("Chirurgie première.", mine, theirs) is None


@given(TEXTS)
def test_sentences_joined_are_the_text_again(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(TEXTS, TEXTS)
def test_a_change_against_none_and_the_same_change_twice_are_that_change(
    base: str, mine: str
) -> None:
    assert merged(base, mine, base) == mine
    assert merged(base, base, mine) == mine
    assert merged(base, mine, mine) == mine


@given(TEXTS, TEXTS, TEXTS)
def test_who_is_first_changes_nothing_and_every_new_sentence_survives(
    base: str, mine: str, theirs: str
) -> None:
    both = merged(base, mine, theirs)
    assert both == merged(base, theirs, mine)
    if both is None:
        return
    for changed in (mine, theirs):
        assert set(sentences(changed)) - set(sentences(base)) <= set(sentences(both))
