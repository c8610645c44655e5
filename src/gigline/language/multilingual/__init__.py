"""The second encoder, Google's universal-sentence-encoder-multilingual (v3), which reads sixteen languages as one: what
means the same is near in all of them (docs/decisions/0051).
"""
