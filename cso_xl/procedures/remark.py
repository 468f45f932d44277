"""Remarks: the notices that a step gives in passing."""


class Remark(str):
    """A notice that asks nothing of anybody: it goes to the status bar; any other is shown until it is read."""
