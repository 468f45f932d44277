"""What a step says in passing."""


class Remark(str):
    """A notice that nobody has to do anything about: the status bar says it, any other is shown until it was read."""
