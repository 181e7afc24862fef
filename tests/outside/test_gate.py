"""Who may be asked: the public internet, and what an administrator named; nothing else."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rcp.outside.address import parsed
from rcp.outside.faults import FetchFault, NotFetched
from rcp.outside.gate import Allowed, Gate, allowed_from, is_public

PUBLIC = "93.184.216.34"


def gate(allowed: str = "", **names: list[str]) -> Gate:
    """A gate whose resolver knows these names (with _ for a dot) and no other."""
    known = {name.replace("_", "."): found for name, found in names.items()}

    def resolve(name: str) -> list[str]:
        if name not in known:
            raise OSError("unknown name")
        return known[name]

    return Gate(allowed_from(allowed), resolve)


def refusal(url: str, asked: Gate | None = None) -> FetchFault:
    with pytest.raises(NotFetched) as refused:
        (asked or gate()).machines(parsed(url), 1)
    return refused.value.code


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.0.8", "192.0.2.1"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
        *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:8.8.8.8]", "[::127.0.0.1]"),
        *("[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001::1]", "[2001:db8::1]"),
        *("[fd00::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[fe80::1%25eth0]"),
        *("127.1", "127.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1"),
        *("127.0.0.1.", "0x7f.0.0.0x1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "\u0031\u0032\u0037.1"),
    ],
)
def test_no_spelling_of_a_machine_that_is_not_public_is_asked(host: str) -> None:
    for url in (f"http://{host}/", f"https://{host}/agenda.ics", f"webcal://{host}/"):
        assert refusal(url) is FetchFault.FORBIDDEN


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", FetchFault.MALFORMED),
        ("https://", FetchFault.MALFORMED),
        ("https://agenda .example/", FetchFault.MALFORMED),
        ("https://agenda.example\\@127.0.0.1/", FetchFault.MALFORMED),
        ("https://agenda.example/\r\nHost: x", FetchFault.MALFORMED),
        ("https://agenda.example:99999/", FetchFault.MALFORMED),
        ("https://[::1/", FetchFault.MALFORMED),
        ("https://" + "a" * 3000, FetchFault.MALFORMED),
        ("https://" + "é" * 300 + ".example", FetchFault.MALFORMED),
        ("file:///etc/passwd", FetchFault.SCHEME),
        ("ftp://agenda.example/", FetchFault.SCHEME),
        ("gopher://agenda.example/", FetchFault.SCHEME),
        ("javascript://agenda.example/", FetchFault.SCHEME),
        ("https://claire:secret@agenda.example/", FetchFault.HOLDS_PASSWORD),
        ("https://agenda.example@127.0.0.1/", FetchFault.HOLDS_PASSWORD),
    ],
)
def test_what_is_no_address_of_the_web_is_refused_before_anybody_is_asked(
    url: str, code: FetchFault
) -> None:
    with pytest.raises(NotFetched) as refused:
        parsed(url)
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        (" webcal://Agenda.Example/a b/", None),
        ("webcal://Agenda.Example/x.ics?k=é#haut", "https://agenda.example/x.ics?k=%C3%A9"),
        ("agenda.example/x.ics", "https://agenda.example/x.ics"),
        ("http://agenda.example:80/", "http://agenda.example/"),
        ("https://hôpital.example/", "https://xn--hpital-ixa.example/"),
        ("https://agenda.example./x%20y", "https://agenda.example/x%20y"),
        ("https://[2606:4700::1111]:8443", "https://[2606:4700::1111]:8443/"),
    ],
)
def test_addresses_are_read_as_people_paste_them(pasted: str, meant: str | None) -> None:
    if meant is None:
        with pytest.raises(NotFetched):
            parsed(pasted)
    else:
        assert parsed(pasted).url == meant


def test_a_name_is_asked_only_if_every_machine_behind_it_is_public() -> None:
    known = gate(agenda_example=[PUBLIC], both_example=[PUBLIC, "10.0.0.7"], in_example=["::1"])
    assert known.machines(parsed("https://agenda.example/"), 1) == [PUBLIC]
    assert refusal("https://both.example/", known) is FetchFault.FORBIDDEN
    assert refusal("https://in.example/", known) is FetchFault.FORBIDDEN
    assert refusal("https://unknown.example/", known) is FetchFault.NAME_UNKNOWN


def test_other_ports_than_those_of_the_web_are_not_asked() -> None:
    for port in (22, 25, 5432, 6379):
        assert refusal(f"http://{PUBLIC}:{port}/") is FetchFault.FORBIDDEN
    assert gate().machines(parsed(f"https://{PUBLIC}:8443/"), 1) == [PUBLIC]


def test_a_slow_resolver_is_not_waited_for() -> None:
    import threading

    never = threading.Event()

    def resolve(_name: str) -> list[str]:
        never.wait(5)
        return [PUBLIC]

    slow = Gate(Allowed(), resolve)
    with pytest.raises(NotFetched) as refused:
        slow.machines(parsed("https://agenda.example/"), 0.05)
    never.set()
    assert refused.value.code is FetchFault.SLOW


class TestAnAdministrator:
    def test_lets_a_host_of_the_house_through_on_its_port(self) -> None:
        known = gate("agenda.chu.example:8008 mail.chu.example", agenda_chu_example=["10.0.0.7"])
        url = "http://agenda.chu.example:8008/"
        assert known.machines(parsed(url), 1) == ["10.0.0.7"]
        assert refusal("http://agenda.chu.example/", known) is FetchFault.FORBIDDEN
        assert known.trusts_in_clear(parsed(url))
        assert not known.trusts_in_clear(parsed("http://agenda.chu.example/"))

    def test_lets_a_network_through_on_the_ports_of_the_web(self) -> None:
        known = gate("10.20.0.0/16, fd00:20::/32", agenda_example=["10.20.3.4"])
        assert known.machines(parsed("https://agenda.example/"), 1) == ["10.20.3.4"]
        assert known.machines(parsed("https://[fd00:20::1]/"), 1) == ["fd00:20::1"]
        assert refusal("https://10.21.0.1/", known) is FetchFault.FORBIDDEN
        assert refusal("https://10.20.3.4:5432/", known) is FetchFault.FORBIDDEN

    def test_lets_a_machine_through_by_its_number(self) -> None:
        known = gate("127.0.0.1:5232 [::1]:5232")
        assert known.machines(parsed("http://127.0.0.1:5232/"), 1) == ["127.0.0.1"]
        assert known.machines(parsed("http://[::1]:5232/"), 1) == ["::1"]
        assert refusal("http://127.0.0.1:5233/", known) is FetchFault.FORBIDDEN

    def test_can_never_mean_the_metadata_of_a_cloud(self) -> None:
        known = gate("169.254.0.0/16 piege.example 0.0.0.0/0", piege_example=["169.254.169.254"])
        for url in ("http://169.254.169.254/", "http://piege.example/", "http://0.0.0.0/"):
            assert refusal(url, known) is FetchFault.FORBIDDEN

    @pytest.mark.parametrize("part", ["10.0.0.0/33", "a b/c", "10.0.0.1/8", "x:y", "h:0:1"])
    def test_is_told_which_part_makes_no_sense(self, part: str) -> None:
        with pytest.raises(ValueError, match=r"^\S+$"):
            allowed_from(f"agenda.example {part}")


@given(st.ip_addresses(v=6))
def test_an_ipv6_machine_that_hides_an_ipv4_one_is_never_public(machine: object) -> None:
    found = ip_address(str(machine))
    assert found.version == 6
    if found.ipv4_mapped or found.sixtofour or found.teredo:
        assert not is_public(found)


@given(st.ip_addresses(v=4))
def test_no_private_machine_becomes_public_in_an_ipv6_form(machine: object) -> None:
    for form in ("::ffff:{}", "::{}", "64:ff9b::{}"):
        assert not is_public(ip_address(form.format(machine)))
