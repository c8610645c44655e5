"""Integrations: a brand's back ends as connectors, what may be done there as actions, and every run of one.

Owns connectors and their sealed secrets, actions, runs with the caps they count against, breakers and one-time codes.
Publishes how each run ended. It never takes from text who somebody is, never talks to a back end inside a
transaction, and never repeats by itself what may have had an effect.
"""
