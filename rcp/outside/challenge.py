"""What a server asks of whoever signs in: Basic, Digest (RFC 7616), or something of its own."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

_SCHEME = re.compile(
    r"(?:^|,)\s*([A-Za-z][A-Za-z0-9-]*)(?=\s+[\w-]+\s*=|\s+[\w+/]+=*\s*(?:,|$)|\s*(?:,|$))"
)
_PARAMETER = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_DIGESTS = {"SHA-256": "sha256", "MD5": "md5"}
"""The stronger first; MD5 is what most servers still ask for."""
_OURS = frozenset({"basic", "digest"})


@dataclass(frozen=True, slots=True)
class Challenge:
    """One way of signing in that a server offers."""

    scheme: str
    parameters: Mapping[str, str]


def challenges(header: str) -> list[Challenge]:
    """What a WWW-Authenticate header offers; schemes and names in small letters."""
    found = list(_SCHEME.finditer(header))
    ends = [one.start() for one in found[1:]] + [len(header)] * bool(found)
    return [
        Challenge(one[1].lower(), _parameters(header[one.end() : end]))
        for one, end in zip(found, ends, strict=True)
    ]


def asks_for_neither(header: str) -> bool:
    """Whether only ways are offered in which a name and a password are of no use."""
    offered = {one.scheme for one in challenges(header)}
    return bool(offered) and not offered & _OURS


def digest_answer(
    header: str, name: str, password: str, *, method: str, path: str, once: str | None = None
) -> str | None:
    """The Authorization that a Digest challenge asks for; None without one that we can answer.

    `once` is our part of the secret of this one question, random by default.
    """
    offered = [one.parameters for one in challenges(header) if one.scheme == "digest"]
    for algorithm in (kind + more for kind in _DIGESTS for more in ("", "-SESS")):
        for told in offered:
            is_fit = told.get("algorithm", "MD5").upper() == algorithm and "nonce" in told
            if is_fit and _quality(told) is not None:
                return _answer(
                    told, (name, password), (method, path), once or secrets.token_hex(16)
                )
    return None


def _quality(told: Mapping[str, str]) -> str | None:
    """ "auth", nothing for servers older than that, None when only more is accepted."""
    if "qop" not in told:
        return ""
    return "auth" if "auth" in re.split(r"[,\s]+", told["qop"].lower()) else None


def _answer(
    told: Mapping[str, str], login: tuple[str, str], asked: tuple[str, str], once: str
) -> str:
    algorithm, realm, nonce = told.get("algorithm", "MD5"), told.get("realm", ""), told["nonce"]
    quality, (name, password), (method, path) = _quality(told), login, asked
    kind = _DIGESTS[algorithm.upper().removesuffix("-SESS")]
    who = _hash(kind, name, realm, password)
    if algorithm.upper().endswith("-SESS"):
        who = _hash(kind, who, nonce, once)
    what = _hash(kind, method, path)
    middle = (nonce, "00000001", once, quality) if quality else (nonce,)
    said = {"username": name, "realm": realm, "nonce": nonce, "uri": path}
    said["response"] = _hash(kind, who, *middle, what)
    if "opaque" in told:
        said["opaque"] = told["opaque"]
    quoted = [f'{key}="{_escaped(value)}"' for key, value in said.items()]
    bare = [f"algorithm={algorithm}"] if "algorithm" in told else []
    if quality:
        bare += [f"qop={quality}", "nc=00000001"]
        quoted.append(f'cnonce="{_escaped(once)}"')
    return "Digest " + ", ".join(quoted + bare)


def _hash(kind: str, *parts: str) -> str:
    return hashlib.new(kind, ":".join(parts).encode(), usedforsecurity=False).hexdigest()


def _parameters(text: str) -> dict[str, str]:
    return {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) or bare
        for name, quoted, bare in _PARAMETER.findall(text)
    }


def _escaped(text: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", text)
