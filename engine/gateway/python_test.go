package gateway

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/testkit"
)

const older = "../testdata/older/"

// python returns a Python that runs the older system's scripts.
func python(t *testing.T) string {
	t.Helper()
	return testkit.Python(t, "PIL", "websockets")
}

// script starts one of the older scripts and returns the port that it prints.
func script(t *testing.T, environment string, args ...string) string {
	t.Helper()
	cmd := exec.Command(python(t), args...)
	cmd.Env = append(os.Environ(), environment)
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err, log.String())
	}
	return strings.TrimSpace(line)
}

// realConverter starts our converter.
func realConverter(t testing.TB) string {
	t.Helper()
	web := httptest.NewServer(converter.New(converter.Config{Limits: bw.ServerLimits}))
	t.Cleanup(web.Close)
	return web.URL
}

// realGateway starts a gateway of ours in front of a converter.
func realGateway(t testing.TB, converter string) string {
	t.Helper()
	s, err := New(Config{Converters: []string{converter}})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	t.Cleanup(func() {
		s.Close()
		web.Close()
	})
	return "ws" + strings.TrimPrefix(web.URL, "http")
}

// A program written for the older gateway, and others that Python's library makes easy.
func TestPythonClient(t *testing.T) {
	url := realGateway(t, realConverter(t))
	const program = `
import asyncio, base64, io, json, sys, websockets
from PIL import Image

def photo(width, form="JPEG"):
    out = io.BytesIO()
    Image.new("RGB", (width, 40), (width % 256, 90, 30)).save(out, form)
    return out.getvalue()

def check(gray, width, form):
    image = Image.open(io.BytesIO(gray))
    assert (image.size, image.mode, image.format) == ((width, 40), "L", form), (image.size, image.mode, image.format)

async def main(url):
    async with websockets.connect(url) as socket:
        for width in (64, 80, 8):
            await socket.send(base64.b64encode(photo(width)).decode())
            text = await socket.recv()
            assert isinstance(text, str)
            check(base64.b64decode(text, validate=True), width, "JPEG")
            await socket.send(base64.encodebytes(photo(width, "PNG")).decode())  # with line breaks
            check(base64.b64decode(await socket.recv()), width, "JPEG")
            await socket.send(photo(width, "PNG"))
            gray = await socket.recv()
            assert isinstance(gray, bytes)
            check(gray, width, "PNG")
            data = photo(width)
            await socket.send([data[:5], data[5:6], b"", data[6:]])  # in fragments
            check(await socket.recv(), width, "JPEG")
        for width in range(100, 110):  # all sent before any answer is read
            await socket.send(photo(width))
        await (await socket.ping())
        for width in range(100, 110):
            check(await socket.recv(), width, "JPEG")
        await socket.send("{\"format\": \"png\", \"report\": true}")
        await socket.send(photo(33))
        report = json.loads(await socket.recv())
        assert report["result"]["width"] == 33, report
        check(await socket.recv(), 33, "PNG")
        await socket.send(b"hello")
        assert json.loads(await socket.recv())["error"]["kind"] == "unsupported"
        await socket.send(photo(34))
        await socket.recv()
        check(await socket.recv(), 34, "PNG")
    async with websockets.connect(url + "/?format=png&look=neutral") as socket:
        await socket.send(photo(55))
        check(await socket.recv(), 55, "PNG")
    for query, code in (("?format=odd", 400), ("?colour=1", 400)):
        try:
            async with websockets.connect(url + "/" + query):
                raise SystemExit("a bad query is taken")
        except websockets.InvalidStatusCode as refused:
            assert refused.status_code == code
    for text, code in (("hello", 1007), (base64.b64encode(b"hello").decode(), 1003), (base64.b64encode(photo(90)[:300]).decode(), 1007), ("", 1007)):
        async with websockets.connect(url) as socket:
            await socket.send(text)
            try:
                await socket.recv()
                raise SystemExit(f"{text} is answered")
            except websockets.ConnectionClosed as closed:
                assert closed.rcvd.code == code and closed.rcvd.reason, (text, closed)

asyncio.run(main(sys.argv[1]))
`
	if said, err := exec.Command(python(t), "-c", program, url).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

// A client of Python's is answered its pings while a picture is converted.
func TestPythonPing(t *testing.T) {
	hold := make(chan struct{})
	url, _ := serve(t, nil, &fake{convert: func(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
		<-hold
		return good(ctx, image, o)
	}})
	const program = `
import asyncio, sys, websockets
async def main():
    async with websockets.connect(sys.argv[1]) as socket:
        await socket.send(b"\xff\xd8\xff" + bytes(100000) + b"\xff\xd9")
        await (await socket.ping())
        print("answered", flush=True)
        await socket.recv()
asyncio.run(main())
`
	cmd := exec.Command(python(t), "-c", program, url)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Errorf("%q %v", line, err)
	}
	close(hold)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// Our client works with the older gateway, in the older form.
func TestOlderGateway(t *testing.T) {
	port := script(t, "", older+"websocket.py", "0", realConverter(t))
	url := "ws://127.0.0.1:" + port
	c := dial(t, url)
	if !c.Older() {
		t.Fatal("the older gateway is taken for ours")
	}
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			result, err := c.Convert(t.Context(), drawn(t, 40+i, 30), bw.Options{Format: bw.Keep})
			if err != nil {
				t.Error(err)
				return
			}
			h, err := bw.ReadHeader(result.File)
			if err != nil || h.Width != 40+i || h.Format != bw.JPEG || result.Report.Format != bw.JPEG {
				t.Errorf("%d: %+v %v", i, h, err)
			}
		})
	}
	all.Wait()
	for _, o := range []bw.Options{{Format: bw.PNG}, {Quality: 10}, {Metadata: bw.DropMetadata}} {
		_, err := c.Convert(t.Context(), drawn(t, 40, 30), o)
		wantKind(t, err, fault.Unsupported)
	}
	// What is damaged closes the connection; the next picture has to go by another.
	_, err := c.Convert(t.Context(), []byte("hello"), bw.Options{})
	wantKind(t, err, fault.Internal)
	if errors.Is(err, ErrLost) {
		t.Error("a failed picture is not a lost connection")
	}
	if _, err := c.Convert(t.Context(), drawn(t, 40, 30), bw.Options{}); !errors.Is(err, ErrLost) {
		t.Errorf("on a closed connection: %v", err)
	}
	for _, size := range []int{900_000, 20 << 20} {
		_, err = dial(t, url).Convert(t.Context(), photo(size, 1), bw.Options{})
		wantKind(t, err, fault.TooLarge)
		if !strings.Contains(err.Error(), "server's limit") {
			t.Errorf("whose limit? %q", err)
		}
	}
}

// Our gateway works in front of the older converter, in both forms, and says what that
// cannot do.
func TestOlderConverter(t *testing.T) {
	port := script(t, "", older+"rpc_img.py", "0")
	c := dial(t, realGateway(t, "http://127.0.0.1:"+port))
	for _, o := range []bw.Options{{}, {Format: bw.Keep}, {Format: bw.JPEG, Quality: bw.DefaultQuality}} {
		result, err := c.Convert(t.Context(), drawn(t, 77, 30), o)
		if err != nil {
			t.Fatal(err)
		}
		if h, err := bw.ReadHeader(result.File); err != nil || h.Width != 77 {
			t.Errorf("%+v %v", h, err)
		}
	}
	_, err := c.Convert(t.Context(), drawn(t, 77, 30), bw.Options{Format: bw.PNG})
	wantKind(t, err, fault.Unsupported)
	_, err = c.Convert(t.Context(), []byte("hello"), bw.Options{Format: bw.JPEG})
	wantKind(t, err, fault.Internal)
	if _, err := strconv.Atoi(port); err != nil {
		t.Error(err)
	}
}
