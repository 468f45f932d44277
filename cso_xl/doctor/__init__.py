"""Whether this computer is set up for cso_xl, in plain words, and what to do where it is not."""

from cso_xl.doctor.examination import as_json, examine, exit_code, show

__all__ = ["as_json", "examine", "exit_code", "show"]
