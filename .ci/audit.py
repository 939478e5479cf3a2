"""Looks for known vulnerabilities in a lock file: `audit.py PIP_AUDIT LOCK`.

pip-audit ends well where its service knows nothing, and so where a mirror stands in its place; here that is told apart.
Ends with 1 where there are vulnerabilities; where nobody could be asked, it says so and ends with 0.
"""

from __future__ import annotations

import json
import subprocess
import sys

NOT_ASKED = "not audited: {why}. Run make audit again where pip-audit reaches its vulnerability service"


def main(pip_audit: str, lock: str) -> int:
    """Prints what was found and returns the exit code."""
    command = [pip_audit, "--requirement", lock, "--disable-pip", "--format", "json", "--progress-spinner", "off"]
    ran = subprocess.run(command, capture_output=True, text=True)
    try:
        packages = json.loads(ran.stdout)["dependencies"]
    except ValueError:
        last = (ran.stderr.strip().splitlines() or ["no answer"])[-1]
        if "ConnectionError" not in last and "Timeout" not in last and "ServiceError" not in last:
            print(ran.stderr, file=sys.stderr)
            return 1
        print(NOT_ASKED.format(why="the service does not answer"))
        return 0
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    found = [(package, one) for package in packages for one in package.get("vulns", ())]
    for package, one in found:
        mended = ", ".join(one["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {one['id']}, mended in {mended}")
    if len(unknown) == len(packages):
        print(NOT_ASKED.format(why=f"the service knows none of the {len(packages)} packages"))
    else:
        print(f"packages audited: {len(packages) - len(unknown)}, vulnerabilities: {len(found)}")
        if unknown:
            print(f"not audited, as the service does not know them: {', '.join(unknown)}")
    if found:
        print("next: raise the bounds in pyproject.toml where it is ours, then make lock")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
