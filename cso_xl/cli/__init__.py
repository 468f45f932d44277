"""The command `cso-xl`, by what one wants to do; what it prints."""

from cso_xl.cli.command import main

__all__ = ["main"]
