"""The schema's history. Every migration says its phase (expand, migrate, contract) and carries lock time-outs."""
