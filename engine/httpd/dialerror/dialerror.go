// Package dialerror classifies why there is no connection to a server.
package dialerror

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"syscall"
)

// A Reason is why there is no connection.
type Reason int

const (
	Other              Reason = iota
	UnknownHost               // DNS does not know the name
	Refused                   // nothing listens at the address
	NotTLS                    // the server does not speak TLS
	Expired                   // its certificate is expired or not yet valid
	UnknownAuthority          // its certificate is signed by an authority that is not trusted
	OtherName                 // its certificate is for another name
	InvalidCertificate        // its certificate is not valid for another reason
)

// wsaConnRefused is the number that Windows has for ECONNREFUSED.
const wsaConnRefused = syscall.Errno(10061)

// Of returns the reason of an error of a dialer or of an HTTP client.
func Of(err error) Reason {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &dns):
		return UnknownHost
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, wsaConnRefused):
		return Refused
	case errors.As(err, &record), err != nil && strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		// The second is net/http's text for the first, which it does not wrap.
		return NotTLS
	}
	return certificate(err)
}

// certificate returns what is wrong with the server's certificate, or Other.
func certificate(err error) Reason {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var other *tls.CertificateVerificationError
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return Expired
	case errors.As(err, &unknown):
		return UnknownAuthority
	case errors.As(err, &name):
		return OtherName
	case errors.As(err, &invalid), errors.As(err, &other):
		return InvalidCertificate
	}
	return Other
}
