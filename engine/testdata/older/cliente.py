"""The older client: sends images side by side, one connection each, and saves the replies.

usage: cliente.py GATEWAY_URL OUT IMAGE...
A reply may hold 1 MiB, as shipped, or MAX_SIZE bytes from the environment.
"""
import asyncio
import base64
import os
import sys
import time

import websockets

MAX_SIZE = int(os.environ.get("MAX_SIZE", 2**20))


async def send(url, out, path, room):
    async with room, websockets.connect(url, max_size=MAX_SIZE) as socket:
        with open(path, "rb") as image:
            await socket.send(base64.b64encode(image.read()).decode("ascii"))
        reply = await socket.recv()
        with open(os.path.join(out, os.path.basename(path)), "wb") as gray:
            gray.write(base64.b64decode(reply))


async def main(url, out, *paths):
    os.makedirs(out, exist_ok=True)
    room = asyncio.Semaphore(8)
    start = time.time()
    results = await asyncio.gather(*(send(url, out, path, room) for path in paths), return_exceptions=True)
    print(f"{time.time() - start:.2f} s")
    for path, result in zip(paths, results):
        if isinstance(result, Exception):
            print(f"{path}: {result}", file=sys.stderr)
    sys.exit(any(isinstance(result, Exception) for result in results))


asyncio.run(main(*sys.argv[1:]))
