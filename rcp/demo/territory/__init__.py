"""The invented territory: structures, people, boards, agendas and cases, as files to import."""

from rcp.demo.territory.writer import write_territory

__all__ = ["write_territory"]
