"""What people do in a case: answer, take back, tick, take, hand on, close [C3-C7, C16]."""
