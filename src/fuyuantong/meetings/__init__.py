"""Meetings: kinds of meeting as data, topics, agenda, decisions that become matters, minutes, archive."""
