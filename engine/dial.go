package engine

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/gateway"
	"pretobranco/engine/safefile"
)

// A lostError is the end of a connection with photos on it.
type lostError struct{ error }

func (e *lostError) Unwrap() error { return e.error }

// errAway means that a server may be back in a moment.
var errAway = errors.New("nothing answers at the server's address")

// dial makes a connection. Errors other than Busy wrap ErrServer, and those that may
// pass by themselves errAway.
func (e *Engine) dial(ctx context.Context) (client, error) {
	limited, cancel := context.WithTimeout(ctx, e.patience.dial)
	defer cancel()
	client, err := gateway.Dial(limited, gateway.ClientConfig{
		URL: e.address, Token: e.config.Token, TLS: e.tls, MaxBytes: e.config.Limits.Bytes,
		Unchecked: e.own != nil, // the loopback interface does not change data
	})
	switch {
	case err == nil:
		return client, nil
	case ctx.Err() != nil:
		return nil, stopped(ctx)
	case KindOf(err) == Busy:
		return nil, err
	case errors.Is(err, gateway.ErrLost):
		return nil, wrap(err, ErrServer, errAway, err)
	}
	var untrusted *tls.CertificateVerificationError
	if errors.As(err, &untrusted) {
		return nil, wrap(err, ErrServer, ErrCertificate, err)
	}
	return nil, wrap(err, ErrServer, err)
}

// isLost reports whether err is the end of a connection.
func isLost(err error) bool { return errors.Is(err, gateway.ErrLost) }

// refusal is why the server did not convert one photo.
func refusal(err error) error {
	if KindOf(err) == Unauthorized {
		return wrap(err, ErrServer, err)
	}
	return err
}

// mostAuthorities is how large a file of authorities may be: those of a whole system have about
// 250 KB.
const mostAuthorities = 8 << 20

// authority returns the TLS configuration for a server whose certificate is signed
// by the authority in a PEM file; nil is the system's authorities.
func authority(file string) (*tls.Config, error) {
	if file == "" {
		return nil, nil
	}
	pem, err := safefile.Read(file, mostAuthorities)
	if err != nil {
		return nil, fault.New(fault.Unsupported, "the certificate authority's file cannot be used: %s", rootCause(err)).With(ErrCertificate, err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, newError(fault.Unsupported, "the certificate authority's file holds no certificate in PEM form", ErrCertificate)
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}
