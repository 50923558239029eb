package address

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	form := Form{Plain: "http", Secure: "https", Port: "8000"}
	for text, want := range map[string]string{
		"photos": "http://photos:8000", " photos.local\n": "http://photos.local:8000", "192.168.1.5:9": "http://192.168.1.5:9",
		"::1": "http://[::1]:8000", "[::1]": "http://[::1]:8000", "[::1]:7": "http://[::1]:7", "fe80::1": "http://[fe80::1]:8000",
		"https://h": "https://h", "http://h/pb?a=b#top": "http://h/pb?a=b", "h/pb": "http://h:8000/pb",
		"http://user:pass@h:1": "http://h:1 pass", "x:pass@h": "http://h:8000 pass", "http://h:65535": "http://h:65535",
	} {
		a, err := form.Parse(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if got := strings.TrimSpace(a.URL.String() + " " + a.Token); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]error{
		"": errEmpty, " ": errEmpty, "://": errSyntax, "h:x": errSyntax, "a b": errSyntax, "http://": errNoHost, ":8000": errNoHost,
		"h:0": errBadPort, "h:65536": errBadPort, "h:99999999999999999999": errBadPort,
	} {
		if a, err := form.Parse(text); err != want {
			t.Errorf("%q: %v, %v, want %v", text, a.URL, err, want)
		}
	}
	if _, err := form.Parse("ws://u:secret@h"); err == nil || err.Error() != "it begins with ws://, not with http:// or https://" {
		t.Errorf("%v", err)
	}
}
