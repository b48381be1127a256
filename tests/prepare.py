"""Makes sure that what the tests need beyond Python packages is there, and says what to install where it is not.

Redis comes as a wheel that needs nothing. PostgreSQL comes as a wheel, too, but must not run as root: as root it
makes a system user of its own, for which the system's `useradd` has to be there. Where there is Node.js, the packages
that the tests of the schema run on it are installed, too.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

JAVASCRIPT = Path(__file__).parent / "schema" / "javascript"
# Where each program that a test may need comes from, on Debian.
NEEDED_AS_ROOT = {"useradd": "passwd", "su": "util-linux"}


def main() -> int:
    return install_javascript() or install_programs()


def install_javascript() -> int:
    """Install what `package-lock.json` says, unless that was done before."""
    npm = shutil.which("npm")
    installed = JAVASCRIPT / "node_modules" / ".package-lock.json"
    locked = JAVASCRIPT / "package-lock.json"
    if npm is None or (installed.exists() and installed.stat().st_mtime >= locked.stat().st_mtime):
        return 0
    command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
    return subprocess.run(command, cwd=JAVASCRIPT, check=False).returncode


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
