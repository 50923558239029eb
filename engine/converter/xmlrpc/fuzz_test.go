package xmlrpc

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"pretobranco/engine/bw/fault"
)

// FuzzReadCall holds the reader to three things: where pieces end doesn't matter, what
// it reads encoding/xml finds well formed, and what it read can be written and read again.
func FuzzReadCall(f *testing.F) {
	for _, document := range seeds(f) {
		f.Add(document)
	}
	limits := Limits{Image: 1 << 16, Text: 1 << 16, Values: 1000}
	f.Fuzz(func(t *testing.T, document string) {
		call, err := ReadCall(strings.NewReader(document), limits, nil, pictures)
		slow, slowErr := ReadCall(iotest.OneByteReader(strings.NewReader(document)), limits, nil, pictures)
		if fmt.Sprint(err) != fmt.Sprint(slowErr) {
			t.Fatalf("in one piece: %v, byte by byte: %v", err, slowErr)
		}
		if err != nil {
			switch err.(type) {
			case *Fault, *fault.Error:
			default:
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		if !reflect.DeepEqual(call, slow) {
			t.Fatalf("in one piece: %+v\nbyte by byte: %+v", call, slow)
		}
		if err := wellFormed(document); err != nil {
			t.Fatalf("encoding/xml: %v", err)
		}
		for _, v := range call.Params {
			if blob, ok := v.(*Blob); ok {
				if blob.Err != nil {
					continue
				}
				v = *blob
			}
			written, err := AppendValue(nil, v)
			if err != nil {
				t.Fatal(err)
			}
			again, err := ReadCall(strings.NewReader(callOf("<param>"+string(written)+"</param>")), Limits{}, nil, pictures)
			if err != nil {
				t.Fatalf("%s: %v", written, err)
			}
			if _, ok := v.(Blob); !ok && fmt.Sprint(again.Params[0]) != fmt.Sprint(v) {
				t.Fatalf("%#v came back as %#v", v, again.Params[0])
			}
		}
	})
}

// wellFormed asks encoding/xml.
func wellFormed(document string) error {
	d := xml.NewDecoder(strings.NewReader(document))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) {
		latin1, err := io.ReadAll(r)
		runes := make([]rune, len(latin1))
		for i, c := range latin1 {
			runes[i] = rune(c)
		}
		return strings.NewReader(string(runes)), err
	}
	for {
		if _, err := d.Token(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// FuzzBlob holds base64 by pieces to encoding/base64 on the whole.
func FuzzBlob(f *testing.F) {
	for _, text := range []string{"", "QUJD", "QUI=", "Q UI\n=", "QQ==", "Q===", "QUJD\r\nQUJD", strings.Repeat("QUJD", 40) + "\nQQ=="} {
		for _, n := range []int{1, 3, 5, 64} {
			f.Add(text, n)
		}
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		blob := pieced(text, 1+int(uint(n)%4096))
		bare := strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace(text)
		want, err := base64.StdEncoding.DecodeString(bare)
		if (err == nil) != (blob.Err == nil) || err == nil && !bytes.Equal(blob.Data, want) {
			t.Fatalf("%q in pieces of %d: %q, %v; encoding/base64: %q, %v", text, n, blob.Data, blob.Err, want, err)
		}
	})
}
