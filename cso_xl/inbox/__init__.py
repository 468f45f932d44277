"""What has come: identified by its content, worked in one go [I1-I3, A1]."""
