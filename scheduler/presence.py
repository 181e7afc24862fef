"""How people attend: in the room, or by video from another site."""

from scheduler.index import Index


def comes(index: Index, meeting: int, person: int, room: int) -> bool:
    """Whether the person sits in the room, rather than attending by video from another site."""
    if not index.problem.meetings[meeting].video:
        return True
    home, place = index.problem.people[person].site, index.problem.rooms[room].site
    return home is None or place is None or home == place


def site_of(index: Index, meeting: int, person: int, room: int | None) -> int | None:
    """The site where attending takes the person; none by video, without a room or a site."""
    if room is None or not comes(index, meeting, person, room):
        return None
    return index.roads.room[room]
