"""A real IMAP server for the tests: Dovecot, unprivileged, on the loopback."""

from __future__ import annotations

import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rcp.mail.delivery import Security
from rcp.mail.imap import ImapBox

USER, PASSWORD = "reponses", "motdepasse"
_AS_ROOT = "dovenull"
_CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {owner}
default_internal_group = {group}
default_login_user = {owner}
mail_location = maildir:{folder}/mail
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
mmap_disable = yes
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class ImapServer:
    """A running server with one mailbox."""

    port: int
    mail: Path

    def box(self, **other: object) -> ImapBox:
        """The mailbox as the application knows it."""
        told = {"security": Security.NONE, "timeout": 10.0, **other}
        return ImapBox("127.0.0.1", self.port, USER, PASSWORD, **told)  # type: ignore[arg-type]  # a test names what it wants

    def bring(self, messages: Iterable[bytes]) -> None:
        """Lay messages in the inbox, as a mail transfer agent does."""
        with self._signed_in() as server:
            for message in messages:
                assert server.append("INBOX", "", "", message)[0] == "OK"

    def held(self, folder: str) -> list[bytes]:
        """The messages of a folder."""
        with self._signed_in() as server:
            if server.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            numbers = server.search(None, "UNDELETED")[1][0].split()
            fetched = [server.fetch(number.decode(), "(BODY.PEEK[])")[1] for number in numbers]
        return [bytes(one[0][1]) for one in fetched if isinstance(one[0], tuple)]

    @contextlib.contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as server:
            server.login(USER, PASSWORD)
            yield server


@contextlib.contextmanager
def an_imap_server() -> Iterator[ImapServer]:
    """Start Dovecot and stop it afterwards."""
    owner = pwd.getpwnam(_AS_ROOT if os.geteuid() == 0 else getpass.getuser())
    folder = Path(tempfile.mkdtemp(prefix="quorum-imap-", dir="/tmp"))  # sockets need short paths
    folder.chmod(0o755)
    process = None
    try:
        port = _free_port()
        process = _start(folder, owner, port)
        _await(port, process, folder)
        yield ImapServer(port, folder / "mail")
    finally:
        if process is not None:
            process.send_signal(signal.SIGTERM)
            process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, owner: pwd.struct_passwd, port: int) -> subprocess.Popen[bytes]:
    config = folder / "dovecot.conf"
    facts = {"folder": folder, "port": port, "password": PASSWORD}
    group = grp.getgrgid(owner.pw_gid).gr_name
    config.write_text(
        _CONFIG.format(
            owner=owner.pw_name, group=group, uid=owner.pw_uid, gid=owner.pw_gid, **facts
        )
    )
    config.chmod(0o644)  # whatever the umask, its owner reads it
    program = shutil.which("dovecot", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "dovecot-imapd is missing: run scripts/setup test"
    as_owner = {}
    if os.geteuid() == 0:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    with (folder / "said").open("wb") as said:
        return subprocess.Popen(
            [program, "-F", "-c", str(config)],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=said,
            **as_owner,  # type: ignore[call-overload]  # nothing when we are not root
        )


def _await(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    """Until the server greets, ten seconds at most."""
    until = time.monotonic() + 10
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", port, timeout=5).logout()
            return
        time.sleep(0.05)
    told = "".join(
        path.read_text(errors="replace")
        for path in (folder / "said", folder / "log")
        if path.exists()
    )
    raise AssertionError(f"dovecot does not answer: {told[-2000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
