"""Callbacks: was it SafeFetch who sent this?"""

import base64
import binascii
import hashlib
import hmac
import re
import time
from collections.abc import Iterable, Sequence
from typing import NoReturn, Optional, Protocol, Union, cast

from ._errors import SafeFetchError
from ._json import parse_object
from ._types import Action

_TOLERANCE_S = 5 * 60


class WebhookHeaders(Protocol):
    """A dict, or the headers of a request in any framework: names in any case."""

    def items(self) -> Iterable[tuple[str, object]]: ...


def verify_webhook(
    raw_body: Union[bytes, bytearray, memoryview, str],
    headers: WebhookHeaders,
    secret: Union[str, Sequence[str]],
) -> Action:
    """Checks that a callback came from SafeFetch, unchanged and within the last five minutes (Standard Webhooks).

    ``webhook-id`` is the same on every try of one callback: drop what you have handled.

    Args:
        raw_body: the bytes or the text as they arrived; a parsed and re-serialised body has another signature.
        headers: of the request: ``webhook-id``, ``webhook-timestamp``, ``webhook-signature``.
        secret: ``whsec_…``, the account's secret for callbacks; several while you change from one to another.

    Returns:
        The action it tells of.

    Raises:
        SafeFetchError: ``invalid_signature`` when it is not to be trusted, ``unexpected_answer`` when it is signed but
            no action, ``invalid_argument`` when this was called wrongly.
    """
    body = _bytes_of(raw_body)
    keys = [_key_of(each) for each in ([secret] if isinstance(secret, str) else secret or [])]
    if not keys:
        raise SafeFetchError("invalid_argument", "verify_webhook needs a signing secret")
    id = _header(headers, "webhook-id")
    timestamp = _header(headers, "webhook-timestamp")
    signatures = _signatures_of(_header(headers, "webhook-signature"))
    _check_age(timestamp)
    signed = f"{id}.{timestamp}.".encode(errors="surrogatepass") + body
    if not any(_matches(key, signature, signed) for key in keys for signature in signatures):
        _refuse("no signature of it matches")
    return _action_of(body)


def _bytes_of(raw_body: object) -> bytes:
    if isinstance(raw_body, str):
        return raw_body.encode(errors="surrogatepass")
    if isinstance(raw_body, (bytes, bytearray, memoryview)):
        return bytes(raw_body)
    raise SafeFetchError(
        "invalid_argument",
        "verify_webhook needs the body as it arrived, not parsed: request.get_data() in Flask, "
        "await request.body() in FastAPI, request.body in Django",
    )


def _key_of(secret: object) -> bytes:
    key = _decode_base64(re.sub("^whsec_", "", secret)) if isinstance(secret, str) else None
    if not key:
        raise SafeFetchError("invalid_argument", "A signing secret looks like whsec_ and base64")
    return key


def _header(headers: WebhookHeaders, name: str) -> str:
    value = next((value for given, value in headers.items() if given.lower() == name), None)
    if not isinstance(value, str) or value == "":
        _refuse(f"{name} is missing")
    return value


def _signatures_of(header: str) -> list[bytes]:
    """Several, separated by spaces, while the sender changes its secret; other versions than ``v1`` are not ours."""
    decoded = (_decode_base64(entry[3:]) for entry in header.split(" ") if entry.startswith("v1,"))
    return [signature for signature in decoded if signature is not None]


def _check_age(timestamp: str) -> None:
    if not re.fullmatch(r"\d{1,12}", timestamp, re.ASCII):
        _refuse("webhook-timestamp is not a time")
    age_s = int(time.time()) - int(timestamp)
    if age_s > _TOLERANCE_S:
        _refuse("it is older than five minutes")
    if age_s < -_TOLERANCE_S:
        _refuse("it is from the future: compare the clocks")


def _matches(key: bytes, signature: bytes, signed: bytes) -> bool:
    return hmac.compare_digest(hmac.new(key, signed, hashlib.sha256).digest(), signature)


def _action_of(body: bytes) -> Action:
    """The same secret signs other messages to the account too, which are no actions."""
    value = parse_object(body) or {}
    id, status = value.get("id"), value.get("status")
    if isinstance(id, str) and id.startswith("act_") and isinstance(status, str):
        return cast(Action, value)
    raise SafeFetchError("unexpected_answer", "The signature is right, but the body is not an action")


def _decode_base64(text: str) -> Optional[bytes]:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _refuse(why: str) -> NoReturn:
    raise SafeFetchError("invalid_signature", f"This webhook is not to be trusted: {why}")
