"""Knowledge: the articles of a brand, and finding the right one for people and for the bot.

Owns `articles` (a brand's own and learned ones), `article_examples` (what requesters wrote), `article_vectors` and
`knowledge_versions`. Publishes nothing: whoever caches compares versions. It never decides whether an article is good
enough to be sent (bot) and never reads a conversation.
"""
