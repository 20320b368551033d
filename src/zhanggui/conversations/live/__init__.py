"""The live side of conversations: sockets, followers, the batched writer (docs/wire.md)."""
