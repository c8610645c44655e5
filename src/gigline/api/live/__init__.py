"""The live gateway: WebSockets that resume by (epoch, seq) after any absence.

Owns nothing that lasts. It turns hints into reads of the log and pushes what is new; whoever misses a frame resumes.
It never carries a message in: what is written goes over HTTP.
"""
