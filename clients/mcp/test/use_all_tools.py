"""Uses every tool as a host written in Python does, and prints what it saw as JSON: see client-mcp-python.test.ts."""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters, stdio_client

node, server, target = sys.argv[1:]
told = []


async def on_progress(progress, total, message):
    told.append([progress, message])


async def main():
    names = ("PATH", "SAFEFETCH_API_KEY", "SAFEFETCH_API_URL")
    env = {name: os.environ[name] for name in names}
    parameters = StdioServerParameters(command=node, args=[server], env=env)
    async with stdio_client(parameters) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        tools = (await session.list_tools()).tools

        async def call(name, **arguments):
            result = await session.call_tool(name, arguments, progress_callback=on_progress)
            answer = result.model_dump(mode="json", by_alias=True)
            return {"error": bool(answer.get("isError")), "texts": [part["text"] for part in answer["content"]],
                    "structured": answer.get("structuredContent")}

        seen = {"tools": [tool.model_dump(mode="json", by_alias=True) for tool in tools]}
        seen["sent"] = await call("send_action", url=target, body={"amount": 500}, sync=True)
        asked = await call("send_action", url=target, approve=True, reason="Flagged")
        waiting = asked["structured"]["id"]
        seen["read"] = await call("get_action", id=waiting)
        seen["approved"] = await call("approve", id=waiting)
        refused = (await call("send_action", url=target, approve=True))["structured"]["id"]
        seen["cancelled"] = await call("cancel", id=refused)
        seen["retried"] = await call("retry", id=refused)
        # A list may trail what was created by a second.
        sent = seen["sent"]["structured"]["id"]
        while sent not in [row["id"] for row in (await call("list_actions", limit=5))["structured"]["data"]]:
            await asyncio.sleep(0.05)
        seen["listed"] = await call("list_actions", limit=5)
        seen["unknown"] = await call("get_action", id="act_nobody")
        seen["misspelled"] = await call("send_action", url=target, aprove=True)
        seen["told"] = told
        print(json.dumps(seen))


asyncio.run(main())
