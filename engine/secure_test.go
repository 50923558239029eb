package engine

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/gateway"
	"pretobranco/engine/httpd"
)

// A signatory signs certificates.
type signatory struct {
	t    *testing.T
	dir  string
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	file string // its own certificate, PEM
}

func newSignatory(t *testing.T) *signatory {
	t.Helper()
	a := &signatory{t: t, dir: t.TempDir()}
	var err error
	if a.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.file = a.write("authority.pem", "CERTIFICATE", der)
	return a
}

func (a *signatory) write(name, kind string, der []byte) string {
	path := filepath.Join(a.dir, name)
	write(a.t, path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
	return path
}

// sign makes the certificate and the key of a server, valid for so long, for 127.0.0.1 or
// another name. One that is self-signed is not signed by a.
func (a *signatory) sign(name string, valid time.Duration, self bool) (certFile, keyFile string) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(valid)}
	if ip := net.ParseIP(name); ip != nil {
		template.IPAddresses = []net.IP{ip}
	} else {
		template.DNSNames = []string{name}
	}
	parent, signer := a.cert, a.key
	if self {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	return a.write("cert.pem", "CERTIFICATE", der), a.write("key.pem", "PRIVATE KEY", private)
}

// secured starts a gateway and a converter, of which it returns the addresses.
func secured(t *testing.T, cfg httpd.Config) (gatewayURL, converterURL string) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cfg.Addr, cfg.Drain = "127.0.0.1:0", time.Second
	g, err := gateway.New(gateway.Config{Converters: []string{"http://127.0.0.1:1"}})
	if err != nil {
		t.Fatal(err)
	}
	var servers []*httpd.Server
	done := make(chan error, 2)
	for _, handler := range []http.Handler{g, converter.New(converter.Config{Limits: bw.ServerLimits})} {
		server, err := httpd.Listen(cfg, handler)
		if err != nil {
			t.Fatal(err)
		}
		go func() { done <- server.Serve(ctx) }()
		servers = append(servers, server)
	}
	t.Cleanup(func() {
		g.Close()
		cancel()
		for range servers {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
	return servers[0].URL("ws"), servers[1].URL("http")
}

// TestCertificates that are not to be trusted are refused by the client, and everyone is
// told why in a sentence.
func TestCertificates(t *testing.T) {
	for name, c := range map[string]struct {
		host            string
		valid           time.Duration
		self            bool
		change          func(gateway, converter string) (string, string)
		gateway, worker string // what is said; "" for nothing
	}{
		"good":        {"127.0.0.1", time.Hour, false, nil, "", ""},
		"expired":     {"127.0.0.1", -time.Minute, false, nil, "expired", "expired"},
		"self-signed": {"127.0.0.1", time.Hour, true, nil, "not signed by anyone", "not trusted"},
		"another's":   {"photos.example", time.Hour, false, nil, "another name", "another name"},
		"plain client": {"127.0.0.1", time.Hour, false, func(g, c string) (string, string) {
			return strings.Replace(g, "wss", "ws", 1), strings.Replace(c, "https", "http", 1)
		}, "use wss://", "https://"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newSignatory(t)
			certFile, keyFile := a.sign(c.host, c.valid, c.self)
			gatewayURL, converterURL := secured(t, httpd.Config{CertFile: certFile, KeyFile: keyFile})
			if c.change != nil {
				gatewayURL, converterURL = c.change(gatewayURL, converterURL)
			}
			said := func(err error, want string) {
				t.Helper()
				switch {
				case want == "" && err != nil:
					t.Error(err)
				case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
					t.Errorf("%v, want %q", err, want)
				case want != "" && KindOf(err) == Unauthorized:
					t.Errorf("%v is blamed on the token", err)
				}
			}
			roots, err := authority(a.file)
			if err != nil {
				t.Fatal(err)
			}
			client, err := gateway.Dial(t.Context(), gateway.ClientConfig{URL: gatewayURL, TLS: roots})
			said(err, c.gateway)
			if err == nil {
				client.Close()
			}
			worker, err := converter.NewClient(converter.ClientConfig{URL: converterURL, TLS: roots})
			if err != nil {
				t.Fatal(err)
			}
			defer worker.Close()
			said(worker.Check(t.Context()), c.worker)
			if c.gateway != "" {
				err := open(t, Config{Server: gatewayURL, CAFile: a.file}).Check(t.Context())
				said(err, c.gateway)
				if encrypted := strings.HasPrefix(gatewayURL, "wss"); errors.Is(err, ErrCertificate) != encrypted {
					t.Errorf("%v: is it the certificate's fault? %v", err, !encrypted)
				}
			}
		})
	}
}

// TestDoors refuses a client without the token, in each of its three places, and to pages of
// another origin: both servers say so by the right status and in a sentence.
func TestDoors(t *testing.T) {
	gatewayURL, converterURL := secured(t, httpd.Config{Token: "s3cret"})
	basic := func(password string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte("anyone:"+password))
	}
	for _, c := range []struct {
		name, query, authorization, origin string
		status                             int
		says                               string
	}{
		{"no token", "", "", "", 401, "token"},
		{"wrong bearer", "", "Bearer guess", "", 401, "token"},
		{"wrong password", "", basic("guess"), "", 401, "token"},
		{"wrong query", "?token=guess", "", "", 401, "token"},
		{"right bearer", "", "Bearer s3cret", "", 0, ""},
		{"right password", "", basic("s3cret"), "", 0, ""},
		{"right query", "?token=s3cret", "", "", 0, ""},
		{"foreign page", "", "Bearer s3cret", "https://elsewhere.example", 403, "origin"},
		{"page of nobody", "", "Bearer s3cret", "null", 403, "origin"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for server, url := range map[string]string{"gateway": "http" + strings.TrimPrefix(gatewayURL, "ws"), "converter": converterURL} {
				method, body, want := "POST", `<methodCall><methodName>system.listMethods</methodName></methodCall>`, c.status
				if server == "gateway" {
					method, body = "GET", ""
				}
				r, err := http.NewRequestWithContext(t.Context(), method, url+"/"+c.query, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				if server == "gateway" {
					for name, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
						r.Header.Set(name, value)
					}
				}
				if want == 0 {
					want = map[string]int{"gateway": 101, "converter": 200}[server]
				}
				r.Header.Set("Authorization", c.authorization)
				if c.origin != "" {
					r.Header.Set("Origin", c.origin)
				}
				response, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				var text []byte
				if response.StatusCode != 101 {
					text, _ = io.ReadAll(response.Body)
				}
				response.Body.Close()
				if response.StatusCode != want || !strings.Contains(string(text), c.says) || strings.Contains(string(text), "s3cret") {
					t.Errorf("%s: %d %q, want %d", server, response.StatusCode, text, want)
				}
			}
		})
	}
	err := open(t, Config{Server: gatewayURL, Token: "guess"}).Check(t.Context())
	if err == nil || KindOf(err) != Unauthorized || !errors.Is(err, ErrServer) || strings.Contains(err.Error(), "guess") {
		t.Errorf("%v", err)
	}
	if _, err := tls.Dial("tcp", strings.TrimPrefix(gatewayURL, "ws://"), nil); err == nil {
		t.Error("a plain port speaks TLS")
	}
	err = open(t, Config{Server: "wss" + strings.TrimPrefix(gatewayURL, "ws"), Token: "s3cret"}).Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), "try ws://") {
		t.Errorf("%v", err)
	}
}
