"""Style and types, as the tools see them; their words are the failure's message."""

from __future__ import annotations

from tests.architecture.checkout import output_of

PYTHON = ("rcp", "scheduler", "tests", "build_hook.py", "benchmarks")


def test_ruff_finds_nothing_to_say() -> None:
    content, said = output_of("ruff", "check", "--output-format", "concise", *PYTHON)
    assert content, said


def test_every_file_is_formatted() -> None:
    content, said = output_of("ruff", "format", "--check", *PYTHON)
    assert content, said


def test_every_value_has_its_type() -> None:
    content, said = output_of("mypy", "--no-error-summary")
    assert content, said
