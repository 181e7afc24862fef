"""The questions that all boards of a field share: fiche RCP for cancer, PPCS for primary care."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from rcp import plain_yaml
from rcp.domain.board import CommonBlock
from rcp.domain.entries import Entries
from rcp.domain.fields import FieldSpec, field_from_mapping, to_mapping


@cache
def block_fields(block: CommonBlock) -> tuple[FieldSpec, ...]:
    """The common questions of a field, in the order of its form; none for NONE."""
    if block is CommonBlock.NONE:
        return ()
    text = files(__package__).joinpath("blocks", f"{block.value}.yaml").read_text("utf-8")
    entries = Entries.of(plain_yaml.load(text))
    return tuple(field_from_mapping(item, path) for path, item in entries.items("fields"))


def block_mappings(block: CommonBlock) -> list[dict[str, object]]:
    """The common questions as a board's form keeps them."""
    return [to_mapping(spec) for spec in block_fields(block)]
