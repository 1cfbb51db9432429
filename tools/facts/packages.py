"""Downloads packages with the ordinary clients of their registries, and unpacks them. No code of a package is run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from .shapes import ReadError

PYPI = ("anthropic", "litellm", "langchain-anthropic", "genai-prices")
NPM = ("@anthropic-ai/sdk",)
TIMEOUT = 600  # seconds for one package


@dataclass(frozen=True)
class Package:
    """An unpacked package."""

    name: str
    version: str
    folder: Path


def download(folder: Path) -> None:
    """Downloads the newest version of each package to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PYPI:
        # Only wheels: pip runs the build script of a source distribution.
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        _run([*pip, "--disable-pip-version-check", "--dest", str(folder), name])
    for name in NPM:
        npm = shutil.which("npm")
        if npm is None:
            raise ReadError("npm is not installed")
        _run([npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), name])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ReadError(f"{' '.join(command)}: {error}") from error
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no output"])[-1]
        raise ReadError(f"{' '.join(command)}: exit status {done.returncode}: {last}")


def unpack(archives: Path, target: Path) -> dict[str, Package]:
    """Unpacks the archives of a folder, each to a folder of its own."""
    packages = {}
    for name in (*PYPI, *NPM):
        archive, version = _archive(archives, name)
        folder = target / archive.name
        try:
            _extract(archive, folder)
        except (OSError, zipfile.BadZipFile, tarfile.TarError) as error:
            raise ReadError(f"{archive}: {error}") from error
        packages[name] = Package(name, version, folder)
    return packages


def _extract(archive: Path, folder: Path) -> None:
    """Unpacks an archive. Neither class writes outside the folder: `filter="data"` ensures it for tarballs."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder)
    else:
        with tarfile.open(archive) as tarball:
            tarball.extractall(folder, filter="data")


def _archive(folder: Path, name: str) -> tuple[Path, str]:
    """Returns the archive of a package, and its version. Of several versions, the newest."""
    if name in NPM:
        stem, ending = name.lstrip("@").replace("/", "-"), r"\.tgz"
    else:
        stem, ending = name.replace("-", "_"), r"-[^-]+-[^-]+-[^-]+\.whl"
    pattern = re.compile(rf"{re.escape(stem)}-(\d[^-]*){ending}")
    found = [(match[1], path) for path in folder.iterdir() if (match := pattern.fullmatch(path.name))]
    if not found:
        raise ReadError(f"{folder}: no archive of {name}")
    version, path = max(found, key=lambda item: [int(part) for part in re.findall(r"\d+", item[0])])
    return path, version
