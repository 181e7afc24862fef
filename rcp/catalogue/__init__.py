"""What the application knows before anybody uses it: board templates and specialties, as data."""

from rcp.catalogue.specialties import (
    Profession,
    Qualification,
    professions,
    qualifications,
    specialty_groups,
)
from rcp.catalogue.templates import (
    BoardTemplate,
    TemplateSeat,
    board_templates,
    template_from_mapping,
    template_from_yaml,
    template_to_mapping,
    template_to_yaml,
)

__all__ = [
    "BoardTemplate",
    "Profession",
    "Qualification",
    "TemplateSeat",
    "board_templates",
    "professions",
    "qualifications",
    "specialty_groups",
    "template_from_mapping",
    "template_from_yaml",
    "template_to_mapping",
    "template_to_yaml",
]
