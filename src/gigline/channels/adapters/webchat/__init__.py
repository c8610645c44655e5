"""Web chat: the widget on a brand's page. The requester's live stream is the delivery; there is no provider."""
