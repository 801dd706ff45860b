# Sourced: install Debian's or Ubuntu's packages, where we are root. One at a time: apt waits for nobody.

root_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_install() { # apt_install PACKAGE...
  echo "installing by apt: $*" >&2
  (
    flock 9
    DEBIAN_FRONTEND=noninteractive apt-get update -qq || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  ) 9>"${TMPDIR:-/tmp}/pressmark-apt.lock"
}
