package converter_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
)

// Every kind comes back as itself, with its sentence, and with a result its report.
func TestKindsSurvive(t *testing.T) {
	for _, kind := range fault.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			url := start(t, converter.Config{Convert: func(context.Context, []byte, bw.Options, bw.Limits) (bw.Result, error) {
				return bw.Result{}, fmt.Errorf("outer: %w", fault.New(kind, "the sentence of <%s>", kind))
			}}, httpd.Config{})
			_, err := client(t, converter.ClientConfig{URL: url}).Convert(t.Context(), []byte("x"), bw.Options{})
			words := fmt.Sprintf("the sentence of <%s>", kind)
			if kind == fault.Busy {
				words = "busy" // a status has no sentence
			}
			wantKind(t, err, kind, words)
			if errors.Is(err, converter.ErrLost) {
				t.Error("a converter's own answer counts as lost")
			}
		})
	}
}

// Options travel whole, and none at all where none are needed.
func TestOptions(t *testing.T) {
	var got atomic.Value
	url := start(t, converter.Config{Convert: func(ctx context.Context, file []byte, o bw.Options, l bw.Limits) (bw.Result, error) {
		got.Store(o)
		return echo(ctx, file, o, l)
	}}, httpd.Config{})
	c := client(t, converter.ClientConfig{URL: url})
	for _, o := range []bw.Options{
		{}, {Format: bw.JPEG, Look: bw.Neutral}, {Format: bw.JPEG, Quality: 40}, {Format: bw.Keep}, {Format: bw.PNG, Metadata: bw.DropMetadata},
	} {
		result, err := c.Convert(t.Context(), []byte("picture"), o)
		if err != nil {
			t.Fatal(err)
		}
		want := o
		if want.Format == "" {
			want.Format = bw.JPEG
		}
		seen := got.Load().(bw.Options)
		if seen.Look.String() != want.Look.String() || seen.Format != want.Format || seen.Quality != want.Quality || seen.Metadata != want.Metadata {
			t.Errorf("%+v arrived as %+v", o, seen)
		}
		if string(result.File) != "picture" || result.Report.Format != want.Format || !result.Report.Gray {
			t.Errorf("%+v", result)
		}
	}
}

// server answers every request with a handler, and keeps what came.
func server(t *testing.T, handler http.HandlerFunc) *converter.Client {
	t.Helper()
	s := httptest.NewServer(handler)
	t.Cleanup(s.Close)
	return client(t, converter.ClientConfig{URL: s.URL, MaxBytes: 1000})
}

// What goes out is what the older converter can read: a length, no gzip wanted, one
// value in a string.
func TestRequest(t *testing.T) {
	c := server(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		want := "<?xml version=\"1.0\"?>\n<methodCall><methodName>preto_branco</methodName><params><param><value><string>aGVsbG8=</string></value></param></params></methodCall>\n"
		if string(body) != want || r.ContentLength != int64(len(want)) || len(r.TransferEncoding) > 0 {
			t.Errorf("%d %s", r.ContentLength, body)
		}
		if r.URL.Path != "/" || r.Header.Get("Accept-Encoding") != "identity" || r.Header.Get("Content-Type") != "text/xml; charset=utf-8" ||
			r.Header.Get(httpd.RequestIDHeader) != "n1" || r.Header.Get("Idempotency-Key") != "" {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		io.WriteString(w, strings.Replace(want, "methodCall><methodName>preto_branco</methodName>", "methodResponse>", 1)[:0]+
			"<methodResponse><params><param><value><string>aGVsbG8=\n</string></value></param></params></methodResponse>")
	})
	result, err := c.Convert(httpd.WithRequestID(t.Context(), "n1"), []byte("hello"), bw.Options{})
	if err != nil || string(result.File) != "hello" || !reflect.DeepEqual(result.Report, bw.Report{}) {
		t.Errorf("%+v, %v", result, err)
	}
}

// Whatever answers, there is a sentence and the right kind, and never half a picture.
func TestAnswers(t *testing.T) {
	response := func(value string) string {
		return "<methodResponse><params><param><value>" + value + "</value></param></params></methodResponse>"
	}
	fault1 := func(code int, text string) string {
		return fmt.Sprintf("<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>%d</int></value></member>"+
			"<member><name>faultString</name><value>%s</value></member></struct></value></fault></methodResponse>", code, text)
	}
	for name, test := range map[string]struct {
		status int
		body   string
		kind   fault.Kind
		words  string
		lost   bool
	}{
		"unauthorized":    {401, "", fault.Unauthorized, "token", false},
		"forbidden":       {403, "", fault.Unauthorized, "token", false},
		"busy":            {503, "", fault.Busy, "busy", false},
		"too many":        {429, "", fault.Busy, "busy", false},
		"proxy's limit":   {413, "", fault.TooLarge, "proxy", false},
		"not found":       {404, "", fault.Internal, "no converter", false},
		"moved":           {302, "", fault.Internal, "no converter", false},
		"no content":      {204, "", fault.Internal, "no converter", false},
		"internal":        {500, "", fault.Internal, "HTTP 500", true},
		"bad gateway":     {502, "", fault.Internal, "HTTP 502", true},
		"empty":           {200, "", fault.Internal, "cannot be read", true},
		"a web page":      {200, "<!DOCTYPE html><p>", fault.Internal, "cannot be read", true},
		"cut":             {200, response(hello64)[:60], fault.Internal, "cannot be read", true},
		"an int":          {200, response("<int>1</int>"), fault.Internal, "no picture", true},
		"no base64":       {200, response("hello!"), fault.Internal, "no picture", true},
		"nothing":         {200, response(""), fault.Internal, "no picture", true},
		"too large":       {200, response(strings.Repeat("AAAA", 400)), fault.TooLarge, "answer", false},
		"Python's fault":  {200, fault1(1, "&lt;class 'OSError'&gt;:broken"), fault.Internal, "OSError", false},
		"own fault":       {200, fault1(converter.CodeDamaged, "it breaks off"), fault.Damaged, "it breaks off", false},
		"bad params":      {200, fault1(-32602, "no"), fault.Internal, "no", false},
		"fault of nobody": {200, "<methodResponse><fault><value>x</value></fault></methodResponse>", fault.Internal, "cannot be read", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := server(t, func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				w.Header().Set("Location", "http://127.0.0.1:1/")
				w.Header().Set(converter.ReportHeader, "{")
				w.WriteHeader(test.status)
				io.WriteString(w, test.body)
			})
			result, err := c.Convert(t.Context(), []byte("hello"), bw.Options{})
			wantKind(t, err, test.kind, test.words)
			if errors.Is(err, converter.ErrLost) != test.lost || result.File != nil {
				t.Errorf("lost: %v, %+v", !test.lost, result)
			}
		})
	}
}

// A converter that takes no options says so in Python's words.
func TestOlderTakesNoOptions(t *testing.T) {
	c := server(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member>"+
			"<member><name>faultString</name><value>TypeError: preto_branco() takes 1 positional argument but 2 were given</value></member></struct></value></fault></methodResponse>")
	})
	_, err := c.Convert(t.Context(), []byte("x"), bw.Options{Format: bw.PNG})
	wantKind(t, err, fault.Unsupported, "neutral JPEG")
}

// An answer that breaks off is lost, however much of it came.
func TestBrokenConnection(t *testing.T) {
	for _, cut := range []int{0, 10, 100, 150} {
		c := server(t, func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			conn, buffered, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			answer := "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n<methodResponse><params><param><value>" + strings.Repeat("QUJD", 100)
			buffered.WriteString(answer[:cut])
			buffered.Flush()
			conn.Close()
		})
		_, err := c.Convert(t.Context(), []byte("x"), bw.Options{})
		wantKind(t, err, fault.Internal, "broke")
		if !errors.Is(err, converter.ErrLost) {
			t.Errorf("after %d: %#v", cut, err)
		}
	}
}

// A server that refuses early and stops reading: its reason arrives, and the image is
// no longer read afterwards.
func TestEarlyAnswer(t *testing.T) {
	c := server(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) })
	image := make([]byte, 16<<20)
	_, err := c.Convert(t.Context(), image, bw.Options{})
	clear(image)
	if kind := fault.KindOf(err); kind != fault.Busy && !errors.Is(err, converter.ErrLost) {
		t.Errorf("%v", err)
	}
}

// A kept connection that died in between is no error.
func TestRestart(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	c := client(t, converter.ClientConfig{URL: address})
	for range 3 {
		s := &http.Server{Handler: converter.New(converter.Config{Convert: echo})}
		done := make(chan error)
		go func() { done <- s.Serve(listener) }()
		for range 2 {
			if _, err := c.Convert(t.Context(), bytes.Repeat([]byte("x"), 300_000), bw.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		s.Close()
		<-done
		if listener, err = net.Listen("tcp", address); err != nil {
			t.Fatal(err)
		}
	}
	listener.Close()
	_, err = c.Convert(t.Context(), []byte("x"), bw.Options{})
	wantKind(t, err, fault.Internal, "not running")
	if !errors.Is(err, converter.ErrLost) {
		t.Errorf("%#v", err)
	}
}

func TestCheck(t *testing.T) {
	url := start(t, converter.Config{}, httpd.Config{Token: "s3cret"})
	if err := client(t, converter.ClientConfig{URL: url, Token: "s3cret"}).Check(t.Context()); err != nil {
		t.Error(err)
	}
	if err := client(t, converter.ClientConfig{URL: strings.Replace(url, "://", "://:s3cret@", 1)}).Check(t.Context()); err != nil {
		t.Errorf("token in the address: %v", err)
	}
	wantKind(t, client(t, converter.ClientConfig{URL: url}).Check(t.Context()), fault.Unauthorized, "token")
	wantKind(t, client(t, converter.ClientConfig{URL: "http://127.0.0.1:1"}).Check(t.Context()), fault.Internal, "not running")
	wantKind(t, client(t, converter.ClientConfig{URL: "http://nowhere.invalid"}).Check(t.Context()), fault.Internal, "name")
	wantKind(t, client(t, converter.ClientConfig{URL: strings.Replace(url, "http", "https", 1)}).Check(t.Context()), fault.Internal, "TLS")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	wantKind(t, client(t, converter.ClientConfig{URL: url}).Check(gone), fault.Cancelled, "cancelled")

	for body, words := range map[string]string{
		"<html><p>hello</p></html>": "no converter",
		"":                          "no converter",
		"<methodResponse><params><param><value><array><data><value>add</value></data></array></value></param></params></methodResponse>": "no converter",
	} {
		c := server(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, body) })
		wantKind(t, c.Check(t.Context()), fault.Internal, words)
	}
}

func TestAddresses(t *testing.T) {
	for address, ok := range map[string]bool{
		"http://127.0.0.1:8000": true, "https://example.org/RPC2": true, "127.0.0.1:8000": true, "localhost": true, "[::1]": true,
		"": false, "ws://127.0.0.1:8000": false, "http://": false, "http://a b": false, "://x": false,
	} {
		c, err := converter.NewClient(converter.ClientConfig{URL: address})
		if (err == nil) != ok {
			t.Errorf("%q: %v", address, err)
		}
		if err == nil {
			c.Close()
		}
	}
	_, err := converter.NewClient(converter.ClientConfig{URL: "ftp://me:s3cret@host"})
	if err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("%v", err)
	}
}
