"""What a text says, without asking anyone: embeddings, language, the wish for a person, and the facts named
in it.

Owns: two embedded sentence encoders, one for English and one for all other languages (built once from their
wheels into a cache folder), and hand-written rules over text. Publishes nothing and stores nothing but those
cached model files; every function is safe to call from any thread. Never: reaches the network, reads the
database, logs a text, decides what happens to a conversation, or returns a payment card number.
"""
