"""The embedded PostgreSQL: where it lives, how it starts and stops. Being written."""

def embedded_url() -> str:
    return "postgresql:///zhanggui?host=/tmp"
