"""Workbooks: what a step may do to one (the protocol), their looks, the two engines, the writer."""
