"""Chats that were held in another client (千牛), brought in from its exports: as text or as a table."""
