"""The questions that all boards of a field share: fiche RCP for cancer, PPCS for primary care."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import yaml

from rcp.domain.board import CommonBlock
from rcp.domain.entries import Entries
from rcp.domain.fields import FieldSpec, field_from_mapping, to_mapping


@cache
def block_fields(block: CommonBlock) -> tuple[FieldSpec, ...]:
    """The common questions of a field, in the order of its form; none for NONE."""
    if block is CommonBlock.NONE:
        return ()
    text = files(__package__).joinpath("blocks", f"{block.value}.yaml").read_text("utf-8")
    entries = Entries.of(yaml.load(text, Loader=yaml.CSafeLoader))
    return tuple(field_from_mapping(item, path) for path, item in entries.items("fields"))


def whole_form(block: CommonBlock, own: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """The common questions, then the board's own; an own one takes the place of its common one."""
    keys = {str(mapping.get("key")) for mapping in own}
    common = [to_mapping(spec) for spec in block_fields(block) if spec.key not in keys]
    return [*common, *(dict(mapping) for mapping in own)]
