"""The hub of `make try-hub`: two markers whose servers start in one classroom, and a student."""

import os
import pathlib

HERE = pathlib.Path(os.environ["HUB"])
PROGRAMS = pathlib.Path(os.environ["HUB_PROGRAMS"])
MARKERS = "ida", "otto"

c = get_config()  # noqa: F821  JupyterHub gives it
c.JupyterHub.bind_url, c.JupyterHub.hub_bind_url, c.ConfigurableHTTPProxy.api_url = (
    f"http://127.0.0.1:{port}" for port in os.environ["HUB_PORTS"].split()
)
c.ConfigurableHTTPProxy.command = [str(PROGRAMS / "configurable-http-proxy")]
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["HUB_PASSWORD"]
c.SharedPasswordAuthenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(HERE / "homes" / "{username}")
c.Spawner.cmd = [str(PROGRAMS / "jupyterhub-singleuser")]
c.Spawner.args = ["--allow-root"]
c.Spawner.environment = {"PATH": f"{PROGRAMS}:{os.environ['PATH']}"}


def begin_in_a_folder(spawner):
    """Let markers begin in the classroom, and a student in what the zip holds."""
    spawner.notebook_dir = str(HERE / ("class" if spawner.user.name in MARKERS else "student"))


c.Spawner.pre_spawn_hook = begin_in_a_folder
