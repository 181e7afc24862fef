"""Guidelines and protocols: what a case may be settled by."""

from __future__ import annotations

from enum import StrEnum


class GuidelineKind(StrEnum):
    """A published guideline (référentiel), or a protocol that a team wrote for itself."""

    GUIDELINE = "guideline"
    PROTOCOL = "protocol"
