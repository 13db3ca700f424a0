"""The workshop: a copy of the clients, with their locked tools, where they are generated, compiled and run."""

import asyncio
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = Path("docs/api/openapi.json")
OLDEST = 18


def missing() -> str | None:
    """Tell what this machine lacks to run the clients."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node.js and npm are not on this machine"
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    major = re.match(r"v(\d+)\.", said)
    if major is None or int(major[1]) < OLDEST:
        return f"Node.js {OLDEST} or newer is not on this machine: {said.strip()}"
    return None


@dataclass(frozen=True)
class Workshop:
    """作業場."""

    folder: Path

    def run(self, *command: str) -> None:
        """Run a tool to its end; what it said against the clients is the failure."""
        done = subprocess.run(command, cwd=self.folder, env=environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"

    async def speak(self, *command: str, **known: str) -> tuple[int | None, str, str]:
        """Run a program beside the service that it talks to; give how it ended, what it said and what it complained."""
        env = {**environment(), **known}
        out = asyncio.subprocess.PIPE
        running = await asyncio.create_subprocess_exec(*command, cwd=self.folder, env=env, stdout=out, stderr=out)
        try:
            async with asyncio.timeout(60):
                said, complained = await running.communicate()
        except TimeoutError:
            running.kill()
            await running.wait()
            raise
        return running.returncode, said.decode(), complained.decode()


def set_up(shared: Path) -> Workshop:
    """Copy the clients, install their tools and build them, once for all workers of a run."""
    workshop = Workshop(shared / "clients" / "clients")
    shared.mkdir(parents=True, exist_ok=True)
    with (shared / "clients.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        ready = shared / "clients" / "ready"
        if not ready.exists():
            shutil.rmtree(shared / "clients", ignore_errors=True)
            leave = shutil.ignore_patterns("node_modules", "dist", "*.tsbuildinfo")
            shutil.copytree(ROOT / "clients", workshop.folder, ignore=leave)
            (shared / "clients" / DOCUMENT).parent.mkdir(parents=True)
            shutil.copy(ROOT / DOCUMENT, shared / "clients" / DOCUMENT)
            workshop.run("npm", "ci", "--no-audit", "--no-fund")
            workshop.run("npm", "run", "--silent", "build")
            ready.touch()
    return workshop


def environment() -> Mapping[str, str]:
    """Give the surroundings of the tools: ours, without what is meant for the service."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHINCHOKU_")}
    return {**kept, "NPM_CONFIG_UPDATE_NOTIFIER": "false"}
