"""Against servers that answer as a test says; the twin of test/unit/client-daimon.test.ts."""

import json
import math
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any, Callable, Optional

import httpx
import pytest
from support import Hit, Reply, Target

from daimon_email import DaimonClient, DaimonError

REQUEST = {"action": "bulk_send", "reason": "Many recipients"}
ASKED = {"request_id": "apr_1", "approval_id": "apr_1", "status": "pending", "magic_link": "m", "agent_script": "s"}


@contextmanager
def refusal() -> Iterator[Callable[[], DaimonError]]:
    with pytest.raises(DaimonError) as raised:
        yield lambda: raised.value


def answers(result: object) -> Reply:
    return Reply(200, {"result": result, "next_steps": []})


def in_turn(*replies: Optional[Reply]) -> Callable[[Hit, int], Optional[Reply]]:
    """One answer after the other; the last one again and again."""
    queue = chain(replies, repeat(replies[-1]))
    return lambda hit, count: next(queue)


def queries(target: Target) -> list[str]:
    return [path.partition("?")[2] for path in target.paths]


class TestAsking:
    @pytest.mark.parametrize("split", [False, True])
    def test_sends_a_dict_or_keywords_or_both_asks_for_snake_case_and_returns_the_result(
        self, told: DaimonClient, target: Target, split: bool
    ) -> None:
        target.answer(Reply(201, {"result": ASKED, "next_steps": ["wait"]}))
        context = {"recipient_count": 500, "nothing": None}
        if split:
            given: dict[str, Any] = {**REQUEST, "context": {}, "callback_url": None, "expire_in": 60}
            asked = told.account.notify_operator(given, context=context, expires_in=60, client_id="mine")
        else:
            asked = told.account.notify_operator(
                {**REQUEST, "context": context, "expires_in": 60, "client_id": "mine", "expire_in": 60}
            )
        assert asked == ASKED
        assert [(hit.method, hit.path) for hit in target.hits] == [("POST", "/v1/notify-operator?casing=snake")]
        # A misspelled name passes through, so that the server refuses it by name.
        sent = {**REQUEST, "context": context, "expires_in": 60, "client_id": "mine", "expire_in": 60}
        assert json.loads(target.hits[0].body) == sent
        assert target.hits[0].headers["authorization"] == "Bearer sf_test_1"

    def test_carries_a_client_id_of_its_own_another_for_each_call_and_the_same_one_for_its_repeats(
        self, target: Target
    ) -> None:
        target.answer(in_turn(Reply(503, {}), Reply(201, {"result": ASKED})))
        with DaimonClient(api_key="sf_test_1", base_url=target.url, max_retries=1) as client:
            client.account.notify_operator(action="a", reason="r", type="approval_request")
            client.account.notify_operator(issue="The mailbox is nearly full.", action_label="Archive")
        first, again, other = (json.loads(hit.body) for hit in target.hits)
        assert first["client_id"].startswith("sdk-")
        assert again == first
        assert (other["issue"], other["action_label"]) == ("The mailbox is nearly full.", "Archive")
        assert other["client_id"] != first["client_id"]


class TestWhatCannotBeRight:
    def test_is_refused_before_anything_is_sent(self, told: DaimonClient, target: Target) -> None:
        def of(**options: Any) -> Callable[[], object]:
            return lambda: DaimonClient(**{"api_key": "k", "base_url": target.url, **options}).approvals.get("apr_1")

        calls: list[Callable[[], object]] = [
            lambda: told.approvals.get("../../admin"),
            lambda: told.approvals.get("apr_1/approve"),
            lambda: told.approvals.get("apr_1\n"),
            lambda: told.approvals.wait("act_1"),
            lambda: told.approvals.wait("apr_1", timeout=math.nan),
            lambda: told.account.notify_operator(REQUEST, context={"rate": math.nan}),
            lambda: told.account.notify_operator(REQUEST, context={"account": 12345678901234567890}),
            of(base_url="localhost:3000"),
            of(api_key="sf_test_1\n"),
        ]
        for call in calls:
            with refusal() as error:
                call()
            assert (error().code, error().status) == ("INVALID_ARGUMENT", 0)
        assert target.hits == []

    def test_is_a_mail_that_nobody_has_said_how_to_send_until_somebody_does(self, told: DaimonClient) -> None:
        sent: list[object] = []

        class Mailer:
            def send(self, inbox_id: str, message: Any, /) -> None:
                sent.append((inbox_id, message))

        with refusal() as error:
            told.inboxes.send("inb_1", {"to": "a@example.com"})
        assert error().code == "MISSING_INBOXES"
        told.inboxes = Mailer()
        told.inboxes.send("inb_1", {"to": "a@example.com"})
        DaimonClient(inboxes=Mailer()).inboxes.send("inb_2", {"to": "b@example.com"})
        assert sent == [("inb_1", {"to": "a@example.com"}), ("inb_2", {"to": "b@example.com"})]


def test_the_environment_gives_key_and_address_under_this_packages_names_never_under_those_of_the_other(
    monkeypatch: pytest.MonkeyPatch, target: Target
) -> None:
    for name in ("DAIMON_API_KEY", "DAIMON_API_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SAFEFETCH_API_KEY", "sf_live_another")
    monkeypatch.setenv("SAFEFETCH_API_URL", target.url)
    with DaimonClient() as client:
        with refusal() as error:
            client.approvals.get("apr_1")
        assert (error().code, "DAIMON_API_KEY" in error().message) == ("MISSING_API_KEY", True)
        monkeypatch.setenv("DAIMON_API_KEY", "sf_test_env")
        monkeypatch.setenv("SAFEFETCH_API_URL", "http://127.0.0.1:1")
        monkeypatch.setenv("DAIMON_API_URL", target.url)
        target.answer(answers(ASKED))
        client.approvals.get("apr_1")
    assert [hit.headers["authorization"] for hit in target.hits] == ["Bearer sf_test_env"]


class TestAnError:
    def test_has_the_servers_code_words_and_next_steps(self, target: Target) -> None:
        refused = {"error": "RATE_LIMIT_EXCEEDED", "message": "Too fast.", "next_steps": ["Wait."], "retry_after": 90}
        target.answer(Reply(429, refused, {"retry-after": "90", "x-request-id": "req-1"}))
        with DaimonClient(api_key="sf_test_1", base_url=target.url) as client, refusal() as error:
            client.approvals.get("apr_1")
        assert vars(error()) == {
            "code": "RATE_LIMIT_EXCEEDED",
            "message": "Too fast.",
            "status": 429,
            "next_steps": ["Wait."],
            "request_id": "req-1",
            "retry_after": 90,
        }
        assert str(error()) == "Too fast."
        assert vars(pickle.loads(pickle.dumps(error()))) == vars(error())
        # Over a minute is not waited for.
        assert len(target.hits) == 1

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (200, {}),
            (200, {"result": None}),
            (200, {"result": {"request_id": "apr_other", "status": "approved"}}),
            (200, {"error": "EXPIRED", "message": "x"}),
            (302, {}),
            (404, {"message": "no route"}),
            (418, {"error": "A_NEW_CODE", "message": "x", "next_steps": []}),
            (418, {"error": ["EXPIRED"]}),
        ],
    )
    def test_is_about_the_answer_where_that_is_none_of_this_apis(
        self, told: DaimonClient, target: Target, status: int, body: object
    ) -> None:
        target.answer(Reply(status, body))
        for call in (told.approvals.get, told.approvals.wait):
            with refusal() as error:
                call("apr_1")
            assert (error().code, error().status) == ("UNEXPECTED_ANSWER", status)

    def test_says_when_nobody_answers_or_not_in_time(self, target: Target) -> None:
        target.answer(lambda hit, count: None)
        with refusal() as slow:
            DaimonClient(api_key="k", base_url=target.url, max_retries=0, timeout=0.02).approvals.get("apr_1")
        assert slow().code == "TIMEOUT"
        with refusal() as gone:
            DaimonClient(api_key="k", base_url="http://127.0.0.1:1", max_retries=0).approvals.get("apr_1")
        assert (gone().code, gone().status) == ("CONNECTION_FAILED", 0)
        assert gone().next_steps[0].startswith("Do not go on")


class TestWaiting:
    @pytest.mark.parametrize("status", ["approved", "denied", "expired"])
    def test_has_the_server_hold_each_read_for_as_long_as_is_left_and_returns_what_was_decided(
        self, told: DaimonClient, target: Target, status: str
    ) -> None:
        target.answer(in_turn(answers(ASKED), answers({**ASKED, "status": status})))
        assert told.approvals.wait("apr_1", timeout=3.9)["status"] == status
        first, second = queries(target)
        assert first == "wait=3&casing=snake"
        assert second in [f"wait={seconds}&casing=snake" for seconds in range(4)]

    def test_has_it_held_for_30_s_at_most(self, told: DaimonClient, target: Target) -> None:
        target.answer(answers({**ASKED, "status": "approved"}))
        told.approvals.wait("apr_1")
        told.approvals.wait("apr_1", math.inf)
        assert queries(target) == ["wait=30&casing=snake"] * 2

    def test_waits_outages_out_also_a_server_that_says_it_is_busy(self, told: DaimonClient, target: Target) -> None:
        busy = {"error": "RATE_LIMIT_EXCEEDED", "message": "Too fast.", "next_steps": [], "retry_after": 0}
        denied = answers({**ASKED, "status": "denied"})
        target.answer(in_turn(Reply(503, {}), Reply(429, busy), answers(ASKED), denied))
        assert told.approvals.wait("apr_1")["status"] == "denied"
        assert len(target.hits) == 4

    def test_raises_when_nobody_decided_in_time_so_that_no_code_goes_on(
        self, told: DaimonClient, target: Target
    ) -> None:
        target.answer(answers(ASKED))
        with refusal() as error:
            told.approvals.wait("apr_1", timeout=0.3)
        assert (error().code, error().message) == ("WAIT_TIMEOUT", "apr_1 is not over after 300 ms: pending")
        assert error().next_steps[0].startswith("Do not go on")

    def test_takes_a_status_that_it_does_not_know_for_no_decision(self, told: DaimonClient, target: Target) -> None:
        target.answer(answers({**ASKED, "status": "APPROVED"}))
        with refusal() as error:
            told.approvals.wait("apr_1", timeout=0.001)
        assert error().code == "WAIT_TIMEOUT"

    def test_ends_at_once_where_waiting_does_not_help(self, told: DaimonClient, target: Target) -> None:
        target.answer(Reply(404, {"error": "NOT_FOUND", "message": "No such approval.", "next_steps": []}))
        with refusal() as error:
            told.approvals.wait("apr_1")
        assert error().code == "NOT_FOUND"
        assert len(target.hits) == 1

    def test_gives_up_a_server_that_holds_its_answer_for_longer_than_it_was_asked_to(self, target: Target) -> None:
        target.answer(lambda hit, count: None)
        with DaimonClient(api_key="k", base_url=target.url, timeout=0.02) as client, refusal() as error:
            client.approvals.wait("apr_1", timeout=0.05)
        assert (error().code, "did not answer" in error().message) == ("WAIT_TIMEOUT", True)


def test_the_httpx_client_that_is_given_is_used_and_left_open(target: Target) -> None:
    target.answer(answers(ASKED))
    with httpx.Client(headers={"x-mine": "1"}) as mine:
        with DaimonClient(api_key="k", base_url=target.url, http_client=mine) as client:
            client.approvals.get("apr_1")
        assert not mine.is_closed
    assert target.hits[0].headers["x-mine"] == "1"
