"""Hatchling hook: ships templates/ and static/ inside the wheel and compiles the translations.

`force_include` is set here and only for standard builds: declared in pyproject.toml it would leave
a stale copy of the folders behind an editable install.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class QuorumBuildHook(BuildHookInterface):  # type: ignore[type-arg]  # generic only in stubs
    """Compile the catalogues; put the shared folders beside the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add what is not a Python module to the build."""
        root = Path(self.root)
        compiled = compile_catalogues(root)
        build_data["artifacts"].extend(str(path.relative_to(root)) for path in compiled)
        if version == "standard":
            for folder in ("templates", "static"):
                build_data["force_include"][str(root / folder)] = f"rcp/_shared/{folder}"


def compile_catalogues(root: Path) -> list[Path]:
    """Compile every .po below rcp/translations and return the .mo files written."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = []
    for source in sorted((root / "rcp" / "translations").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as readable:
            catalogue = read_po(readable, locale=source.parts[-3])
        with target.open("wb") as writable:
            write_mo(writable, catalogue)
        compiled.append(target)
    return compiled
