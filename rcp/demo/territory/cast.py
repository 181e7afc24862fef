"""The people of the invented territory whom the tour of the site follows."""

from __future__ import annotations

from typing import Final

DEMO_COORDINATOR: Final = "sami.aouadene@3c-valombre.example"
"""Sami prepares the meetings of the cancer boards."""

DEMO_CLINICIAN: Final = "odile.ferrandier@ch-valombre.example"
"""Odile, an oncologist, submits and presents cases."""

DEMO_PARTICIPANT: Final = "laurent.peyrissac@ch-valombre.example"
"""Laurent, a radiologist, is invited and answers."""

DEMO_ADMINISTRATOR: Final = "estelle.dauzonville@ch-valombre.example"
"""Estelle keeps the boards, the structures and the accounts."""

DEMO_CHAIR: Final = "claire.montbrun@ch-valombre.example"
"""Claire, a breast surgeon, chairs RCP Sein and signs its minutes."""

DEMO_PASSWORD: Final = "demonstration"
"""What they all type where a password is asked again; the page tells it, in the demo only."""

ON_LONG_LEAVE: Final = "agathe.lindvall@ch-valombre.example"
"""Away for the whole horizon: the sarcoma board needs her deputy."""

VERY_BUSY: Final = frozenset(
    {
        "guillaume.vantroye@ch-valombre.example",
        "vincent.hocquemont@ch-valombre.example",
        "cyril.dambreval@ch-valombre.example",
        "jeremie.koskinel@dac-valdombre.example",
    }
)
"""Hardly a free hour, and no habit kept free."""

SARCOMA_SURGEONS: Final = (
    "lucas.orsatelli@ch-valombre.example",
    "fatou.ndiambour@ch-valombre.example",
)
"""Both away in the same week: that week's sarcoma meeting lacks its surgeon."""
