"""The older gateway: a text message holds base64 of an image, the reply is base64 of the gray JPEG.

usage: websocket.py PORT CONVERTER_URL      (0 picks a free port; the first line printed is the port)
A message may hold 1 MiB, as shipped, or MAX_SIZE bytes from the environment.
"""
import asyncio
import os
import sys
import xmlrpc.client

import websockets

MAX_SIZE = int(os.environ.get("MAX_SIZE", 2**20))


async def handle(socket, path=None):
    loop = asyncio.get_running_loop()
    async for text in socket:
        converter = xmlrpc.client.ServerProxy(sys.argv[2])
        await socket.send(await loop.run_in_executor(None, converter.preto_branco, text))


async def main():
    async with websockets.serve(handle, "127.0.0.1", int(sys.argv[1]), max_size=MAX_SIZE) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main())
