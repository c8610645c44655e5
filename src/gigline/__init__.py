"""Gigline: a bot answers what repeats, the right person answers the rest, nothing is lost."""
