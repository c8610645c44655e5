"""Calls from a browser: who may join which call, and the process that has its sound.

Owns `call_legs` and `call_hosts`. A call's sound runs through the web process that the requester first reached: its
`host`. Every other process writes a leg's offer into the database and waits there for the host's answer. What happens
to the call is the calls slice's to decide; the host does what its row says.
"""
