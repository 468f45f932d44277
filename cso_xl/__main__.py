"""`python -m cso_xl` is the command `cso-xl`."""

from cso_xl.cli import main

main()
