"""How calls are made, for clients of the server's other APIs: what ``safefetch`` itself is built on."""

from ._blocking import Connection
from ._transport import Settings, Steps, call_api, random_key, read_until

__all__ = ["Connection", "Settings", "Steps", "call_api", "random_key", "read_until"]
