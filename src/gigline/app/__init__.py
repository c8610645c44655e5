"""The composition root: knows every slice, wires them together, runs them as processes. Nothing imports it."""
