"""How people attend: in the room, or by video from another site."""

from collections.abc import Collection

from scheduler.index import Index
from scheduler.plan import Presence


def comes(index: Index, meeting: int, person: int, room: int) -> bool:
    """Whether the person takes a place in the room; people of another site may use the video.

    A link has no site, so everybody takes one of its connections.
    """
    if not index.problem.meetings[meeting].video:
        return True
    home, place = index.problem.people[person].site, index.problem.rooms[room].site
    return home is None or place is None or home == place


def fits(index: Index, meeting: int, people: Collection[int], room: int) -> bool:
    """Whether the room has chairs, and its video connections, for all of these people."""
    place = index.problem.rooms[room]
    most = place.connections
    if most is None and len(people) <= place.capacity:
        return True
    inside = sum(comes(index, meeting, person, room) for person in people)
    return inside <= place.capacity and (most is None or len(people) - inside <= most)


def site_of(index: Index, meeting: int, person: int, room: int | None) -> int | None:
    """The site where attending takes the person; none by video, without a room or a site."""
    if room is None or not comes(index, meeting, person, room):
        return None
    return index.roads.room[room]


def presence(index: Index, meeting: int, person: int, room: int | None) -> Presence:
    """How somebody attends a meeting in that room, or in none."""
    if room is None:
        return Presence.VIDEO if index.problem.meetings[meeting].video else Presence.ROOM
    if index.problem.rooms[room].link or not comes(index, meeting, person, room):
        return Presence.VIDEO
    return Presence.ROOM
