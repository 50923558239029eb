package metrics_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/metrics"
)

const token = "s3cret"

// serve runs a converter that is counted, and returns its address.
func serve(t *testing.T) string {
	t.Helper()
	m := metrics.New("converter")
	handler := converter.New(converter.Config{Limits: bw.ServerLimits, Recorder: m})
	m.Watch("running", "Pictures being converted.", handler.Running)
	m.Watch("waiting", "Calls that wait.", handler.Waiting)
	server, err := httpd.Listen(httpd.Config{Addr: "127.0.0.1:0", Token: token, Recorder: m, Metrics: m.Handler()}, handler)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
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

// ask sends a request with the token, unless header says otherwise, and returns the answer.
func ask(t *testing.T, method, url, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What happens is counted under its reason, and nothing that a stranger sends makes a new
// name or value of a label.
func TestCounts(t *testing.T) {
	url := serve(t)
	c, err := converter.NewClient(converter.ClientConfig{URL: url, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	good := photo(t)
	result, err := c.Convert(t.Context(), good, bw.Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Count(mustScrape(t, url), "\npretobranco_")
	for range 3 {
		if _, err := c.Convert(t.Context(), good[:len(good)/2], bw.Options{}); err == nil {
			t.Error("half a picture was converted")
		}
	}
	ask(t, "POST", url+"/", "<methodCall>")
	ask(t, "POST", url+"/", "<methodCall><methodName>no.such</methodName></methodCall>")
	for i := range 20 {
		ask(t, "POST", url+"/", "x", "Authorization", fmt.Sprintf("Bearer guess %d", i))
		ask(t, "POST", url+fmt.Sprintf("/path%d", i), "x")
		ask(t, "POST", url+"/", "x", "Origin", fmt.Sprintf("http://evil%d.example", i))
	}
	said := mustScrape(t, url)
	for _, want := range []string{
		"pretobranco_converter_images_total 1",
		"pretobranco_converter_image_seconds_count 1",
		fmt.Sprintf(`pretobranco_converter_image_bytes_total{direction="in"} %d`, len(good)),
		fmt.Sprintf(`pretobranco_converter_image_bytes_total{direction="out"} %d`, len(result.File)),
		`pretobranco_converter_refusals_total{reason="damaged"} 3`,
		`pretobranco_converter_refusals_total{reason="malformed"} 2`,
		`pretobranco_converter_refusals_total{reason="token"} 20`,
		`pretobranco_converter_refusals_total{reason="origin"} 20`,
		`pretobranco_converter_refusals_total{reason="busy"} 0`,
		"pretobranco_converter_running 0",
		"pretobranco_converter_waiting 0",
		"go_goroutines",
	} {
		if !strings.Contains(said, "\n"+want) {
			t.Errorf("not said: %s", want)
		}
	}
	if now := strings.Count(said, "\npretobranco_"); now != lines {
		t.Errorf("%d lines of ours became %d", lines, now)
	}
	if strings.Contains(said, "guess") || strings.Contains(said, "evil") || strings.Contains(said, token) {
		t.Error("what strangers sent, or a secret, is shown")
	}
	if t.Failed() {
		t.Log(said)
	}
}

func mustScrape(t *testing.T, url string) string {
	t.Helper()
	status, text := ask(t, "GET", url+"/metrics", "")
	if status != http.StatusOK {
		t.Fatalf("%d %s", status, text)
	}
	return "\n" + text
}

// A client without the token sees no metrics, and neither does a web page.
func TestDoor(t *testing.T) {
	url := serve(t)
	for _, test := range []struct {
		method, header, value string
		want                  int
	}{
		{"GET", "Authorization", "Bearer " + token, 200},
		{"HEAD", "Authorization", "Bearer " + token, 200},
		{"POST", "Authorization", "Bearer " + token, 405},
		{"GET", "Authorization", "Bearer x", 401},
		{"GET", "Authorization", "", 401},
		{"GET", "Origin", "http://evil.example", 403},
	} {
		if status, text := ask(t, test.method, url+"/metrics", "", test.header, test.value); status != test.want {
			t.Errorf("%+v: %d %s", test, status, text)
		}
	}
	if status, _ := ask(t, "GET", url+"/metrics?token="+token, "", "Authorization", ""); status != 200 {
		t.Errorf("the token in the query: %d", status)
	}
}

// The names are as Prometheus wants them.
func TestNames(t *testing.T) {
	problems, err := promlint.New(strings.NewReader(strings.TrimPrefix(mustScrape(t, serve(t)), "\n"))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "pretobranco") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

// Only the server programs carry the client library.
func TestWhoCarriesIt(t *testing.T) {
	for pkg, want := range map[string]bool{
		"pretobranco/cmd/pretobranco-converter": true, "pretobranco/cmd/pretobranco-gateway": true,
		"pretobranco/cmd/pretobranco-client": false, "pretobranco/app": false, "pretobranco/engine": false,
	} {
		out, err := exec.Command("go", "list", "-tags", "ci", "-deps", pkg).Output()
		if err != nil {
			t.Fatalf("go list %s: %v", pkg, err)
		}
		if carries := strings.Contains(string(out), "github.com/prometheus/"); carries != want {
			t.Errorf("%s: %v", pkg, carries)
		}
	}
}
