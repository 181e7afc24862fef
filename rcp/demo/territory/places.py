"""The structures of the invented territory and their rooms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

ZONE: Final = "Europe/Paris"

DOMAINS: Final = {
    "chu": "ch-valombre.example",
    "3c": "3c-valombre.example",
    "msp": "msp-deuxrives.example",
    "dac": "dac-valdombre.example",
}
"""The mail domain of each structure, by its code."""


def organizations(today: date) -> dict[str, Any]:
    """The content of `structures.yaml`: plain values, ready to be written."""
    return {"organizations": [_hospital(today), _coordination_centre(), _health_home(), _dac()]}


def _hospital(today: date) -> dict[str, Any]:
    return {
        "code": "chu",
        "name": "Centre hospitalier de Valombre",
        "kind": "hospital",
        "time_zone": ZONE,
        "finess": "990000002",
        "address": "1 avenue des Tilleuls, 99000 Valombre",
        "email": "rcp@ch-valombre.example",
        "opens": "08:00",
        "closes": "19:00",
        "rooms": [
            {"name": "Salle Curie", "capacity": 24, "video": True},
            {"name": "Salle Laennec", "capacity": 18, "video": True},
            {"name": "Salle Bichat", "capacity": 14, "video": True},
            {"name": "Salle Dupuytren", "capacity": 12, "video": True},
            {"name": "Bibliothèque d’imagerie", "capacity": 8, "video": False},
        ],
        "closures": [{"day": plan_blanc(today), "reason": "Exercice du plan blanc"}],
    }


def plan_blanc(today: date) -> date:
    """The Friday of the fifth week, when the hospital's emergency drill takes every room."""
    return today - timedelta(days=today.weekday()) + timedelta(days=4 * 7 + 4)


def _coordination_centre() -> dict[str, Any]:
    return {
        "code": "3c",
        "name": "Centre de coordination en cancérologie de Valombre",
        "kind": "coordination_centre",
        "time_zone": ZONE,
        "finess": "990000010",
        "address": "1 avenue des Tilleuls, 99000 Valombre",
        "email": "contact@3c-valombre.example",
        "opens": "08:00",
        "closes": "18:30",
        "rooms": [],
        "closures": [],
    }


def _health_home() -> dict[str, Any]:
    return {
        "code": "msp",
        "name": "Maison de santé des Deux-Rives",
        "kind": "msp",
        "time_zone": ZONE,
        "finess": "990000028",
        "address": "14 quai des Deux-Rives, 99120 Sorbelle-sur-Aune",
        "email": "accueil@msp-deuxrives.example",
        "opens": "08:00",
        "closes": "19:30",
        "rooms": [{"name": "Salle commune", "capacity": 12, "video": True}],
        "closures": [],
    }


def _dac() -> dict[str, Any]:
    return {
        "code": "dac",
        "name": "DAC du Val d’Ombre",
        "kind": "dac",
        "time_zone": ZONE,
        "finess": "990000036",
        "address": "3 place du Marché, 99000 Valombre",
        "email": "equipe@dac-valdombre.example",
        "opens": "08:30",
        "closes": "18:00",
        "rooms": [{"name": "Salle des synthèses", "capacity": 10, "video": True}],
        "closures": [],
    }
