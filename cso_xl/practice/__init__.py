"""Synthetic weeks to practise and test on: everybody and every address in them is invented."""
