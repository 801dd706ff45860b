"""What to type on which system to get what pressmark needs from outside Python."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class System:
    """A family of systems: its *name*, and the commands that install *python* and the text *engines*.

    The engines are Pango, HarfBuzz and HarfBuzz's subset library.
    """

    name: str
    python: str
    engines: str


_DEBIAN = System(
    "Debian or Ubuntu",
    "sudo apt-get install python3 python3-venv",
    "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
)
_FEDORA = System("Fedora", "sudo dnf install python3", "sudo dnf install pango harfbuzz")
_ARCH = System("Arch Linux", "sudo pacman -S python", "sudo pacman -S pango harfbuzz")
_ALPINE = System("Alpine Linux", "sudo apk add python3", "sudo apk add pango harfbuzz harfbuzz-subset")
_SUSE = System(
    "openSUSE",
    "sudo zypper install python3",
    "sudo zypper install libpango-1_0-0 libpangoft2-1_0-0 libharfbuzz-subset0",
)
_MACOS = System("macOS", "brew install python", "brew install pango")
_WINDOWS = System(
    "Windows",
    "winget install Python.Python.3.13",
    r"winget install MSYS2.MSYS2 && C:\msys64\usr\bin\pacman -S --noconfirm mingw-w64-ucrt-x86_64-pango",
)
_OTHER = System(
    "this system",
    "install Python 3.11 or newer with your package manager",
    "install Pango and HarfBuzz with its subset library with your package manager",
)

# The names that /etc/os-release gives in ID and ID_LIKE.
_LINUX = {
    "debian": _DEBIAN,
    "ubuntu": _DEBIAN,
    "fedora": _FEDORA,
    "rhel": _FEDORA,
    "centos": _FEDORA,
    "arch": _ARCH,
    "alpine": _ALPINE,
    "suse": _SUSE,
    "opensuse": _SUSE,
}


def system(platform: str, os_release: str) -> System:
    """Return the family of the system: *platform* is `sys.platform`, *os_release* the text of ``/etc/os-release``."""
    if platform == "darwin":
        return _MACOS
    if platform == "win32":
        return _WINDOWS
    values = dict(line.split("=", 1) for line in shlex.split(os_release, comments=True) if "=" in line)
    names = [values.get("ID", ""), *values.get("ID_LIKE", "").split()]
    return next((_LINUX[name] for name in names if name in _LINUX), _OTHER)


def this_system() -> System:
    """Return the family of the system we run on."""
    file = Path("/etc/os-release")
    return system(sys.platform, file.read_text("utf-8", errors="replace") if file.is_file() else "")
