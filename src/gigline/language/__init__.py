"""What a text says, without asking anyone: embeddings, language, the wish for a person, and the facts named
in it.

Owns: the embedded sentence encoder (built once from its wheel into a cache folder) and hand-written rules
over text. Publishes nothing and stores nothing but that one cached model file; every function is safe to
call from any thread. Never: reaches the network, reads the database, logs a text, decides what happens to a
conversation, or returns a payment card number.
"""
