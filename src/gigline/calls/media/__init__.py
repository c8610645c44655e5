"""The sound of calls that run through this process: WebRTC legs, the bridge between two of them, hold music, recording,
recognising speech.

Knows neither database nor conversations; `calls.browser` tells it who may talk to whom. What is heavy (`aiortc`, `av`,
`pocketsphinx`) is loaded with the first call: only `peers`, `recording` and `sphinx` name it.
"""
