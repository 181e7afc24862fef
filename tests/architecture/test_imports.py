"""Who may import whom: the contracts of pyproject.toml, and what the inner rooms stand on."""

from __future__ import annotations

import sys

import grimp
import pytest

from tests.architecture.checkout import output_of

STANDS_ON = {
    "rcp.domain": set[str](),
    "scheduler": {"numpy", "ortools", "pydantic", "pydantic_core"},
}


def test_imports_run_one_way() -> None:
    content, said = output_of("lint-imports", "--no-cache")
    assert content, said


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Who imports whom, other people's packages included."""
    return grimp.build_graph("rcp", "scheduler", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("room", STANDS_ON)
def test_the_rules_and_the_engine_stand_on_little(imports: grimp.ImportGraph, room: str) -> None:
    inside = {room, *imports.find_descendants(room)}
    assert len(inside) > 5
    needed = {
        needed
        for module in inside
        for needed in imports.find_modules_directly_imported_by(module)
        if needed not in inside
    }
    assert needed - sys.stdlib_module_names == STANDS_ON[room]
