"""Against a real server; the twin of test/integration/client-daimon.test.ts."""

import os
import threading
from typing import Any, cast

import httpx
import pytest
from support import DroppingProxy, eventually

from daimon_email import Approval, DaimonClient, DaimonError

REQUEST: dict[str, Any] = {
    "action": "bulk_send",
    "context": {"recipient_count": 500, "nested": {"keepThis": [1]}},
    "reason": "Sending to 500 recipients exceeds safety threshold",
}


def call(method: str, path: str, body: object = None) -> Any:
    headers = {"authorization": f"Bearer {os.environ['DAIMON_API_KEY']}"}
    response = httpx.request(method, os.environ["DAIMON_API_URL"] + path, headers=headers, json=body)
    assert response.is_success, response.text
    return response.json()["result"]


def decide(id: str, verb: str, reason: str = "fine") -> None:
    call("POST", f"/v1/approvals/{id}/{verb}", {"reason": reason})


def ask(client: DaimonClient, **more: Any) -> str:
    return client.account.notify_operator(REQUEST, **more)["request_id"]


def test_asking_answers_what_the_server_knows_in_snake_case_and_so_does_reading(
    client: DaimonClient, server_url: str
) -> None:
    asked = client.account.notify_operator(REQUEST, urgency="high", expires_in=3600)
    assert set(asked) == {"request_id", "approval_id", "status", "expires_at", "magic_link", "agent_script"}
    assert asked["request_id"].startswith("apr_")
    assert asked["magic_link"].startswith(f"{server_url}/approve/")
    read = client.approvals.get(asked["request_id"])
    assert set(read) == Approval.__required_keys__
    decided = {"approved_at": None, "approved_by": None, "denial_reason": None}
    expected = {**REQUEST, **decided, "urgency": "high", "status": "pending", "expires_at": asked["expires_at"]}
    assert {name: cast("dict[str, Any]", read)[name] for name in expected} == expected


def test_it_asks_once_however_often_its_answer_is_lost(
    client: DaimonClient, unlucky: DaimonClient, proxy: DroppingProxy
) -> None:
    proxy.drop_next(2)
    id = ask(unlucky, action="py_lost_twice")
    assert proxy.dropped == 2
    later = ask(client, action="py_later")

    def asked() -> Any:
        # The list has whatever was asked before once it has what was asked after.
        listed = call("GET", "/v1/approvals?limit=100&casing=snake")
        ids = [approval["request_id"] for approval in listed if approval["action"] == "py_lost_twice"]
        return ids if any(approval["request_id"] == later for approval in listed) else None

    assert eventually(asked) == [id]


def test_it_asks_anew_with_every_call_unless_the_callers_own_client_id_says_that_it_is_the_same(
    client: DaimonClient,
) -> None:
    assert ask(client) != ask(client)
    first = ask(client, client_id="py-campaign-7")
    decide(first, "approve")
    again = client.account.notify_operator(REQUEST, client_id="py-campaign-7")
    assert (again["request_id"], again["status"]) == (first, "approved")
    with pytest.raises(DaimonError) as raised:
        ask(client, reason="Another", client_id="py-campaign-7")
    assert (raised.value.code, raised.value.status) == ("CLIENT_ID_REUSED", 409)


def test_a_notice_is_told_and_there_is_nothing_to_wait_for(client: DaimonClient) -> None:
    told = client.account.notify_operator(issue="Nearly full.", action_label="Archive", context={"a": 1})
    assert (told["request_id"][:4], told["status"]) == ("ntc_", "sent")


def test_what_another_client_asked_for_in_camel_case_is_read_in_snake_case(client: DaimonClient) -> None:
    id = call("POST", "/v1/notify-operator", {**REQUEST, "expiresIn": 60})["requestId"]
    assert client.approvals.get(id)["request_id"] == id


def test_waiting_answers_what_is_decided_while_it_waits_and_what_was_decided_before(
    client: DaimonClient, unlucky: DaimonClient, proxy: DroppingProxy
) -> None:
    id = ask(client)
    # The answer that says so is lost once.
    proxy.drop_next(1)
    person = threading.Timer(0.2, decide, [id, "deny", "too many"])
    person.start()
    denied = unlucky.approvals.wait(id)
    person.join()
    assert proxy.dropped == 1
    assert (denied["status"], denied["approved_by"], denied["denial_reason"]) == ("denied", "key:first", "too many")
    assert client.approvals.wait(id, timeout=0) == denied


def test_waiting_answers_that_nobody_decided_once_it_expires(client: DaimonClient) -> None:
    approval = client.approvals.wait(ask(client, expires_in=2))
    assert (approval["status"], approval["approved_by"]) == ("expired", None)


def test_waiting_leaves_the_request_open_when_it_waited_long_enough(client: DaimonClient) -> None:
    id = ask(client)
    with pytest.raises(DaimonError) as raised:
        client.approvals.wait(id, timeout=1.5)
    assert raised.value.code == "WAIT_TIMEOUT"
    decide(id, "approve")
    assert client.approvals.wait(id)["status"] == "approved"


def test_what_the_server_refuses_has_its_code_what_is_wrong_and_what_to_do(
    client: DaimonClient, server_url: str
) -> None:
    with pytest.raises(DaimonError) as wrong:
        client.account.notify_operator({**REQUEST, "expire_in": 60})
    assert (wrong.value.code, wrong.value.status) == ("VALIDATION_ERROR", 400)
    assert "expire_in" in wrong.value.message
    assert wrong.value.next_steps
    assert wrong.value.request_id
    with pytest.raises(DaimonError) as missing:
        client.approvals.get("apr_unknown")
    assert missing.value.code == "NOT_FOUND"
    with DaimonClient(api_key="sf_live_nobody", base_url=server_url) as stranger:
        with pytest.raises(DaimonError) as unknown:
            stranger.approvals.wait("apr_1")
    assert (unknown.value.code, unknown.value.status) == ("UNAUTHORIZED", 401)
