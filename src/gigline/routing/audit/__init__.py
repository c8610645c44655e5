"""The audit for disparate effect: how offers, minutes and outcomes fall to people with and without an experience.

Reads what routing and workforce keep and owns nothing. It knows no protected attribute, as nobody does here: it says
what may be seen and no more.
"""
