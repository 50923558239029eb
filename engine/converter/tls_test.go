package converter_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
)

// certificate makes a certificate of its own authority for 127.0.0.1.
func certificate(t *testing.T) (certFile, keyFile string, pool *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pool = x509.NewCertPool()
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool.AddCert(parsed)
	return write("cert.pem", "CERTIFICATE", der), write("key.pem", "PRIVATE KEY", keyDER), pool
}

// TLS changes nothing, and a certificate that is not trusted, or no TLS, has a sentence of its own.
func TestTLS(t *testing.T) {
	certFile, keyFile, pool := certificate(t)
	url := start(t, converter.Config{Convert: echo}, httpd.Config{CertFile: certFile, KeyFile: keyFile, Token: "s3cret"})
	if !strings.HasPrefix(url, "https://") {
		t.Fatal(url)
	}
	trusting := client(t, converter.ClientConfig{URL: url, Token: "s3cret", TLS: &tls.Config{RootCAs: pool}})
	if err := trusting.Check(t.Context()); err != nil {
		t.Error(err)
	}
	image := noise(300_000)
	if result, err := trusting.Convert(t.Context(), image, bw.Options{}); err != nil || string(result.File) != string(image) {
		t.Errorf("%d bytes, %v", len(result.File), err)
	}
	err := client(t, converter.ClientConfig{URL: url}).Check(t.Context())
	wantKind(t, err, fault.Internal, "certificate is not trusted")
	plain := client(t, converter.ClientConfig{URL: strings.Replace(url, "https", "http", 1)})
	if err := plain.Check(t.Context()); err == nil || errors.Is(err, converter.ErrLost) && !strings.Contains(err.Error(), "400") {
		t.Errorf("plain text: %v", err)
	}
}
