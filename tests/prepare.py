"""Makes sure that what the tests need beyond Python packages is there, and says what to install where it is not.

Redis comes as a wheel that needs nothing. PostgreSQL comes as a wheel, too, but must not run as root: as root it
makes a system user of its own, for which the system's `useradd` has to be there. Where there is Node.js, the packages
that the tests of the schema run on it are installed, too. The GraphQL library's own tests come with its source, of
the version that is installed.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

JAVASCRIPT = Path(__file__).parent / "schema" / "javascript"
LIBRARY = f"graphql-core=={version('graphql-core')}"
# The library's source under its name, and under "packages" what its tests need beyond what ours do.
LIBRARY_TESTS = Path(__file__).parents[1] / ".tools" / LIBRARY.replace("==", "-")
DESCRIBE = "pytest-describe==3.2.0"
# Where each program that a test may need comes from, on Debian.
NEEDED_AS_ROOT = {"useradd": "passwd", "su": "util-linux"}


def main() -> int:
    return install_javascript() or install_library_tests() or install_programs()


def install_javascript() -> int:
    """Install what `package-lock.json` says, unless that was done before."""
    npm = shutil.which("npm")
    installed = JAVASCRIPT / "node_modules" / ".package-lock.json"
    locked = JAVASCRIPT / "package-lock.json"
    if npm is None or (installed.exists() and installed.stat().st_mtime >= locked.stat().st_mtime):
        return 0
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    return subprocess.run(command, cwd=JAVASCRIPT, check=False).returncode


def install_library_tests() -> int:
    """Fetch the source of the GraphQL library, unless that was done before."""
    if LIBRARY_TESTS.exists():
        return 0
    unfinished = LIBRARY_TESTS.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    source = ["download", "--no-deps", "--no-binary", "graphql-core", LIBRARY, "--dest", str(unfinished)]
    describe = ["install", "--no-deps", DESCRIBE, "--target", str(unfinished / "packages")]
    for command in (source, describe):
        if code := subprocess.run([*pip, *command], check=False).returncode:
            return code
    (archive,) = unfinished.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(unfinished, filter="data")
    archive.with_suffix("").with_suffix("").rename(unfinished / "source")
    unfinished.rename(LIBRARY_TESTS)
    return 0


def install_programs() -> int:
    """Install what the PostgreSQL server needs as root."""
    if os.environ.get("HELIOGRAPH_TEST_DATABASE_URL") or os.geteuid() != 0:
        return 0
    missing = [package for program, package in NEEDED_AS_ROOT.items() if shutil.which(program) is None]
    if not missing:
        return 0
    apt = shutil.which("apt-get")
    if apt is None:
        print(  # noqa: T201 - for the one who runs it
            f"The tests run a PostgreSQL server, which as root needs {', '.join(missing)}. Install them, run the tests "
            "as another user, or set HELIOGRAPH_TEST_DATABASE_URL to a server that may be used for tests.",
            file=sys.stderr,
        )
        return 1
    subprocess.run([apt, "update", "--quiet"], check=True)
    subprocess.run([apt, "install", "--yes", "--quiet", *missing], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
