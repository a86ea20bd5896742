"""JSON as the wire wants it: what JSON would silently change is refused before anything is sent."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Optional

from ._errors import ErrorDetail, SafeFetchError


def to_json(value: object) -> bytes:
    """UTF-8 without spaces.

    Raises:
        SafeFetchError: ``invalid_argument`` for what JSON has no words for or would silently change: NaN and infinity,
            whole numbers that most JSON readers would round, keys that are not text.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        details = list(_changed(value, ""))
    except (TypeError, ValueError, RecursionError) as cause:
        raise SafeFetchError("invalid_argument", f"This cannot be sent as JSON: {cause}") from cause
    if details:
        first = details[0]
        where = f"{first['path']}: " if first["path"] else ""
        raise SafeFetchError("invalid_argument", f"{where}{first['message']}", details=details)
    return text


def parse_object(content: bytes) -> Optional[dict[str, Any]]:
    """The JSON object in an answer; None when there is none."""
    try:
        value = json.loads(content.decode())
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _changed(value: object, path: str) -> Iterator[ErrorDetail]:
    if isinstance(value, (int, float)):
        if not _survives(value):
            yield {"path": path, "message": f"{value} does not survive JSON: send it as text"}
    elif isinstance(value, Mapping):
        for key, item in value.items():
            below = f"{path}.{key}" if path else str(key)
            if not isinstance(key, str):
                yield {"path": below, "message": f"the key {key!r} is not text"}
            yield from _changed(item, below)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _changed(item, f"{path}.{index}" if path else str(index))


def _survives(number: float) -> bool:
    """Whether a double, which is what JSON readers make of a number, holds it."""
    try:
        as_double = float(number)
    except OverflowError:
        return False
    return as_double - as_double == 0 and as_double == number
