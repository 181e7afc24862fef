"""libical's own opinion of what we send: an implementation that shares nothing with ours."""

from __future__ import annotations

import ctypes

CLASSES = (
    "NO", "PUBLISH-NEW", "PUBLISH-UPDATE", "PUBLISH-FREEBUSY", "REQUEST-NEW", "REQUEST-UPDATE",
    "REQUEST-RESCHEDULE", "REQUEST-DELEGATE", "REQUEST-NEW-ORGANIZER", "REQUEST-FORWARD",
    "REQUEST-STATUS", "REQUEST-FREEBUSY", "REPLY-ACCEPT", "REPLY-DECLINE", "REPLY-DELEGATE",
    "REPLY-CRASHER-ACCEPT", "REPLY-CRASHER-DECLINE", "ADD-INSTANCE", "CANCEL-EVENT",
    "CANCEL-INSTANCE", "CANCEL-ALL", "REFRESH", "COUNTER", "DECLINECOUNTER", "MALFORMED",
    "OBSOLETE", "MISSEQUENCED", "UNKNOWN",
)  # fmt: skip
"""In the order of icalproperty_xlicclass."""
_FIRST = 11100


def classified(sent: bytes, known: bytes | None, reader: str) -> str:
    """What a message is to `reader`, whose calendar holds `known`."""
    storage, parser = ctypes.CDLL("libicalss.so.3"), ctypes.CDLL("libical.so.3")
    parser.icalparser_parse_string.restype = ctypes.c_void_p
    storage.icalclassify.restype = ctypes.c_int
    storage.icalclassify.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p]
    found, held = (parser.icalparser_parse_string(one) if one else None for one in (sent, known))
    assert found, "libical cannot read the message"
    return CLASSES[storage.icalclassify(found, held, reader.encode()) - _FIRST]
