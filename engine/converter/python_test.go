package converter_test

import (
	"bufio"
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
	"pretobranco/engine/testkit"
)

// runPython runs a program that fails by an exception.
func runPython(t *testing.T, program string, args ...string) {
	t.Helper()
	said, err := exec.Command(testkit.Python(t, "xmlrpc.client"), append([]string{"-c", program}, args...)...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// photo draws a JPEG in colour.
func photo(t testing.TB, width, height int) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.Set(x, y, color.RGBA{uint8(3 * x), uint8(5 * y), uint8(255 - x - y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// isGray checks that a file is a gray JPEG of a size.
func isGray(t *testing.T, file []byte, width, height int) {
	t.Helper()
	cfg, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil || cfg.ColorModel != color.GrayModel || cfg.Width != width || cfg.Height != height {
		t.Errorf("not a gray JPEG of %d x %d: %+v, %v", width, height, cfg, err)
	}
}

// Python's own client calls our server in every way that it can.
func TestPythonClient(t *testing.T) {
	url := start(t, converter.Config{}, httpd.Config{})
	path := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(path, photo(t, 75, 41), 0o600); err != nil {
		t.Fatal(err)
	}
	runPython(t, `
import base64, sys, xmlrpc.client
from xmlrpc.client import Binary, Fault, MultiCall, ServerProxy
proxy = ServerProxy(sys.argv[1], allow_none=True)
photo = open(sys.argv[2], "rb").read()
text = base64.b64encode(photo).decode()
gray = proxy.preto_branco(text)
assert isinstance(gray, str) and base64.b64decode(gray, validate=True)[:3] == b"\xff\xd8\xff"
binary = proxy.preto_branco(Binary(photo))
assert isinstance(binary, Binary) and binary.data == base64.b64decode(gray)
options = {"look": "neutral", "format": "keep", "quality": 80}
assert proxy.preto_branco(text, options) and proxy.preto_branco(Binary(photo), options).data
assert proxy.preto_branco(base64.encodebytes(photo).decode()) == gray

assert "preto_branco" in proxy.system.listMethods() and "system.multicall" in proxy.system.listMethods()
for name in proxy.system.listMethods():
    assert len(proxy.system.methodHelp(name)) > 10
    for signature in proxy.system.methodSignature(name):
        assert all(isinstance(kind, str) for kind in signature)

looks = proxy.looks()
assert looks[0]["name"] == "neutral" and [k["weights"] for k in looks if k["name"] == "red"] == [[90, 10, 0]]
for look in looks:
    assert look["formula"] and proxy.preto_branco(text, {"look": look["text"]}) == proxy.preto_branco(text, {"look": look["look"]})
assert proxy.preto_branco(text, {"look": {"name": "red", "contrast": 1.2}}) == proxy.preto_branco(text, {"look": "red contrast=1.2"}) != gray

def code(call, *args):
    try:
        call(*args)
    except Fault as fault:
        return fault.faultCode
    raise AssertionError("no fault")
assert code(proxy.preto_branco, "not base64!") == -32602
assert code(proxy.preto_branco, 5) == -32602
assert code(proxy.preto_branco, None) == -32602
assert code(proxy.preto_branco) == -32602
assert code(proxy.preto_branco, base64.b64encode(b"no picture").decode()) == -32002
assert code(proxy.preto_branco, text, {"look": "mauve"}) == -32002
assert code(proxy.preto_branco, text, {"look": {"name": "red", "size": 3}}) == -32002
assert code(proxy.looks, 1) == -32602
assert code(proxy.branco_preto, text) == -32601
assert code(proxy.system.methodHelp, "branco_preto") == -32601
assert code(proxy.system.multicall, 5) == -32602

calls = MultiCall(proxy)
calls.preto_branco(text)
calls.preto_branco(Binary(photo))
calls.preto_branco(text, {"format": "jpeg"})
calls.system.listMethods()
assert list(calls())[:2] == [gray, binary] and len(list(calls())) == 4
mixed = proxy.system.multicall([
    {"methodName": "preto_branco", "params": ["x"]}, {"methodName": "no"}, 7,
    {"methodName": "system.multicall", "params": [[]]}, {"methodName": "nope", "params": []},
    {"methodName": "preto_branco", "params": [text]},
])
assert [m["faultCode"] for m in mixed[:5]] == [-32602, -32602, -32602, -32602, -32601], mixed
assert set(mixed[0]) == {"faultCode", "faultString"} and mixed[5] == [gray]

class Zipped(xmlrpc.client.Transport):
    encode_threshold = 100
assert ServerProxy(sys.argv[1], transport=Zipped()).preto_branco(text) == gray
`, url, path)
}

// A token goes where Python can put one, and busy and refusals are statuses to it.
func TestPythonToken(t *testing.T) {
	url := start(t, converter.Config{Convert: echo}, httpd.Config{Token: "s3cret"})
	runPython(t, `
import sys
from xmlrpc.client import ProtocolError, ServerProxy
host = sys.argv[1].split("//")[1]
assert ServerProxy("http://:s3cret@" + host).preto_branco("QUJD") == "QUJD"
assert ServerProxy("http://" + host, headers=[("Authorization", "Bearer s3cret")]).preto_branco("QUJD") == "QUJD"
for wrong in ("http://" + host, "http://me:guess@" + host):
    try:
        ServerProxy(wrong).preto_branco("QUJD" * 1000000)
    except ProtocolError as error:
        assert error.errcode == 401
    else:
        raise AssertionError("let in")
`, url)
}

// Our client works with the older system's converter, and reports what is wrong in
// its place.
func TestPythonServer(t *testing.T) {
	older := exec.Command(testkit.Python(t, "PIL"), "../testdata/older/rpc_img.py", "0")
	out, err := older.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := older.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		older.Process.Kill()
		older.Wait()
	}()
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	c := client(t, converter.ClientConfig{URL: "http://127.0.0.1:" + strings.TrimSpace(port)})
	// It prints its port before it listens.
	err = c.Check(t.Context())
	for errors.Is(err, converter.ErrLost) {
		err = c.Check(t.Context())
	}
	if err != nil {
		t.Errorf("Check: %v", err)
	}
	for _, size := range []int{16, 75, 1200} {
		result, err := c.Convert(t.Context(), photo(t, size, 41), bw.Options{})
		if err != nil {
			t.Fatal(err)
		}
		isGray(t, result.File, size, 41)
	}
	_, err = c.Convert(t.Context(), []byte("no picture"), bw.Options{})
	wantKind(t, err, fault.Internal, "UnidentifiedImageError")
	_, err = c.Convert(t.Context(), photo(t, 16, 16), bw.Options{Format: bw.PNG})
	wantKind(t, err, fault.Unsupported, "older")
}

// The methods of validator1, UserLand's conformance test, over our wire code, called by
// Python's.
func TestValidator1(t *testing.T) {
	methods := map[string]func(params []any) any{
		"validator1.arrayOfStructsTest": func(p []any) any {
			sum := int64(0)
			for _, v := range p[0].([]any) {
				sum += v.(map[string]any)["curly"].(int64)
			}
			return sum
		},
		"validator1.countTheEntities": func(p []any) any {
			counts := map[string]any{}
			for name, char := range map[string]string{"ctLeftAngleBrackets": "<", "ctRightAngleBrackets": ">", "ctAmpersands": "&", "ctApostrophes": "'", "ctQuotes": `"`} {
				counts[name] = int64(strings.Count(p[0].(string), char))
			}
			return counts
		},
		"validator1.easyStructTest": func(p []any) any {
			s := p[0].(map[string]any)
			return s["larry"].(int64) + s["curly"].(int64) + s["moe"].(int64)
		},
		"validator1.echoStructTest": func(p []any) any { return p[0] },
		"validator1.manyTypesTest":  func(p []any) any { return p },
		"validator1.moderateSizeArrayCheck": func(p []any) any {
			a := p[0].([]any)
			return a[0].(string) + a[len(a)-1].(string)
		},
		"validator1.nestedStructTest": func(p []any) any {
			day := p[0].(map[string]any)["2000"].(map[string]any)["04"].(map[string]any)["01"].(map[string]any)
			return day["larry"].(int64) + day["curly"].(int64) + day["moe"].(int64)
		},
		"validator1.simpleStructReturnTest": func(p []any) any {
			n := p[0].(int64)
			return map[string]any{"times10": n * 10, "times100": n * 100, "times1000": n * 1000}
		},
	}
	server, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0"}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, err := xmlrpc.ReadCall(r.Body, xmlrpc.Limits{}, nil, func(string) bool { return false })
		if err != nil {
			t.Error(err)
			return
		}
		document, err := xmlrpc.Response(methods[call.Method](call.Params))
		if err != nil {
			t.Error(err)
		}
		io.Copy(w, bytes.NewReader(document))
	}))
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(t.Context())
	runPython(t, `
import datetime, sys
from xmlrpc.client import Binary, ServerProxy
v = ServerProxy(sys.argv[1], use_builtin_types=True).validator1
assert v.arrayOfStructsTest([{"moe": 1, "larry": 2, "curly": -3}, {"curly": 50, "moe": 0}]) == 47
assert v.countTheEntities("<<&>'\"\"' é &amp; ]]>") == {"ctLeftAngleBrackets": 2, "ctRightAngleBrackets": 2, "ctAmpersands": 2, "ctApostrophes": 2, "ctQuotes": 2}
assert v.easyStructTest({"moe": 7, "larry": 8, "curly": 9}) == 24
nested = {"a": {"b": {"c": ["x", {"d": ""}]}}, "ü <&>": "\t line\n", "empty": {}, "none": []}
assert v.echoStructTest(nested) == nested, v.echoStructTest(nested)
many = [2147483647, True, "x", -1.25e-7, datetime.datetime(1998, 7, 17, 14, 8, 55), bytes(range(256))]
assert v.manyTypesTest(*many) == many, v.manyTypesTest(*many)
assert v.moderateSizeArrayCheck(["first"] + ["between"] * 198 + ["last"]) == "firstlast"
assert v.nestedStructTest({"1999": {}, "2000": {"04": {"01": {"moe": 1, "larry": 2, "curly": 3}}}}) == 6
assert v.simpleStructReturnTest(7) == {"times10": 70, "times100": 700, "times1000": 7000}
`, server.URL("http"))
}
