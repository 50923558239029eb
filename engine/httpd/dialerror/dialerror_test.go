package dialerror

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
)

func TestOf(t *testing.T) {
	verification := func(err error) error { return &tls.CertificateVerificationError{Err: err} }
	for _, test := range []struct {
		err  error
		want Reason
	}{
		{nil, Other},
		{errors.New("x"), Other},
		{&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "x"}}, UnknownHost},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, Refused},
		{&net.OpError{Op: "dial", Err: syscall.Errno(10061)}, Refused},
		{&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, Other},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, NotTLS},
		{verification(x509.CertificateInvalidError{Reason: x509.Expired}), Expired},
		{verification(x509.CertificateInvalidError{Reason: x509.NotAuthorizedToSign}), InvalidCertificate},
		{verification(x509.UnknownAuthorityError{}), UnknownAuthority},
		{verification(x509.HostnameError{Certificate: new(x509.Certificate), Host: "x"}), OtherName},
		{verification(errors.New("x")), InvalidCertificate},
	} {
		if got := Of(test.err); got != test.want {
			t.Errorf("%v: %d, want %d", test.err, got, test.want)
		}
		if test.err != nil {
			if got := Of(fmt.Errorf("Post: %w", test.err)); got != test.want {
				t.Errorf("%v, wrapped: %d, want %d", test.err, got, test.want)
			}
		}
	}
}

// What net/http reports for servers that are not there or not as expected.
func TestOfHTTP(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	defer secure.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for url, want := range map[string]Reason{
		closed.URL: Refused,
		strings.Replace(plain.URL, "http:", "https:", 1): NotTLS,
		secure.URL: UnknownAuthority,
	} {
		response, err := client.Get(url)
		if err == nil {
			response.Body.Close()
			t.Errorf("%s answers", url)
		} else if got := Of(err); got != want {
			t.Errorf("%v: %d, want %d", err, got, want)
		}
	}
}
