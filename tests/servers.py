"""Jupyter servers on this machine, for tests that need one."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from urllib.error import URLError
from urllib.request import urlopen

FORMGRADER = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
BIN = pathlib.Path(sys.executable).parent


@contextlib.contextmanager
def jupyter(kind, folder, *options, port=None, programs=BIN, environment=os.environ):
    """Run `jupyter <kind>` in the folder, at this port or the next one that is free; give its address."""
    settings = folder / ".jupyter"
    common = [
        "--no-browser",
        "--allow-root",
        f"--port={port or free_port()}",
        "--IdentityProvider.token=",
        "--ServerApp.password=",
    ]
    server = subprocess.Popen(
        [programs / "jupyter", kind, *common, *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment
        | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "JUPYTER_CONFIG_DIR": str(settings),
            "JUPYTER_RUNTIME_DIR": str(settings / "runtime"),
        },
    )
    try:
        yield wait_for(settings / "runtime" / f"jpserver-{server.pid}.json")
    finally:
        server.terminate()
        end(server)


def set_up_lab(folder, theme):
    """Write settings for a JupyterLab: all cells are in the page at once, and nobody asks about news."""
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false"},
        "apputils-extension/themes": {"theme": theme},
    }
    for name, values in settings.items():
        path = folder / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf-8")


def free_port():
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end(server):
    """Wait until a server has ended; kernels go when it goes."""
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:  # now and then it waits for a kernel that does not answer
        server.kill()
        server.wait()


def wait_for(told):
    """Return a server's address once it answers there; the server tells its port in a file."""
    for _ in range(240):
        try:
            address = f"http://127.0.0.1:{json.loads(told.read_text('utf-8'))['port']}"
            urlopen(f"{address}/api")
            return address
        except (URLError, OSError, ValueError):
            time.sleep(0.25)
    raise AssertionError(f"no server answers, and none is told of in {told}")


@contextlib.contextmanager
def postgresql():
    """Run Debian's PostgreSQL with an empty database; give its address, as nbgrader's db_url has it."""
    with tempfile.TemporaryDirectory() as folder:  # pytest's own is for its account alone
        yield from _postgresql(pathlib.Path(folder))


def _postgresql(folder):
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    programs = found[-1] if found else pathlib.Path(shutil.which("initdb") or "initdb").parent
    data, as_postgres = folder / "data", []
    if os.geteuid() == 0:  # the server does not run as root
        data.mkdir()
        folder.chmod(0o755)
        shutil.chown(data, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]

    def run(program, *words):
        subprocess.run(
            [*as_postgres, programs / program, *words], check=True, stdout=subprocess.DEVNULL, cwd="/"
        )

    run("initdb", "-D", data, "-U", "w2v", "-A", "trust", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories={data} -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start")
    try:
        run("createdb", "-h", data, "-U", "w2v", "grades")
        yield f"postgresql+psycopg://w2v@/grades?host={data}"
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
