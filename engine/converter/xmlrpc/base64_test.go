package xmlrpc

import (
	"bytes"
	"encoding/base64"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
)

// pieced writes text in pieces of size n.
func pieced(text string, n int) *Blob {
	b := newBlobReader(nil, 0)
	for len(text) > 0 {
		took := min(n, len(text))
		b.write([]byte(text[:took]))
		text = text[took:]
	}
	return b.blob(false)
}

func noise(n int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// wrapped breaks text into lines.
func wrapped(text string, width int, end string) string {
	var b strings.Builder
	for len(text) > 0 {
		took := min(width, len(text))
		b.WriteString(text[:took] + end)
		text = text[took:]
	}
	return b.String()
}

// Base64 comes out the same wherever a piece ends and however its lines are broken.
func TestBlobPieces(t *testing.T) {
	for _, size := range []int{0, 1, 2, 3, 4, 47, 48, 49, 57, 100, 1000, 100_000} {
		data := noise(size)
		text := base64.StdEncoding.EncodeToString(data)
		forms := map[string]string{
			"plain":     text,
			"python":    wrapped(text, 76, "\n"),
			"mime":      wrapped(text, 76, "\r\n"),
			"odd lines": wrapped(text, 13, "\n"),
			"spaces":    " \t" + wrapped(text, 101, "  ") + "\n ",
		}
		for name, form := range forms {
			for _, n := range []int{1, 2, 3, 4, 5, 7, 63, 64, 65, 4096, 65536} {
				if size > 1000 && n < 64 {
					continue
				}
				blob := pieced(form, n)
				if blob.Err != nil || !bytes.Equal(blob.Data, data) {
					t.Fatalf("%d bytes, %s, in pieces of %d: %v, %d bytes came", size, name, n, blob.Err, len(blob.Data))
				}
			}
		}
	}
}

func TestBlobWrong(t *testing.T) {
	for _, text := range []string{
		"Q", "QU", "QUJ", "QUJDR", "QU=", "Q===", "====", "=", "QUI=QUJD", "QUI==", "QUJD=", "QUJD====", "QUI=\nx",
		"Q*JD", "QUJ-", "QUJ_", "QUJ\x00", "QUJD\xff", "é", strings.Repeat("QUJD", 100) + "*" + strings.Repeat("QUJD", 100),
	} {
		for n := 1; n < 9; n++ {
			if blob := pieced(text, n); blob.Err == nil {
				t.Errorf("%q in pieces of %d was read as %q", text, n, blob.Data)
			}
		}
	}
}

// A buffer that is handed in is used, and what is in its room is not.
func TestBlobRoom(t *testing.T) {
	room := bytes.Repeat([]byte{'x'}, 1000)
	data := noise(600)
	document := "<methodResponse><params><param><value>" + base64.StdEncoding.EncodeToString(data) + "</value></param></params></methodResponse>"
	v, err := ReadResponse(strings.NewReader(document), Limits{}, room[:0])
	if err != nil {
		t.Fatal(err)
	}
	blob := v.(*Blob)
	if !bytes.Equal(blob.Data, data) || &blob.Data[0] != &room[0] {
		t.Error("the room was not used, or used wrongly")
	}
}

// A Payload reads as what encoding/base64 makes of it, through buffers of any size.
func TestPayload(t *testing.T) {
	for _, size := range []int{0, 1, 2, 3, 4, 5, 6, 100, 100_001} {
		data := noise(size)
		want := "<head>" + base64.StdEncoding.EncodeToString(data) + "</tail>"
		for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 64, 32 << 10} {
			if size > 100 && n < 3 {
				continue
			}
			p := NewPayload("<head>", data, "</tail>")
			if p.Len() != int64(len(want)) {
				t.Errorf("%d bytes: length %d, want %d", size, p.Len(), len(want))
			}
			var got []byte
			buffer := make([]byte, n)
			for {
				took, err := p.Read(buffer)
				got = append(got, buffer[:took]...)
				if p.Len() != int64(len(want)-len(got)) {
					t.Fatalf("%d bytes by %d: %d left of %d after %d", size, n, p.Len(), len(want), len(got))
				}
				if err == io.EOF {
					break
				}
				if took == 0 {
					t.Fatal("nothing came")
				}
			}
			if string(got) != want {
				t.Fatalf("%d bytes by %d: %.80q", size, n, got)
			}
		}
		if err := iotest.TestReader(NewPayload("<head>", data, "</tail>"), []byte(want)); err != nil {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestAround(t *testing.T) {
	head, tail, err := CallAround("picture", map[string]any{"look": "red"})
	if err != nil {
		t.Fatal(err)
	}
	call, err := ReadCall(NewPayload(head, []byte("abc"), tail), Limits{}, nil, pictures)
	if err != nil || len(call.Params) != 2 || string(call.Params[0].(*Blob).Data) != "abc" || call.Params[1].(map[string]any)["look"] != "red" {
		t.Errorf("%+v, %v", call, err)
	}
	for _, typed := range []bool{false, true} {
		head, tail := ResponseAround(typed)
		v, err := ReadResponse(NewPayload(head, []byte("abc"), tail), Limits{}, nil)
		if blob, ok := v.(*Blob); err != nil || !ok || blob.Typed != typed || string(blob.Data) != "abc" {
			t.Errorf("%v: %+v, %v", typed, v, err)
		}
	}
}
