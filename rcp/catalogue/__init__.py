"""What the application knows before anybody uses it: board templates and specialties, as data."""

from rcp.catalogue.specialties import (
    Profession,
    Qualification,
    professions,
    qualifications,
    specialty_groups,
)

__all__ = [
    "Profession",
    "Qualification",
    "professions",
    "qualifications",
    "specialty_groups",
]
