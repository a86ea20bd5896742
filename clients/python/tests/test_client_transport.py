"""Against servers that answer as a test says; the twin of test/unit/client-transport.test.ts."""

import inspect
import math
import pickle
import random
import time
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, Optional, cast, get_args

import httpx
import pytest
from conftest import Make
from freezegun import freeze_time
from support import Hit, Reply, Target, refusal

from safefetch import (
    ERROR_CODES,
    AsyncSafeFetch,
    SafeFetch,
    SafeFetchError,
    has_code,
    is_error_code,
    is_safefetch_error,
)
from safefetch._calls import Calls
from safefetch._errors import ClientCode
from safefetch._transport import Pause, Request, Settings, Steps, parse_retry_after, read_until, wait_before


@pytest.fixture
def client(make: Make, target: Target) -> SafeFetch:
    """Of a server that answers as the test says; does not repeat."""
    return make(api_key="sf_test_1", base_url=target.url, max_retries=0)


class TestTheCodes:
    def test_are_the_servers_all_of_them_and_the_clients_own(self) -> None:
        # That the others are the server's is what test/integration/client-python.test.ts holds against the server.
        assert ERROR_CODES[-7:] == get_args(ClientCode)
        assert len(set(ERROR_CODES)) == len(ERROR_CODES)

    def test_are_told_apart_by_guards(self) -> None:
        error = SafeFetchError("not_found", "Not found.", status=404)
        assert is_safefetch_error(error)
        assert not is_safefetch_error(Exception("not_found"))
        assert has_code(error, "forbidden", "not_found")
        assert not has_code(error, "forbidden")
        assert is_error_code("engine_unavailable")
        assert not is_error_code("__class__")

    def test_survive_a_trip_to_another_process(self) -> None:
        details = [{"path": "url", "message": "is missing"}]
        error = SafeFetchError("validation_error", "No.", status=400, details=cast(Any, details), request_id="r1")
        copy = pickle.loads(pickle.dumps(error))
        assert vars(copy) == vars(error)
        assert str(copy) == "No."


class TestTheWaitBeforeTheNextTry:
    def test_doubles_up_to_8_s_spread_by_half(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(random, "random", lambda: 0.0)
        assert [wait_before(tries, None) for tries in (1, 2, 3, 4, 5, 6, 60, 10_000)] == [0.5, 1, 2, 4, 8, 8, 8, 8]
        monkeypatch.setattr(random, "random", lambda: 1.0)
        assert wait_before(2, None) == 0.5

    @freeze_time("2026-01-01T00:00:00Z")
    def test_is_what_retry_after_says_in_seconds_or_as_a_date(self) -> None:
        assert wait_before(1, 7) == 7
        assert parse_retry_after("7") == 7
        assert parse_retry_after("Thu, 01 Jan 2026 00:00:09 GMT") == 9
        assert parse_retry_after("Wed, 31 Dec 2025 00:00:00 GMT") == 0
        unreadable = [None, "", "soon", "-1", "inf", "nan", "9" * 400, "Thu, 99 Jan 2026 00:00:09 GMT"]
        assert [parse_retry_after(header) for header in unreadable] == [None] * len(unreadable)


class TestReadingUntilSomethingIsOver:
    @pytest.mark.parametrize(
        ("held_s", "expected"),
        [(0, [0, 0.25, 0.625, 1.1875]), (30, [0, 30.25, 60.5, 90.75])],
        ids=["spaces the reads out where each is answered at once", "reads again almost at once where each is held"],
    )
    def test_at_the_pace_of_the_server(self, held_s: float, expected: list[float]) -> None:
        with freeze_time("2026-01-01T00:00:00Z") as clock:
            begun = time.monotonic()
            starts: list[float] = []

            def read(left_ms: float) -> Steps[dict[str, str]]:
                starts.append(time.monotonic() - begun)
                clock.tick(held_s)
                return {"status": "pending"}
                yield Pause(0)

            steps = read_until(read, lambda _: len(starts) == len(expected), timeout_ms=math.inf, what="it")
            with pytest.raises(StopIteration):
                pause = next(steps)
                while isinstance(pause, Pause):
                    clock.tick(pause.seconds)
                    pause = steps.send(None)
        assert starts == pytest.approx(expected)


class TestACall:
    @pytest.mark.parametrize("id", ["../../admin", "act_1/approve", "", "act_1\n", "act_é", None])
    def test_of_an_id_that_cannot_be_right_is_refused_before_anything_is_sent(
        self, client: SafeFetch, target: Target, id: Any
    ) -> None:
        for call in (client.get, client.approve, client.cancel, client.retry, client.wait_for):
            with refusal() as error:
                call(id)
            assert (error().code, error().status) == ("invalid_argument", 0)
        with refusal() as error:
            client.wait_for("act_1", timeout_ms=math.nan)
        assert error().code == "invalid_argument"
        assert target.hits == []

    @pytest.mark.parametrize(
        "body",
        [
            {"account": 12345678901234567890},
            {"a": [{"huge": 10**400}]},
            {"rate": math.nan},
            [math.inf],
            {"n": Decimal("1.5")},
            {"at": datetime(2026, 1, 1, tzinfo=timezone.utc)},
            {"lone": "\ud800"},
            {1: "a key that is no text"},
        ],
    )
    def test_with_a_body_that_json_would_change_is_refused_before_anything_is_sent(
        self, client: SafeFetch, target: Target, body: Any
    ) -> None:
        with refusal() as error:
            client.send("https://a.example", body=body)
        assert (error().code, error().status) == ("invalid_argument", 0)
        assert target.hits == []

    def test_with_a_body_that_holds_itself_is_refused(self, client: SafeFetch) -> None:
        body: dict[str, Any] = {}
        body["self"] = body
        with refusal() as error:
            client.send("https://a.example", body=body)
        assert error().code == "invalid_argument"

    def test_says_where_in_the_body_a_number_is_lost(self, client: SafeFetch) -> None:
        with refusal() as error:
            client.send("https://a.example", body={"items": [{"account": 2**53 + 1}]})
        assert error().details[0]["path"] == "body.items.0.account"

    def test_that_cannot_be_right_is_refused_before_anything_is_sent(self, make: Make, target: Target) -> None:
        calls: list[dict[str, Any]] = [
            {"api_key": "sf_test_1\n", "base_url": target.url},
            {"api_key": "k", "base_url": "localhost:3000"},
            {"api_key": "k", "base_url": ""},
            {"api_key": "k", "base_url": f"{target.url}?x=1"},
            {"api_key": "k", "base_url": "http://[::1"},
        ]
        for options in calls:
            with refusal() as error:
                make(**options).get("act_1")
            assert (error().code, error().status) == ("invalid_argument", 0)
        with refusal() as error:
            make(api_key="", base_url=target.url).get("act_1")
        assert (error().code, error().request_id, error().details) == ("missing_api_key", None, [])
        with refusal() as error:
            make(api_key="k", base_url=target.url).send("https://a.example", idempotency_key="a\nb")
        assert error().code == "invalid_argument"
        assert target.hits == []

    def test_names_the_options_as_the_wire_does_and_sends_none_that_was_not_given(
        self, client: SafeFetch, target: Target
    ) -> None:
        target.answer(Reply(201, {"id": "act_1"}))
        client.send(
            "https://a.example",
            body={"text": "Kündigung 12,50 € 🧾", "big": 10**18},
            retry_on="transient",
            on_unknown_outcome="fail",
            expires_in=60,
            sync_timeout_ms=2000,
            approve=False,
            dedupe=None,
            idempotency_key="mine",
        )
        expected = (
            '{"url":"https://a.example","body":{"text":"Kündigung 12,50 € 🧾","big":1000000000000000000},'
            '"retry_on":"transient","on_unknown_outcome":"fail","approve":false,"expires_in":60,"sync_timeout_ms":2000}'
        )
        assert target.hits[0].body.decode() == expected
        assert target.hits[0].headers["idempotency-key"] == "mine"
        assert target.hits[0].headers["authorization"] == "Bearer sf_test_1"
        assert target.hits[0].headers["content-type"] == "application/json"

    def test_has_an_idempotency_key_of_its_own_whenever_it_creates_and_no_two_have_the_same(
        self, client: SafeFetch, target: Target
    ) -> None:
        target.answer(Reply(201, {"id": "act_1"}))
        client.send("https://a.example")
        client.send("https://a.example")
        client.retry("act_1")
        client.retry("act_1", idempotency_key="mine")
        client.approve("act_1")
        keys = _keys(target)
        assert len(set(keys)) == 5
        assert keys[3:] == ["mine", None]

    def test_that_is_answered_by_something_other_than_safefetch_says_so_and_follows_no_redirect(
        self, client: SafeFetch, target: Target
    ) -> None:
        def unexpected(reply: Reply) -> SafeFetchError:
            target.answer(reply)
            with refusal() as error:
                client.get("act_1")
            assert (error().code, error().status) == ("unexpected_answer", reply.status)
            return error()

        assert unexpected(Reply(200, "<html>Welcome</html>")).answer is None
        unexpected(Reply(200, []))
        unexpected(Reply(302, {}, {"location": f"{target.url}/elsewhere"}))
        teapot = {"error": {"code": "teapot", "message": "short and stout"}}
        error = unexpected(Reply(418, teapot, {"x-request-id": "r7"}))
        assert ("short and stout" in error.message, error.answer) == (True, teapot)
        assert set(target.paths) == {"/v1/actions/act_1"}

    def test_says_where_nobody_answered_and_shows_neither_key_nor_body(self, make: Make) -> None:
        # A port that is given to nobody; one that was free a moment ago may be another test's by now.
        url = "http://127.0.0.1:1"
        client = make(api_key="sf_test_secret", base_url=url, max_retries=0)
        with refusal() as error:
            client.send("https://a.example", body={"pin": 4711})
        assert (error().code, error().status, error().request_id) == ("connection_failed", 0, None)
        assert url in error().message
        assert isinstance(error().__cause__, httpx.ConnectError)
        assert "sf_test_secret" not in f"{error()!r} {error()} {error().__cause__}"
        assert "4711" not in f"{error()!r} {error()} {error().__cause__}"

    def test_is_given_up_when_no_answer_comes_in_time(self, make: Make, target: Target) -> None:
        target.answer(lambda hit, count: None)
        client = make(api_key="k", base_url=target.url, max_retries=0, timeout_ms=50)
        with refusal() as error:
            client.get("act_1")
        assert error().code == "timeout"
        assert "50 ms" in error().message

    def test_is_not_repeated_after_a_retry_after_that_nobody_would_wait_for_nor_after_a_refusal(
        self, make: Make, target: Target
    ) -> None:
        client = make(api_key="k", base_url=target.url)
        said = {"message": "Too many", "details": [], "request_id": "r1"}
        target.answer(Reply(429, {"error": {"code": "rate_limited", **said}}, {"retry-after": "3600"}))
        with refusal() as error:
            client.get("act_1")
        assert (error().code, error().retry_after) == ("rate_limited", 3600)
        target.answer(Reply(500, {"error": {"code": "internal_error", **said}}))
        with refusal() as error:
            client.get("act_1")
        assert (error().code, error().request_id) == ("internal_error", "r1")
        assert len(target.hits) == 2

    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_is_repeated_with_the_same_key(self, make: Make, target: Target, status: int) -> None:
        def answer(hit: Hit, count: int) -> Optional[Reply]:
            return Reply(status if count == 1 else 201, {"id": "act_1"}, {"retry-after": "0"})

        target.answer(answer)
        client = make(api_key="k", base_url=target.url)
        assert client.send("https://a.example")["id"] == "act_1"
        first, second = _keys(target)
        assert first == second
        assert first is not None
        assert first.startswith("sdk-")
        assert len(first) == 4 + 32

    def test_is_repeated_as_often_as_told_and_then_raises_what_was_said_last(self, make: Make, target: Target) -> None:
        target.answer(lambda hit, count: Reply(503, f"down, {count}", {"retry-after": "0"}))
        with refusal() as error:
            make(api_key="k", base_url=target.url, max_retries=2).get("act_1")
        assert (error().status, len(target.hits)) == (503, 3)

    @pytest.mark.parametrize(("given", "expected_ms"), [({}, 40_000), ({"sync_timeout_ms": 120_000}, 130_000)])
    def test_with_sync_waits_longer_than_the_server_holds_it(self, given: dict[str, Any], expected_ms: int) -> None:
        calls = Calls(Settings(api_key="k", timeout_ms=50))
        asked = next(calls.send(url="https://a.example", sync=True, idempotency_key=None, **given))
        assert isinstance(asked, Request)
        assert asked.timeout_ms == expected_ms


class TestTheTwoClients:
    @pytest.mark.parametrize("verb", "send get list approve cancel retry wait_for".split())
    def test_take_the_same_arguments(self, verb: str) -> None:
        assert inspect.signature(getattr(SafeFetch, verb)) == inspect.signature(getattr(AsyncSafeFetch, verb))

    def test_are_made_with_the_same_options(self) -> None:
        blocking, awaited = (inspect.signature(kind).parameters for kind in (SafeFetch, AsyncSafeFetch))
        assert list(blocking) == list(awaited)
        assert [option.default for option in blocking.values()] == [option.default for option in awaited.values()]

    def test_use_the_httpx_client_they_are_given_and_leave_it_open(self, target: Target) -> None:
        target.answer(Reply(200, {"id": "act_1"}))
        with httpx.Client(headers={"x-through": "mine"}) as http:
            with SafeFetch(api_key="k", base_url=target.url, http_client=http) as client:
                client.get("act_1")
            assert not http.is_closed
        assert target.hits[0].headers["x-through"] == "mine"


def test_a_client_reads_the_environment_when_it_is_called_not_when_it_is_made(
    make: Make, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.answer(Reply(200, {"id": "act_1"}))
    monkeypatch.delenv("SAFEFETCH_API_KEY", raising=False)
    client = make()
    with refusal() as error:
        client.get("act_1")
    assert error().code == "missing_api_key"
    monkeypatch.setenv("SAFEFETCH_API_KEY", "sf_test_env")
    monkeypatch.setenv("SAFEFETCH_API_URL", f"{target.url}/")
    client.get("act_1")
    assert target.paths == ["/v1/actions/act_1"]
    assert target.hits[0].headers["authorization"] == "Bearer sf_test_env"


def _keys(target: Target) -> list[Optional[str]]:
    return [hit.headers.get("idempotency-key") for hit in target.hits]
