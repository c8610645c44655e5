"""Intents from examples, and when to trust one: owns the classifiers, their blend, and the acceptor that says "unsure".

Pure and stateless: texts and vectors in, decisions out. It publishes nothing, and never reads or stores anything.
"""
