"""Addresses, compared as if none had been read before: what one test has read is no other test's."""

from dataclasses import replace

from cso_xl import settings as settings_
from cso_xl.addresses.comparing import Addresses
from cso_xl.addresses.words import Words

_WORDS = Words.of(settings_.load(settings_.DEFAULTS))


def words():
    return replace(_WORDS, readings={}, streets={}, places={})


def compare(one, other):
    return Addresses(words()).compare(one, other)
