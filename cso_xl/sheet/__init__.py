"""What a step may do to a workbook: the protocol, how things look, the two engines, the writer."""
