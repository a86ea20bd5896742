"""The twin of test/unit/client-webhook.test.ts, on the same vectors."""

import base64
import hashlib
import hmac
import json
import time
from email.message import Message
from pathlib import Path
from typing import Any, Optional, TypedDict, cast

import pytest
from freezegun import freeze_time
from standardwebhooks import Webhook, WebhookVerificationError
from support import Target, eventually, refusal, required

from safefetch import SafeFetch, WebhookHeaders, verify_webhook


class Vector(TypedDict):
    """One signed message, and whether a receiver is to accept it; see the description in the file."""

    name: str
    valid: bool
    secret: str
    now: int
    payload: str
    headers: dict[str, str]
    signed_by: Optional[list[str]]


_FILE = Path(__file__).parents[2] / "webhook-vectors.json"
VECTORS = cast("list[Vector]", json.loads(_FILE.read_text(encoding="utf-8"))["vectors"])
FIRST = next(vector for vector in VECTORS if vector["valid"])
NAMES = [vector["name"] for vector in VECTORS]


class TestTheSharedVectors:
    def test_hold_both_what_is_to_be_accepted_and_what_is_not(self) -> None:
        valid = [vector for vector in VECTORS if vector["valid"]]
        assert len(valid) > 5
        assert len(VECTORS) - len(valid) > 10

    @pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
    def test_are_judged_by_the_standard_webhooks_package_as_they_say(self, vector: Vector) -> None:
        webhook = Webhook(vector["secret"])
        with freeze_time(_clock(vector)):
            if vector["valid"]:
                assert webhook.verify(vector["payload"], vector["headers"]) == json.loads(vector["payload"])
                return
            # It takes a signature without a version, or without padding, for a mistake in the program.
            with pytest.raises((WebhookVerificationError, ValueError)):
                webhook.verify(vector["payload"], vector["headers"])

    @pytest.mark.parametrize("vector", VECTORS, ids=NAMES)
    def test_are_judged_by_our_client_as_they_say(self, vector: Vector) -> None:
        with freeze_time(_clock(vector)):
            if vector["valid"]:
                action = verify_webhook(vector["payload"], vector["headers"], vector["secret"])
                assert action == json.loads(vector["payload"])
                return
            with refusal() as error:
                verify_webhook(vector["payload"], vector["headers"], vector["secret"])
            assert error().code == "invalid_signature"


class TestVerifyWebhook:
    def test_takes_the_body_as_text_or_bytes_and_headers_in_any_case_and_as_messages(self) -> None:
        payload, headers, secret = FIRST["payload"], FIRST["headers"], FIRST["secret"]
        encoded = payload.encode()
        message = Message()
        for name, value in headers.items():
            message[name] = value
        forms: list[WebhookHeaders] = [headers, {name.upper(): value for name, value in headers.items()}, message]
        with freeze_time(_clock(FIRST)):
            for body in (payload, encoded, bytearray(encoded), memoryview(encoded)):
                for given in forms:
                    assert verify_webhook(body, given, secret)["id"] == "act_Xk9mP2nQ4rT1vW8sY"

    def test_takes_several_secrets_while_the_receiver_changes_from_one_to_another(self) -> None:
        secrets = ["whsec_" + base64.b64encode(b"another one, of 24 bytes").decode(), FIRST["secret"]]
        with freeze_time(_clock(FIRST)):
            assert verify_webhook(FIRST["payload"], FIRST["headers"], secrets)["status"] == "completed"

    @pytest.mark.parametrize(
        ("body", "secret"),
        [
            pytest.param({"id": "act_1"}, FIRST["secret"], id="a body that was parsed"),
            pytest.param(FIRST["payload"], [], id="no secret"),
            pytest.param(FIRST["payload"], "", id="an empty secret"),
            pytest.param(FIRST["payload"], "whsec_%%%", id="a secret that is not base64"),
            pytest.param(FIRST["payload"], [None], id="an unset variable"),
            pytest.param(FIRST["payload"], None, id="no variable"),
        ],
    )
    def test_says_what_is_wrong_with_the_call(self, body: Any, secret: Any) -> None:
        with freeze_time(_clock(FIRST)), refusal() as error:
            verify_webhook(body, FIRST["headers"], secret)
        assert error().code == "invalid_argument"

    @pytest.mark.parametrize("payload", ['{"type":"approval.granted","id":"apr_1"}', "null", "hello", "", "\ud800"])
    def test_does_not_pass_off_as_an_action_what_is_signed_with_the_same_secret(self, payload: str) -> None:
        headers = _sign(payload.encode(errors="surrogatepass"), FIRST["secret"])
        with refusal() as error:
            verify_webhook(payload, headers, FIRST["secret"])
        assert error().code == "unexpected_answer"

    @pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
    @pytest.mark.parametrize("value", ["", "\ud800", "é", "v1,é", "٣", ["a", "b"], None])
    def test_refuses_headers_that_are_not_what_they_should_be(self, name: str, value: Any) -> None:
        with freeze_time(_clock(FIRST)), refusal() as error:
            verify_webhook(FIRST["payload"], {**FIRST["headers"], name: value}, FIRST["secret"])
        assert error().code == "invalid_signature"


def test_a_callback_of_the_server_is_accepted_with_either_secret_of_a_rotation(
    client: SafeFetch, target: Target
) -> None:
    secrets = required("SAFEFETCH_TEST_CALLBACK_SECRETS").split(" ")
    assert len(secrets) == 2
    sent = client.send(f"{target.url}/act", body={"name": "Käthe"}, approve=True, callback=f"{target.url}/callback")
    client.cancel(sent["id"], comment="not today")
    eventually(lambda: target.hits)
    hit = target.hits[0]
    assert hit.path == "/callback"
    for secret in secrets:
        action = verify_webhook(hit.body, hit.headers, secret)
        assert action == client.get(sent["id"])
        assert action["cancel_reason"] == "rejected"
        assert Webhook(secret).verify(hit.body, dict(hit.headers)) == action
    with refusal() as error:
        verify_webhook(hit.body + b" ", hit.headers, secrets)
    assert error().code == "invalid_signature"


def _clock(vector: Vector) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(vector["now"]))


def _sign(body: bytes, secret: str) -> dict[str, str]:
    timestamp = str(int(time.time()))
    key = base64.b64decode(secret[len("whsec_") :])
    signature = hmac.new(key, f"m_1.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "webhook-id": "m_1",
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }
