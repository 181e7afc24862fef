"""Why something could not be fetched, as codes that a page puts into words."""

from __future__ import annotations

from enum import StrEnum


class FetchFault(StrEnum):
    """What went wrong between us and another server."""

    MALFORMED = "address_malformed"
    SCHEME = "address_scheme"
    HOLDS_PASSWORD = "address_holds_password"
    FORBIDDEN = "address_forbidden"
    PASSWORD_IN_CLEAR = "password_in_clear"
    NAME_UNKNOWN = "name_unknown"
    UNREACHABLE = "unreachable"
    NOT_TRUSTED = "not_trusted"
    SLOW = "slow"
    TOO_LARGE = "answer_too_large"
    REDIRECTS = "too_many_redirects"
    GARBLED = "answer_garbled"
    CUT_SHORT = "answer_cut_short"
    LOGIN_REFUSED = "login_refused"
    OWN_SIGN_IN = "own_sign_in"
    NOT_PERMITTED = "not_permitted"
    GONE = "gone"
    BUSY = "server_busy"
    SERVER_BROKEN = "server_broken"
    UNEXPECTED = "answer_unexpected"
    NO_CALDAV = "no_caldav"
    NO_CALENDAR = "no_calendar"


class NotFetched(Exception):
    """Nothing usable came; the code says why, `retry_after` (seconds) is what the server asked.

    It never holds the address, which may be a secret, nor a word of the answer.
    """

    def __init__(self, code: FetchFault, *, retry_after: int | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after = retry_after
