"""Measurements and long stories, against real servers on this machine."""
