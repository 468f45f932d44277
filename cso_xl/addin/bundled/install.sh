#!/bin/sh
# Installs cso_xl for this user: install.py says what it does.
exec python{python} "$(dirname "$0")/install.py" "$@"
