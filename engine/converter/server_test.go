package converter_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
)

// echo is a conversion that returns its input.
func echo(_ context.Context, file []byte, o bw.Options, _ bw.Limits) (bw.Result, error) {
	return bw.Result{File: file, Report: bw.Report{Format: o.Format, Width: 3, Height: 2, Frames: 1, Gray: true}}, nil
}

// start runs a converter until the test ends, and returns its address.
func start(t testing.TB, cfg converter.Config, door httpd.Config) string {
	t.Helper()
	door.Addr = "127.0.0.1:0"
	server, err := httpd.Listen(door, converter.New(cfg))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return server.URL("http")
}

// call is a document that calls preto_branco.
func call(params ...string) string {
	var b strings.Builder
	for _, p := range params {
		b.WriteString("<param><value>" + p + "</value></param>")
	}
	return "<?xml version='1.0'?><methodCall><methodName>preto_branco</methodName><params>" + b.String() + "</params></methodCall>"
}

var hello64 = base64.StdEncoding.EncodeToString([]byte("hello"))

// post sends a document and returns the answer, of which status and body are read.
func post(t *testing.T, url, document string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest("POST", url, strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The answer has the type of the argument, and the report is in a header.
func TestTypes(t *testing.T) {
	url := start(t, converter.Config{Convert: echo}, httpd.Config{})
	for argument, want := range map[string]string{
		hello64:                            "<string>" + hello64 + "</string>",
		"<string>" + hello64 + "</string>": "<string>" + hello64 + "</string>",
		"<string>data:image/png;base64," + hello64 + "</string>":      "<string>" + hello64 + "</string>",
		"<base64>" + hello64[:3] + "\r\n" + hello64[3:] + "</base64>": "<base64>" + hello64 + "</base64>",
	} {
		response, body := post(t, url, call(argument))
		if response.StatusCode != 200 || !strings.Contains(body, "<value>"+want+"</value>") {
			t.Errorf("%s: %d %s", argument, response.StatusCode, body)
		}
		if report := response.Header.Get(converter.ReportHeader); report != `{"format":"jpeg","width":3,"height":2,"frames":1,"gray":true}` {
			t.Errorf("report %s", report)
		}
		if response.ContentLength != int64(len(body)) {
			t.Errorf("Content-Length %d of %d", response.ContentLength, len(body))
		}
	}
}

// What is wrong with a call is said by a fault with its code, with nothing but its two
// members, and never by silence or a status.
func TestFaults(t *testing.T) {
	secret := func(_ context.Context, file []byte, _ bw.Options, _ bw.Limits) (bw.Result, error) {
		if string(file) == "hello" {
			return bw.Result{}, fmt.Errorf("open /home/someone/secret: no such file")
		}
		return bw.Result{}, fault.New(fault.Damaged, "the file breaks off")
	}
	url := start(t, converter.Config{Convert: secret, Limits: bw.Limits{Bytes: 100}}, httpd.Config{})
	deep := strings.Repeat("<array><data><value>", 10_000)
	big := base64.StdEncoding.EncodeToString(make([]byte, 101))
	for name, test := range map[string]struct {
		document string
		code     int
	}{
		"empty":             {"", -32700},
		"not XML":           {"<methodCall", -32700},
		"encoding":          {"<?xml version='1.0' encoding='utf-7'?>" + call(hello64), -32701},
		"bytes":             {strings.Replace(call("<int>1</int>"), "preto", "pr\xff", 1), -32702},
		"not XML-RPC":       {"<html/>", -32600},
		"ten thousand deep": {call(deep), converter.CodeTooLarge},
		"no such method":    {strings.Replace(call(hello64), "preto_branco", "branco_preto", 1), -32601},
		"no params":         {call(), -32602},
		"three params":      {call(hello64, "<struct/>", "<struct/>"), -32602},
		"an int":            {call("<int>5</int>"), -32602},
		"no base64":         {call("hello!"), -32602},
		"options a string":  {call(hello64, "red"), -32602},
		"unknown option":    {call(hello64, "<struct><member><name>size</name><value>1</value></member></struct>"), converter.CodeUnsupported},
		"too large":         {call(big), converter.CodeTooLarge},
		"no kind":           {call(hello64), -32603},
		"damaged":           {call("QUJD"), converter.CodeDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			for _, header := range [][]string{nil, {"Content-Encoding", "gzip"}} {
				document := test.document
				if header != nil {
					document = zipped(t, document)
				}
				response, body := post(t, url, document, header...)
				want := fmt.Sprintf("<fault><value><struct><member><name>faultCode</name><value><int>%d</int></value></member><member><name>faultString</name><value><string>", test.code)
				if response.StatusCode != 200 || !strings.Contains(body, want) || strings.Count(body, "<member>") != 2 {
					t.Errorf("%d %s", response.StatusCode, body)
				}
				if strings.Contains(body, "secret") {
					t.Errorf("a path goes out: %s", body)
				}
			}
		})
	}
}

// The kinds have different codes.
func TestStatuses(t *testing.T) {
	url := start(t, converter.Config{Convert: echo}, httpd.Config{})
	response, _ := post(t, url+"/elsewhere", call(hello64))
	if response.StatusCode != 404 {
		t.Errorf("another path: %d", response.StatusCode)
	}
	response, err := http.Get(url + "/RPC2")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 405 || response.Header.Get("Allow") != "POST" {
		t.Errorf("GET: %d", response.StatusCode)
	}
	if response, body := post(t, url+"/RPC2", call(hello64)); response.StatusCode != 200 || !strings.Contains(body, hello64) {
		t.Errorf("/RPC2: %d %s", response.StatusCode, body)
	}
}

// A body in gzip is inflated, and no further than a picture could need.
func TestGzip(t *testing.T) {
	url := start(t, converter.Config{Convert: echo, Limits: bw.Limits{Bytes: 1 << 18}}, httpd.Config{})
	if _, body := post(t, url, zipped(t, call(hello64)), "Content-Encoding", "gzip"); !strings.Contains(body, hello64) {
		t.Errorf("%s", body)
	}
	tooLarge := fmt.Sprint(converter.CodeTooLarge)
	for name, bomb := range map[string]string{
		"base64": zipped(t, call(strings.Repeat("A", 8<<20))),
		"spaces": zipped(t, strings.Repeat(" ", 8<<20)),
		"tags":   zipped(t, call("<array><data>"+strings.Repeat("<value/>", 1<<17)+"</data></array>")),
	} {
		if _, body := post(t, url, bomb, "Content-Encoding", "gzip"); !strings.Contains(body, tooLarge) {
			t.Errorf("%s: %.300s", name, body)
		}
	}
	for name, damaged := range map[string]string{"not gzip": "hello", "cut": zipped(t, call(hello64))[:40], "empty": ""} {
		if _, body := post(t, url, damaged, "Content-Encoding", "gzip"); !strings.Contains(body, "-32701") && !strings.Contains(body, "-32700") {
			t.Errorf("%s: %s", name, body)
		}
	}
	if _, body := post(t, url, "x", "Content-Encoding", "br"); !strings.Contains(body, "-32701") {
		t.Errorf("br: %s", body)
	}
}

// A body that can be no picture is refused by its length, and without one as soon as
// it is too long.
func TestOversize(t *testing.T) {
	url := start(t, converter.Config{Convert: echo, Limits: bw.Limits{Bytes: 1000}}, httpd.Config{})
	for _, r := range []io.Reader{strings.NewReader(strings.Repeat("A", 3<<20)), io.LimitReader(endless{}, 3<<20)} {
		response, err := http.Post(url, "text/xml", io.MultiReader(strings.NewReader("<methodCall><methodName>preto_branco</methodName><params><param><value>"), r))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if !strings.Contains(string(body), fmt.Sprint(converter.CodeTooLarge)) {
			t.Errorf("%d %s", response.StatusCode, body)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
