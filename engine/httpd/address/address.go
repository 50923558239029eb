// Package address parses the addresses of servers as people write them.
package address

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// A Form is what the addresses of one kind of server look like.
type Form struct {
	Plain, Secure string // schemes: "ws" and "wss", or "http" and "https"
	Port          string // of an address without a scheme that names none
}

// An Address is where a server is.
type Address struct {
	URL   *url.URL // with a scheme of the form, without user and fragment
	Token string   // the password in the text, or ""
}

// What is wrong with an address. The texts are parts of sentences.
var (
	errEmpty   = errors.New("it is empty")
	errSyntax  = errors.New("it does not read as one")
	errNoHost  = errors.New("it names no host")
	errBadPort = errors.New("its port is not a number from 1 to 65535")
)

// Parse parses HOST, HOST:PORT, an IPv6 address with or without brackets, or a URL, which may have a
// path and a query. The text of an error says what is wrong, and never what the text is: that may
// have a secret.
func (f Form) Parse(text string) (Address, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Address{}, errEmpty
	}
	bare := !strings.Contains(text, "://")
	if bare {
		if ip := net.ParseIP(text); ip != nil && strings.Contains(text, ":") {
			text = "[" + text + "]"
		}
		text = f.Plain + "://" + text
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return Address{}, errSyntax
	case u.Scheme != f.Plain && u.Scheme != f.Secure:
		return Address{}, errors.New("it begins with " + u.Scheme + "://, not with " + f.Plain + ":// or " + f.Secure + "://")
	case u.Hostname() == "" || strings.ContainsAny(u.Hostname(), " \t\"<>"):
		return Address{}, errNoHost
	}
	if bare && u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), f.Port)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return Address{}, errBadPort
		}
	}
	token, _ := u.User.Password()
	u.User, u.Fragment = nil, ""
	return Address{u, token}, nil
}
