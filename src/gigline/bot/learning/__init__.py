"""What the bot learns from people, and how people keep it honest.

Owns `learning_*`, `bot_audits`, `bot_switches`, `bot_standings` and `bot_outcomes`. Publishes `TopicSwitched`, and
`OutcomeNoted` to itself. What it keeps of a conversation is masked first; it changes knowledge only by a leader's
decision, a brand's policy or a confirmed outcome, and every such decision leaves a row in `learning_log`. It never
changes a conversation.
"""
