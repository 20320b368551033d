"""E-mail: in by IMAP, out by SMTP, one mailbox of a shop."""
