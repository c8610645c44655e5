"""Flows: what a brand lets the bot do step by step, as files; a pure interpreter; where each conversation stands.

Owns `flows`, `flow_runs` and `flow_log`. Publishes `FlowActionDue` to itself. The interpreter knows no database, no
clock and no model: the same flow, state and event give the same next state and effects, so that a log replays. A flow
never changes anything at a back end that was not confirmed with the very values it is done with.
"""
