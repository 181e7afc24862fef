"""The wheel, installed alone: it holds everything, starts, migrates and serves its style sheet."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT, files, named

PARTS = {
    "rcp/app.py": "rcp/",
    "scheduler/solve.py": "scheduler/",
    "rcp/_shared/templates/base.html": "templates/",
    "rcp/_shared/static/css/app.css": "static/",
    "rcp/catalogue/specialties.yaml": "rcp/catalogue/",
    "rcp/migrations/versions/0001_first_schema.py": "rcp/migrations/",
}
"""One file that the wheel must hold from each part, and the part's folder in the checkout."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The wheel alone in a virtual environment, run from an empty folder."""

    program: Path
    folder: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> str:
        """What the installed `rcp` says; the test fails with it if it refuses."""
        done = subprocess.run(
            [self.program, *arguments],
            cwd=self.folder,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of what Git holds: nothing that lies about in the checkout gets in."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for path in files():
        copy = source / named(path)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", built],
        cwd=source,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment that sees our dependencies, and not the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", symlinks=True, with_pip=False)
    python = folder / "venv" / "bin" / "python"
    packages = Path(next((folder / "venv" / "lib").glob("python*/site-packages")))
    pip = (sys.executable, "-m", "pip", "--python", str(python))
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    # A path named in a .pth file is searched last, and its own .pth files are not read: what our
    # environment has of the checkout (an editable install) stays out.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RCP", "PY"))}
    (folder / "empty").mkdir()
    settings = {"RCP_DATA": str(folder / "data"), "RCP_BIND": f"127.0.0.1:{_free_port()}"}
    return Installed(python.with_name("rcp"), folder / "empty", kept | settings)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def test_the_wheel_holds_every_file_of_the_house(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert set(PARTS) <= inside
    shared = ("templates/", "static/")
    wanted = {f"rcp/_shared/{name}" for name in map(named, files()) if name.startswith(shared)}
    wanted |= {name for name in map(named, files()) if name.startswith(("rcp/", "scheduler/"))}
    assert wanted - inside == set()
    rooms = {name.split("/")[0] for name in inside if ".dist-info/" not in name}
    assert rooms == {"rcp", "scheduler"}


def test_the_wheel_holds_every_catalogue_compiled(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    compiled = {named(path.with_suffix(".mo")) for path in files(".po")}
    assert compiled
    assert compiled - inside == set()


def test_the_installed_application_is_the_wheels_own(installed: Installed) -> None:
    python = installed.program.with_name("python")
    where = "import rcp, scheduler; print(rcp.__file__, scheduler.__file__)"
    told = subprocess.run(
        [python, "-c", where],
        cwd=installed.folder,
        env=installed.environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert str(ROOT) not in told.stdout
    assert told.stdout.count(str(installed.program.parents[1])) == 2


@pytest.fixture(scope="module")
def address(installed: Installed) -> Iterator[str]:
    """The address of the installed site, on a fresh database."""
    installed.run("upgrade")
    serving = subprocess.Popen(
        [installed.program, "web"],
        cwd=installed.folder,
        env=installed.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield f"http://{installed.environment['RCP_BIND']}"
    serving.terminate()
    serving.communicate(timeout=30)


def test_the_installed_site_serves_a_page_and_its_style_sheet(address: str) -> None:
    page = _get_once_it_answers(f"{address}/sign-in")
    sheets = re.findall(r'href="(/static/[^"]+\.css[^"]*)"', page)
    assert sheets
    for sheet in sheets:
        with urllib.request.urlopen(f"{address}{sheet}", timeout=10) as answer:
            assert answer.status == 200
            assert "text/css" in answer.headers["Content-Type"]


def _get_once_it_answers(url: str, seconds: float = 90) -> str:
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.URLError as fault:
            if isinstance(fault, urllib.error.HTTPError) or time.monotonic() > until:
                raise
            time.sleep(0.1)
