"""What has come: told by what is in it, worked in one go [I1-I3, A1]."""
