"""Email: IMAP or a delivery by HTTP in, SMTP out."""
