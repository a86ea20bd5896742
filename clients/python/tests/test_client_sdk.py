"""Against a running server; the twin of test/integration/client-sdk.test.ts."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import Make
from support import DroppingProxy, Reply, Target, eventually, includes, refusal, required

from safefetch import Action, AsyncSafeFetch, Gate, SafeFetch, has_code


class TestTheCallsOfTheClient:
    def test_send_get_and_wait_for_an_action_with_every_field_the_server_knows(
        self, client: SafeFetch, target: Target
    ) -> None:
        sent = client.send(f"{target.url}/charge", body={"amount": 500})
        assert includes(sent, {"status": "pending", "body": {"amount": 500}, "deduplicated": False})
        seen: list[str] = []
        done = client.wait_for(sent["id"], on_update=lambda action: seen.append(action["status"]))
        assert includes(done, {"id": sent["id"], "status": "completed", "response_body": {"ok": True}})
        assert seen[-1] == "completed"
        read = client.get(sent["id"])
        assert set(read) == Action.__required_keys__
        assert read == done

    def test_hand_over_every_option(self, client: SafeFetch, target: Target, kind: str) -> None:
        action = client.send(
            url=f"{target.url}/all",
            method="PUT",
            body={"a": [1]},
            headers={"X-Trace": "t1"},
            retries=2,
            retry_on="transient",
            on_unknown_outcome="fail",
            approve=True,
            expires_in=600,
            notify={"email": ["ann@example.com", "bob@example.com"]},
            reason="Flagged",
            callback=f"{target.url}/callback",
            dedupe=f"all-options-{kind}",
            idempotency_key=f"all-options-key-{kind}",
        )
        assert includes(
            action,
            {
                "status": "awaiting_approval",
                "method": "PUT",
                "body": {"a": [1]},
                "headers": {"X-Trace": "t1"},
                "retries": 2,
                "retry_on": "transient",
                "on_unknown_outcome": "fail",
                "approve": True,
                "reason": "Flagged",
                "callback": f"{target.url}/callback",
                "dedupe": f"all-options-{kind}",
                "idempotency_key": f"all-options-key-{kind}",
            },
        )
        assert action["notify"] is not None
        assert action["notify"]["email"] == ["ann@example.com", "bob@example.com"]
        assert _time(action["expires_at"]) - _time(action["created_at"]) == timedelta(seconds=600)
        again = client.send(f"{target.url}/all", dedupe=f"all-options-{kind}")
        assert includes(again, {"id": action["id"], "deduplicated": True})

    def test_with_sync_answer_what_became_of_it_a_failure_as_a_result(self, client: SafeFetch, target: Target) -> None:
        target.answer(Reply(400, {"error": "no such user"}))
        action = client.send(target.url, sync=True, sync_timeout_ms=20_000)
        assert includes(action, {"status": "failed", "attempts": 1})
        assert action["error"] is not None
        assert includes(
            action["error"],
            {"source": "target", "response_code": 400, "response_body": {"error": "no such user"}},
        )
        again = client.retry(action["id"])
        assert includes(again, {"retry_of": action["id"], "deduplicated": False})
        assert again["id"] != action["id"]
        client.wait_for(again["id"])

    def test_ask_the_safety_gate_first(self, client: SafeFetch, target: Target) -> None:
        core = ("workflow", "workflowName", "system_instructions", "user_input", "actor_user_id", "account_id")
        context = dict.fromkeys((*core, "request_id", "idempotency_key"), "example")
        gate: Gate = {"action_kind": "integrations.connect", "action_type": "connect", "context": context}
        passed = client.send(target.url, gate=gate, sync=True)
        assert passed["gate"] is not None
        assert (passed["status"], passed["gate"]["status"]) == ("completed", "PASS")
        held = client.send(target.url, gate={**gate, "context": {**context, "recent_duplicate_count": 2}})
        assert held["gate"] is not None
        assert (held["status"], held["gate"]["rules"]) == ("awaiting_approval", ["duplicates"])
        assert client.cancel(held["id"])["status"] == "cancelled"
        with refusal() as refused:
            client.send(target.url, gate={**gate, "context": {}})
        assert refused().code == "blocked_by_policy"

    def test_approve_with_the_short_code(self, client: SafeFetch, target: Target) -> None:
        sent = client.send(target.url, approve=True)
        assert client.approve(sent["id"], code="K7RWQ2")["approved_at"] is not None

    def test_approve_and_cancel_with_a_comment(self, client: SafeFetch, target: Target) -> None:
        first, second = (client.send(target.url + path, approve=True) for path in ("/1", "/2"))
        approved = client.approve(first["id"], comment="Checked with Ann")
        assert approved["approval_comment"] == "Checked with Ann"
        assert approved["approved_at"] is not None
        assert client.wait_for(approved["id"])["status"] == "completed"
        assert includes(client.cancel(second["id"]), {"status": "cancelled", "cancel_reason": "rejected"})
        assert target.paths == ["/1"]
        with refusal() as late:
            client.approve(second["id"])
        assert (late().code, late().status) == ("not_approvable", 409)
        assert "cancelled" in late().details[0]["message"]

    def test_list_page_by_page(self, make: Make, target: Target, kind: str) -> None:
        other = make(api_key=required(f"SAFEFETCH_TEST_EMPTY_ACCOUNT_KEY_{kind}"))
        sent = [other.send(target.url + path, approve=True)["id"] for path in ("/1", "/2", "/3")]
        eventually(lambda: other.list()["total"] == 3)
        page = other.list(limit=2, status="awaiting_approval")
        assert [row["id"] for row in page["data"]] == [sent[2], sent[1]]
        rest = other.list(limit=2, cursor=page["next_cursor"], status="awaiting_approval")
        assert [row["id"] for row in rest["data"]] == [sent[0]]
        assert rest["next_cursor"] is None
        assert [row["id"] for row in other.list(offset=2, limit=None)["data"]] == [sent[0]]

    def test_reject_with_the_servers_code_words_details_and_request_id(
        self, client: SafeFetch, make: Make, target: Target
    ) -> None:
        with refusal() as refused:
            client.send("ftp://a.example", retries=0)
        assert (refused().code, refused().status) == ("validation_error", 400)
        assert "retries" in [detail["path"] for detail in refused().details]
        assert refused().request_id
        assert str(refused()) == refused().message
        with refusal() as unknown:
            client.get("act_unknown")
        assert has_code(unknown(), "not_found")
        with refusal() as stranger:
            make(api_key="sf_live_unknown").list()
        assert (stranger().code, stranger().status) == ("unauthorized", 401)
        with refusal() as beyond:
            make(api_key=required("SAFEFETCH_TEST_AGENT_KEY")).approve("act_unknown")
        assert (beyond().code, beyond().status) == ("forbidden", 403)
        with pytest.raises(TypeError, match="aprove"):
            client.send(target.url, aprove=True)  # type: ignore[call-arg]
        assert target.hits == []

    def test_stop_waiting_when_told_to_while_the_action_goes_on(self, client: SafeFetch, target: Target) -> None:
        id = client.send(target.url, approve=True)["id"]
        with refusal() as error:
            # Each read may take as long, so this is not too short for the last of them either.
            client.wait_for(id, timeout_ms=4_000)
        assert (error().code, error().status) == ("wait_timeout", 0)
        assert "awaiting_approval" in error().message
        assert client.get(id)["status"] == "awaiting_approval"


class TestWhenTheConnectionIsDroppedAfterTheServerHasActed:
    def test_a_send_makes_one_action_and_one_delivery_and_says_that_it_is_new(
        self, unlucky: SafeFetch, proxy: DroppingProxy, target: Target
    ) -> None:
        proxy.drop_next(2)
        action = unlucky.send(f"{target.url}/once", body={"amount": 500})
        assert proxy.dropped == 2
        assert action["deduplicated"] is False
        unlucky.wait_for(action["id"])
        assert target.paths == ["/once"]

    def test_a_sync_send_waits_for_the_same_action_again(
        self, unlucky: SafeFetch, proxy: DroppingProxy, target: Target
    ) -> None:
        proxy.drop_next(1)
        action = unlucky.send(f"{target.url}/once", sync=True)
        assert includes(action, {"status": "completed", "deduplicated": False})
        assert (proxy.dropped, len(target.hits)) == (1, 1)

    def test_a_retry_makes_one_new_action(
        self, client: SafeFetch, unlucky: SafeFetch, proxy: DroppingProxy, target: Target
    ) -> None:
        target.answer(Reply(400))
        id = client.send(f"{target.url}/failing", retries=1, sync=True)["id"]
        proxy.drop_next(1)
        again = unlucky.retry(id)
        assert includes(again, {"retry_of": id, "deduplicated": False})
        unlucky.wait_for(again["id"])
        assert (proxy.dropped, len(target.hits)) == (1, 2)

    def test_an_approval_counts_once_and_is_answered_as_one(
        self, client: SafeFetch, unlucky: SafeFetch, proxy: DroppingProxy, target: Target
    ) -> None:
        id = client.send(f"{target.url}/approved", approve=True)["id"]
        proxy.drop_next(1)
        assert includes(unlucky.approve(id, comment="yes"), {"id": id, "approval_comment": "yes"})
        client.wait_for(id)
        assert (proxy.dropped, len(target.hits)) == (1, 1)

    def test_a_cancellation_counts_once_and_approving_what_it_cancelled_is_still_refused(
        self, client: SafeFetch, unlucky: SafeFetch, proxy: DroppingProxy, target: Target
    ) -> None:
        id = client.send(target.url, approve=True)["id"]
        proxy.drop_next(1)
        assert includes(unlucky.cancel(id), {"id": id, "status": "cancelled"})
        proxy.drop_next(1)
        with refusal() as error:
            unlucky.approve(id)
        assert error().code == "not_approvable"
        assert proxy.dropped == 2

    def test_waiting_goes_on(self, client: SafeFetch, unlucky: SafeFetch, proxy: DroppingProxy, target: Target) -> None:
        id = client.send(target.url, approve=True)["id"]
        proxy.drop_next(2)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(unlucky.wait_for, id)
            eventually(lambda: proxy.dropped == 2)
            client.approve(id)
            assert includes(waiting.result(), {"id": id, "status": "completed"})


class TestABurstOverTheRateLimitIsSentInFullEachActionOnce:
    paths = tuple(f"/burst/{number}" for number in range(12))

    def test_by_threads_that_share_one_client(self, target: Target) -> None:
        with SafeFetch(**_slow_server(), max_retries=10) as hasty, ThreadPoolExecutor(len(self.paths)) as pool:
            sent = list(pool.map(lambda path: hasty.send(target.url + path), self.paths))
        self._are_sent(sent, target)

    def test_by_tasks_that_share_one_client(self, target: Target) -> None:
        async def burst() -> list[Action]:
            async with AsyncSafeFetch(**_slow_server(), max_retries=10) as hasty:
                return await asyncio.gather(*(hasty.send(target.url + path) for path in self.paths))

        self._are_sent(asyncio.run(burst()), target)

    def _are_sent(self, sent: list[Action], target: Target) -> None:
        assert len({action["id"] for action in sent}) == 12
        eventually(lambda: len(target.hits) == 12)
        assert sorted(target.paths) == sorted(self.paths)


def test_a_task_that_is_cancelled_stops_waiting_at_once(server_url: str, target: Target) -> None:
    async def wait_and_be_cancelled() -> None:
        async with AsyncSafeFetch() as client:
            action = await client.send(target.url, approve=True)
            read = asyncio.Event()
            waiting = asyncio.ensure_future(client.wait_for(action["id"], on_update=lambda _: read.set()))
            await read.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert (await client.get(action["id"]))["status"] == "awaiting_approval"

    asyncio.run(wait_and_be_cancelled())


def _slow_server() -> dict[str, Any]:
    """One that allows five calls a second."""
    return {"base_url": required("SAFEFETCH_TEST_SLOW_URL"), "api_key": required("SAFEFETCH_TEST_SLOW_KEY")}


def _time(text: object) -> datetime:
    return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%S.%fZ")
