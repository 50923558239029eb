package converter

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd/checksum"
)

// Checksums are the same on both sides of the wire, whatever the options hold.
func TestSumsSurvive(t *testing.T) {
	image := []byte("a picture")
	for _, options := range []map[string]any{
		nil, {}, {"format": "keep", "quality": 90},
		{"look": map[string]any{"mix": []any{0.1, 1.0, -2.0 / 3, 1e-9}, "1bit": "<otsu> & é"}, "quality": int64(7), "yes": true},
	} {
		head, tail, err := xmlrpc.CallAround(Method, options)
		if err != nil {
			t.Fatal(err)
		}
		read := func(document io.Reader) (xmlrpc.Call, error) {
			return xmlrpc.ReadCall(document, xmlrpc.Limits{}, nil, wantsPicture)
		}
		call, err := read(xmlrpc.NewPayload(head, image, tail))
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(callSums(image, options), call); err != nil {
			t.Errorf("%v: %v, it came as %+v", options, err, call.Params[1:])
		}
		for what, sums := range map[string]string{"picture": callSums([]byte("another"), options), "options": callSums(image, map[string]any{"quality": 8}), "anything": "x"} {
			if err := verify(sums, call); !errors.Is(err, checksum.ErrChanged) {
				t.Errorf("another %s: %v", what, err)
			}
		}
	}
}

// A line that flipped one bit between gateway and converter made wrong pictures that looked
// right, because the wrong letter of base64 is as good as the right one. Whatever is changed
// on its way, the call or the answer now counts as lost.
func TestChangedOnItsWay(t *testing.T) {
	server := New(Config{Convert: func(_ context.Context, file []byte, _ bw.Options, _ bw.Limits) (bw.Result, error) {
		return bw.Result{File: bytes.ToUpper(file)}, nil
	}})
	for name, change := range map[string]struct{ from, to string }{
		"nothing":           {"", ""},
		"the picture":       {"aGVsbG8=", "aGVsbG4="},
		"not base64":        {"aGVsbG8=", "aGVs*G8="},
		"an option":         {"<int>50</int>", "<int>40</int>"},
		"an option's name":  {"quality", "puality"},
		"the method":        {"preto_branco", "preto_brancm"},
		"the XML":           {"</value>", "</valum>"},
		"what it is":        {"<methodCall>", "<methodcall>"},
		"the answer":        {"SEVMTE8=", "SEVMTE4="},
		"the answer's XML":  {"methodResponse", "methodresponse"},
		"the answer's kind": {"<string>SEV", "<stRing>SEV"},
	} {
		t.Run(name, func(t *testing.T) {
			replace := func(text []byte) []byte {
				if change.from == "" {
					return text
				}
				return []byte(strings.Replace(string(text), change.from, change.to, 1))
			}
			line := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				call, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				r.Body = io.NopCloser(bytes.NewReader(replace(call)))
				answer := httptest.NewRecorder()
				server.ServeHTTP(answer, r)
				for name, values := range answer.Header() {
					w.Header()[name] = values
				}
				w.WriteHeader(answer.Code)
				w.Write(replace(answer.Body.Bytes()))
			}))
			defer line.Close()
			c, err := NewClient(ClientConfig{URL: line.URL})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			result, err := c.Convert(t.Context(), []byte("hello"), bw.Options{Quality: 50})
			switch {
			case name == "nothing":
				if err != nil || string(result.File) != "HELLO" {
					t.Errorf("%q, %v", result.File, err)
				}
			case !errors.Is(err, ErrLost):
				t.Errorf("%q, %v", result.File, err)
			}
		})
	}
}
