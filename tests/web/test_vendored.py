"""What static/ borrows is what its authors published, and says so."""

import hashlib

from rcp import paths

STATIC = paths.static_folder()
BORROWED = ("vendor", "fonts", "icons")


def recorded() -> dict[str, str]:
    """The checksum written down for each borrowed file."""
    lines = (STATIC / "vendor" / "checksums.txt").read_text().splitlines()
    pairs = (line.split("  ", 1) for line in lines)
    return {name: checksum for checksum, name in pairs}


def found() -> dict[str, str]:
    """The checksum of each borrowed file as it lies there."""
    files = [file for room in BORROWED for file in (STATIC / room).rglob("*") if file.is_file()]
    return {
        file.relative_to(STATIC).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
        if file.name != "checksums.txt"
    }


def test_no_borrowed_file_was_changed_added_or_lost_since_it_was_fetched():
    assert found() == recorded()


def test_every_borrowed_package_says_its_version_and_its_licence():
    homes = [STATIC / "fonts", STATIC / "icons", *(STATIC / "vendor").glob("*/")]
    assert len(homes) >= 7
    for home in homes:
        assert (home / "VERSION").read_text().strip(), home
        assert (home / "LICENSE").read_text().strip(), home
