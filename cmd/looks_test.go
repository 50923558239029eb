package cmd_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"pretobranco/engine"
	"pretobranco/engine/bw"
	"pretobranco/engine/testkit"
)

// A way takes a picture to where it becomes black and white.
type way struct {
	name    string
	convert func(t *testing.T, path string, l bw.Look, format string) []byte
}

// The same look makes the same bytes of the same picture by every way in: the core, XML-RPC,
// WebSocket, the engine as the window has it, and the terminal client; and in every form in which
// they take a look.
func TestOneLookManyWays(t *testing.T) {
	dir := t.TempDir()
	client, converter, gateway := build(t, dir, "pretobranco-client"), build(t, dir, "pretobranco-converter"), build(t, dir, "pretobranco-gateway")
	rpc := "http://127.0.0.1:" + start(t, converter, "-addr", "127.0.0.1:0")
	ws := "ws://127.0.0.1:" + start(t, gateway, "-addr", "127.0.0.1:0", "-converter", rpc)
	own, err := engine.Open(context.Background(), engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()

	ways := []way{
		{"XML-RPC, text", func(t *testing.T, path string, l bw.Look, format string) []byte {
			return remoteCall(t, rpc, path, map[string]any{"look": l.String(), "format": format})
		}},
		{"XML-RPC, struct", func(t *testing.T, path string, l bw.Look, format string) []byte {
			return remoteCall(t, rpc, path, map[string]any{"look": l.Fields(), "format": format})
		}},
		{"WebSocket, query", func(t *testing.T, path string, l bw.Look, format string) []byte {
			return exchanged(t, ws+"/?"+url.Values{"look": {l.String()}, "format": {format}}.Encode(), path, nil)
		}},
		{"WebSocket, JSON text", func(t *testing.T, path string, l bw.Look, format string) []byte {
			return exchanged(t, ws, path, map[string]any{"look": l.String(), "format": format})
		}},
		{"WebSocket, JSON struct", func(t *testing.T, path string, l bw.Look, format string) []byte {
			return exchanged(t, ws, path, map[string]any{"look": l.Fields(), "format": format})
		}},
		{"engine", func(t *testing.T, path string, l bw.Look, format string) []byte {
			out := t.TempDir()
			batch, err := own.Start(context.Background(), engine.Job{Folder: out, Options: engine.Options{Look: l, Format: bw.Format(format), Quality: 90}},
				engine.Scan(context.Background(), []string{path}, engine.ScanOptions{}, nil).Photos, func(engine.Event) {})
			if err != nil {
				t.Fatal(err)
			}
			batch.Wait()
			return lone(t, out)
		}},
		{"client, one text", func(t *testing.T, path string, l bw.Look, format string) []byte {
			return clientRun(t, client, path, "-look", l.String(), "-format", format)
		}},
		{"client, flags, through the gateway", func(t *testing.T, path string, l bw.Look, format string) []byte {
			arguments := []string{"-format", format, "-server", ws}
			for key, value := range l.Fields() {
				switch key {
				case "name":
					arguments = append(arguments, "-look", fmt.Sprint(value))
				case "mix":
					r, g, b := l.Weights()
					arguments = append(arguments, "-look", fmt.Sprintf("mix(%v,%v,%v)", r, g, b))
				default:
					arguments = append(arguments, "-"+key, fmt.Sprint(value))
				}
			}
			return clientRun(t, client, path, arguments...)
		}},
		{"client, file", func(t *testing.T, path string, l bw.Look, format string) []byte {
			text, err := json.MarshalIndent(l.Fields(), "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(t.TempDir(), "preset.json")
			if err := os.WriteFile(name, text, 0o600); err != nil {
				t.Fatal(err)
			}
			return clientRun(t, client, path, "-look-file", name, "-format", format)
		}},
	}

	photos := slices.DeleteFunc(photos(t, dir), func(path string) bool { return !strings.HasPrefix(filepath.Base(path), "draw") })
	texts := []string{"neutral", "red contrast=1.2", "mix(80,30,-10)", "luminance gamma=1.3", "blue brightness=-0.05 1bit=sauvola(0.3,25)", "dither"}
	for _, text := range testkit.Thin(texts, 4, 2, 1) {
		l, err := bw.ParseLook(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range photos {
			for _, format := range []string{"keep", "tiff", "gif"} {
				file, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				want, err := bw.Convert(context.Background(), file, bw.Options{Look: l, Format: bw.Format(format), Quality: 90}, bw.OwnLimits)
				if err != nil {
					t.Fatal(err)
				}
				for _, w := range ways {
					if format == "gif" && strings.HasPrefix(w.name, "client") { // programs take time to start
						continue
					}
					if got := w.convert(t, path, l, format); !bytes.Equal(got, want.File) {
						t.Errorf("%s, %s as %s by %s: %d other bytes than the %d of the core", filepath.Base(path), text, format, w.name, len(got), len(want.File))
					}
				}
			}
		}
	}
}

// value writes a text, a number, a list or a struct as XML-RPC has it.
func value(v any) string {
	switch v := v.(type) {
	case map[string]any:
		text := "<struct>"
		for key, inner := range v {
			text += "<member><name>" + key + "</name><value>" + value(inner) + "</value></member>"
		}
		return text + "</struct>"
	case []any:
		text := "<array><data>"
		for _, inner := range v {
			text += "<value>" + value(inner) + "</value>"
		}
		return text + "</data></array>"
	case float64:
		return fmt.Sprintf("<double>%v</double>", v)
	}
	return fmt.Sprintf("<string>%v</string>", v)
}

var base64Value = regexp.MustCompile(`(?s)<base64>(.*)</base64>`)

func remoteCall(t *testing.T, server, path string, options map[string]any) []byte {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	document := "<methodCall><methodName>preto_branco</methodName><params><param><value><base64>" + base64.StdEncoding.EncodeToString(file) +
		"</base64></value></param><param><value>" + value(options) + "</value></param></params></methodCall>"
	response, err := http.Post(server, "text/xml", strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := base64Value.FindSubmatch(body)
	if found == nil {
		t.Fatalf("no picture in %.300s", body)
	}
	result, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(found[1]), nil)))
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func exchanged(t *testing.T, address, path string, options map[string]any) []byte {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c, _, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if options != nil {
		err = c.WriteJSON(options)
	}
	if err == nil {
		err = c.WriteMessage(websocket.BinaryMessage, file)
	}
	if err != nil {
		t.Fatal(err)
	}
	kind, result, err := c.ReadMessage()
	if err != nil || kind != websocket.BinaryMessage {
		t.Fatalf("%.300s, %v", result, err)
	}
	return result
}

func clientRun(t *testing.T, client, path string, arguments ...string) []byte {
	t.Helper()
	out := t.TempDir()
	if said, err := exec.Command(client, append(arguments, "-o", out, path)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", arguments, err, said)
	}
	return lone(t, out)
}

// lone reads the only file of a folder that has no name of ours.
func lone(t *testing.T, folder string) []byte {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") })
	if len(entries) != 1 {
		t.Fatalf("%d results", len(entries))
	}
	file, err := os.ReadFile(filepath.Join(folder, entries[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	return file
}
