"""The system of Crateful, a made-up shop of monthly boxes: subscriptions, boxes, invoices, refunds, packers' pay."""
