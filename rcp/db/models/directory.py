"""What the public directory of health professionals says of colleagues."""

from __future__ import annotations

import uuid

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from rcp.db.base import Base, Code


class DirectoryEntry(Base):
    """One practice of one professional, as published (open data: nothing to seal).

    `looked_up` is the folded name that searches begin with; `specialty` the code of the medical
    specialty ("SM54") if one is registered; `mailbox` the professional's own MSSanté address;
    `extract_id` the reading of the directory that brought it.
    """

    __tablename__ = "directory_entry"

    rpps: Mapped[str] = mapped_column(String(11), index=True)
    family_name: Mapped[str]
    given_name: Mapped[str]
    looked_up: Mapped[str] = mapped_column(index=True)
    profession: Mapped[str] = mapped_column(Code)
    specialty: Mapped[str | None] = mapped_column(Code)
    finess: Mapped[str] = mapped_column(String(9), index=True)
    place: Mapped[str]
    department: Mapped[str] = mapped_column(String(3), index=True)
    mailbox: Mapped[str | None]
    extract_id: Mapped[uuid.UUID]
