package gateway

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/testkit"
)

// An echo server is ours with a converter that answers with what it gets, so that any
// client can drive the upgrade, the reading and the writing that pictures go through. What
// it sends must begin and end as a JPEG does. A busy computer has a minute to read a close frame:
// with five seconds it once found the connection reset instead.
func echoServer(t *testing.T) string {
	t.Helper()
	url, _ := serve(t, func(s *Server) { s.patience.linger = time.Minute }, &fake{convert: good})
	return url
}

// TestPythonConformance has Python's websockets do what the protocol allows, and a bit more.
func TestPythonConformance(t *testing.T) {
	const program = `
import asyncio, sys, websockets
from websockets.exceptions import ConnectionClosed
url = sys.argv[1]
def image(n): return b"\xff\xd8\xff\xe0" + bytes(i * 7 % 251 for i in range(n - 6)) + b"\xff\xd9"
def connect(): return websockets.connect(url, max_size=None, open_timeout=120, close_timeout=120)
async def refused(send, *codes):
    async with connect() as s:
        try:
            await send(s)
            got = await asyncio.wait_for(s.recv(), 120)
            assert False, got
        except ConnectionClosed:
            assert s.close_code in codes, (s.close_code, codes)
async def main():
    async with connect() as s:
        for n in 10, 125, 126, 127, 128, 65535, 65536, 65537, 1 << 20:
            await s.send(image(n))
            assert await s.recv() == image(n), n
        for step in 1, 7, 1300, 70000:
            whole = image(20000 if step == 1 else 300000)
            parts = [whole[i:i + step] for i in range(0, len(whole), step)]
            await s.send(parts if step > 1 else parts[:5000] + [b"".join(parts[5000:])])
            assert await s.recv() == whole, step
        await s.send([b"", image(100)[:50], b"", image(100)[50:], b""])
        assert await s.recv() == image(100)
        for data in b"", b"x", bytes(125), b"\xff\xfe\x00":
            await asyncio.wait_for(await s.ping(data), 120)
        await s.pong(b"nobody asked")
        async def pieces():
            whole = image(100000)
            for i in range(0, len(whole), 1000):
                yield whole[i:i + 1000]
                if i % 20000 == 0: await asyncio.wait_for(await s.ping(str(i)), 120)
        await s.send(pieces())
        assert await s.recv() == image(100000)
        await s.send('{"look":"n\u00e3o h\u00e1 \u2603 \U0001f4f7"}')
        await s.send(image(10))
        assert "unsupported" in await s.recv()
        await s.send(['{"lo', 'ok":"neutr', 'al"}'])
        await s.send(image(10))
        assert await s.recv() == image(10)
        for i in range(10): await s.send(image(1000 + i))
        for i in range(10): assert await s.recv() == image(1000 + i)
    for code in [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999]:
        s = await connect()
        await s.close(code, "x" * 123)
        assert s.close_code == code, (s.close_code, code)
    await refused(lambda s: s.send("caf\u00e9"), 1007)
    await refused(lambda s: s.send("AAAA" * 3000000), 1009)
    await refused(lambda s: s.send(bytes(82 << 20)), 1009)
    async with connect() as s:
        await s.send(image(9 << 20))
        assert "too large" in await s.recv()
        await s.send(image(10))
        assert await s.recv() == image(10)
asyncio.run(main())
`
	if said, err := exec.Command(python(t), "-c", program, echoServer(t)).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// TestNodeConformance does the same with the WebSocket library of most JavaScript programs.
func TestNodeConformance(t *testing.T) {
	testkit.Tool(t, "node")
	// Debian's node-ws, where its own Node and others look.
	environment := append(os.Environ(), "NODE_PATH=/usr/share/nodejs:/usr/lib/nodejs:"+os.Getenv("NODE_PATH"))
	probe := exec.Command("node", "-e", "require('ws')")
	probe.Env = environment
	if probe.Run() != nil {
		testkit.Missing(t, "Node with ws (Debian: nodejs node-ws)")
	}
	const program = `
const WebSocket = require('ws'), assert = require('assert'), {once} = require('events');
const url = process.argv[1];
const image = n => { const b = Buffer.alloc(n); for (let i = 0; i < n; i++) b[i] = i * 7 % 251; b.set([255, 216, 255, 224]); b.set([255, 217], n - 2); return b; };
const connect = async () => { const s = new WebSocket(url); await once(s, 'open'); return s; };
const answer = async s => { const [data, binary] = await once(s, 'message'); return binary ? data : data.toString(); };
const code = async (send) => { const s = await connect(); const closed = once(s, 'close'); s.on('error', () => {}); send(s); return (await closed)[0]; };
(async () => {
  const s = await connect();
  assert.strictEqual(s.extensions, '');
  for (const n of [10, 125, 126, 127, 65535, 65536, 1 << 20]) {
    s.send(image(n));
    assert.ok(image(n).equals(await answer(s)), n);
  }
  for (const step of [1, 7, 1300]) {
    const whole = image(step === 1 ? 2000 : 200000);
    for (let i = 0; i < whole.length; i += step) {
      s.send(whole.subarray(i, i + step), {binary: true, fin: i + step >= whole.length});
      if (i / step % 500 === 0) s.ping('between');
    }
    assert.ok(whole.equals(await answer(s)), step);
  }
  for (const data of ['', 'x', Buffer.alloc(125, 255)]) {
    s.removeAllListeners('pong');
    s.ping(data);
    let [pong] = await once(s, 'pong');
    while (pong.toString() === 'between') [pong] = await once(s, 'pong');
    assert.ok(pong.equals(Buffer.from(data)));
  }
  s.pong('nobody asked');
  const smile = Buffer.from('{"look":"\u2603"}');
  s.send(smile.subarray(0, 10), {binary: false, fin: false}); // within the character
  s.send(smile.subarray(10), {binary: false, fin: true});
  s.send(image(10));
  assert.match(await answer(s), /unsupported/);
  s.close(4999, 'enough');
  assert.strictEqual((await once(s, 'close'))[0], 4999);
  assert.strictEqual(await code(s => s.close()), 1005);
  assert.strictEqual(await code(s => s.send('\u2603 is no base64')), 1007);
  assert.strictEqual(await code(s => s.send(Buffer.from([255, 254, 0, 128]), {binary: false})), 1007);
  assert.strictEqual(await code(s => s.send('AAAA'.repeat(3000000))), 1009);
  assert.strictEqual(await code(s => s._socket.write(Buffer.from([0xc2, 0x80, 1, 2, 3, 4]))), 1002);
  process.exit(0);
})().catch(e => { console.error(e); process.exit(1); });
`
	cmd := exec.Command("node", "-e", program, echoServer(t))
	cmd.Env = environment
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// Every ping of several that come at once is answered, in order.
func TestManyPings(t *testing.T) {
	conn := raw(t, echoServer(t))
	var got []string
	conn.SetPongHandler(func(data string) error {
		got = append(got, data)
		return nil
	})
	var frames []byte
	var want []string
	for i := range 10 {
		frames = append(frames, 0x89, 0x82, 0, 0, 0, 0, 'p', byte('0'+i))
		want = append(want, fmt.Sprintf("p%d", i))
	}
	conn.NetConn().Write(frames)
	image := photo(100, 1)
	if err := conn.WriteMessage(websocket.BinaryMessage, image); err != nil {
		t.Fatal(err)
	}
	_, answer, err := conn.ReadMessage()
	if err != nil || !bytes.Equal(answer, image) {
		t.Fatal(err)
	}
	conn.WriteControl(websocket.CloseMessage, nil, time.Time{})
	conn.ReadMessage()
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// Close codes that must not be sent are answered by 1002, others by themselves.
func TestCloseCodes(t *testing.T) {
	url := echoServer(t)
	for code, want := range map[int]int{
		1000: 1000, 1001: 1001, 1007: 1007, 1011: 1011, 3000: 3000, 4999: 4999,
		0: 1002, 999: 1002, 1004: 1002, 1005: 1002, 1006: 1002, 1016: 1002, 1100: 1002, 2000: 1002, 2999: 1002, 5000: 1002, 65535: 1002,
	} {
		conn := raw(t, url)
		conn.NetConn().Write([]byte{0x88, 0x82, 0, 0, 0, 0, byte(code >> 8), byte(code)})
		wantClose(t, conn, want, "")
	}
}
