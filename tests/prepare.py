"""Makes sure that what the tests need beyond Python packages is there, and says what to install where it is not.

Redis comes as a wheel that needs nothing. PostgreSQL comes as a wheel, too, but must not run as root: as root it
makes a system user of its own, for which the system's `useradd` has to be there.
"""

import os
import shutil
import subprocess
import sys

# Where each program that a test may need comes from, on Debian.
NEEDED_AS_ROOT = {"useradd": "passwd", "su": "util-linux"}


def main() -> int:
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
