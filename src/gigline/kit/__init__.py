"""Small building blocks on the standard library alone: errors, events, ids, paging, text.

Owns no data and knows no slice. It never does input or output.
"""
