package converter

import (
	"cmp"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd"
	"pretobranco/engine/httpd/address"
	"pretobranco/engine/httpd/checksum"
)

// ErrLost is wrapped by errors that mean that no whole answer arrived: the connection could not be
// made, or broke, or the answer was not XML-RPC. A conversion changes nothing, so it is safe to
// try it again, with this converter or another.
var ErrLost = errors.New("no whole answer came")

// ClientConfig is the configuration of a Client.
type ClientConfig struct {
	URL      string      // http://HOST:PORT or https://; a bare HOST means port 8000
	Token    string      // "" for none
	TLS      *tls.Config // for https; nil trusts what the system trusts
	MaxBytes int64       // of an answer's picture; 0 for no limit

	Unchecked bool // send no checksums: a converter in the same process needs none
}

// A Client calls one converter, ours or the older system's. It may be used by any number of
// goroutines. Each current call has a connection of its own, and connections are reused.
type Client struct {
	cfg       ClientConfig
	transport *http.Transport
	http      http.Client
}

// NewClient makes a Client. It does not connect: see Check.
func NewClient(cfg ClientConfig) (*Client, error) {
	server, err := parseAddress(cfg.URL)
	if err != nil {
		return nil, err
	}
	cfg.Token = cmp.Or(cfg.Token, server.Token)
	cfg.URL = server.URL.String()

	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	c := &Client{cfg: cfg, transport: &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dial,
		TLSHandshakeTimeout: 10 * time.Second,
		TLSClientConfig:     cfg.TLS,
		// A batch has a few connections to one place, and pauses between pictures.
		MaxIdleConnsPerHost: 64,
		IdleConnTimeout:     time.Minute, // a server keeps ours for two
		// The older converter would spend more time on gzip than on the picture.
		DisableCompression: true,
		ReadBufferSize:     64 << 10,
		WriteBufferSize:    64 << 10,
		Protocols:          protocols,
	}}
	c.http = http.Client{
		Transport: c.transport,
		// The token is for this address, not for one that it redirects to.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// dial connects to a converter.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, network, address)
	if tcp, ok := conn.(*net.TCPConn); ok {
		return wide{tcp}, err
	}
	return conn, err
}

// wide is a connection that sends more than net/http's 32 KiB at a time.
type wide struct{ *net.TCPConn }

// ReadFrom is called by net/http to send a body.
func (c wide) ReadFrom(r io.Reader) (int64, error) {
	buffer := copies.Get().(*[copySize]byte)
	defer copies.Put(buffer)
	return io.CopyBuffer(struct{ io.Writer }{c.TCPConn}, r, buffer[:])
}

// parseAddress parses an address as people write it.
func parseAddress(text string) (address.Address, error) {
	a, err := address.Form{Plain: "http", Secure: "https", Port: "8000"}.Parse(text)
	if err != nil {
		return a, fault.New(fault.Unsupported, "%q is not a converter's address: it should be as http://192.168.1.5:8000", redacted(text)).With(err)
	}
	if a.URL.Path == "" {
		a.URL.Path = "/"
	}
	return a, nil
}

// redacted is an address without what may be a secret.
func redacted(address string) string {
	before, after, found := strings.Cut(address, "@")
	if !found {
		return address
	}
	scheme, _, _ := strings.Cut(before, "://")
	return scheme + "://...@" + after
}

// Close closes the connections that are not in use.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Convert converts image. Options without a Format ask for a JPEG, the protocol's default. Errors are of package fault with the kind that they had in the converter; an error
// that wraps ErrLost did not come from a converter and may be tried again, as may Busy. image
// is not used any more when Convert returns. The result is the caller's own.
func (c *Client) Convert(ctx context.Context, image []byte, o bw.Options) (bw.Result, error) {
	options := fields(o)
	head, tail, err := xmlrpc.CallAround(Method, options)
	if err != nil {
		return bw.Result{}, fault.New(fault.Internal, "the options cannot be sent: %w", err)
	}
	sums := ""
	if !c.cfg.Unchecked {
		sums = callSums(image, options)
	}
	out := &callBody{head: head, image: image, tail: tail}
	defer out.recall()
	response, err := c.post(ctx, out.open, xmlrpc.NewPayload(head, image, tail).Len(), sums)
	if err != nil {
		return bw.Result{}, err
	}
	defer response.Body.Close()
	v, err := xmlrpc.ReadResponse(response.Body, xmlrpc.Limits{Image: c.cfg.MaxBytes}, takeBuffer(response.ContentLength, answerBuffer))
	picture, isPicture := v.(*xmlrpc.Blob)
	switch {
	case err != nil:
		return bw.Result{}, c.misread(ctx, err, o, response.Header.Get(ReasonHeader))
	case !isPicture || picture.Err != nil || len(picture.Data) == 0:
		return bw.Result{}, lost("the converter's answer holds no picture", nil)
	}
	if sum := response.Header.Get(SumsHeader); sum != "" && sum != fileSum(picture.Data) {
		return bw.Result{}, lost("the picture was changed on its way", checksum.ErrChanged)
	}
	result := bw.Result{File: picture.Data, Own: true}
	if report := response.Header.Get(ReportHeader); report != "" {
		// A report that cannot be parsed is treated as missing.
		if json.Unmarshal([]byte(report), &result.Report) != nil {
			result.Report = bw.Report{}
		}
	}
	return result, nil
}

// fields returns the options that must be sent: none where the older converter, which
// takes none, does the same.
func fields(o bw.Options) map[string]any {
	plainFormat := o.Format == "" || o.Format == bw.JPEG
	plainQuality := o.Quality == 0 || o.Quality == bw.DefaultQuality
	if o.Look.String() == bw.Neutral.String() && plainFormat && plainQuality && o.Metadata == bw.KeepMetadata && o.Damaged == "" {
		return nil
	}
	return o.Fields()
}

// post sends a document and returns the answer to it, of status 200. sums may be "".
func (c *Client) post(ctx context.Context, body func() (io.ReadCloser, error), length int64, sums string) (*http.Response, error) {
	response, kept, err := c.send(ctx, body, length, sums)
	if err != nil && kept && ctx.Err() == nil {
		// The connection was kept from an earlier call and died in between, as the others
		// will have: a converter that was started anew should not cost a picture.
		c.transport.CloseIdleConnections()
		response, _, err = c.send(ctx, body, length, sums)
	}
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		said, _ := io.ReadAll(io.LimitReader(response.Body, 4<<10))
		return nil, statusError(response.StatusCode, said)
	}
	return response, nil
}

// send sends a document once, and reports whether it used a kept connection.
func (c *Client) send(ctx context.Context, body func() (io.ReadCloser, error), length int64, sums string) (response *http.Response, kept bool, err error) {
	first, err := body()
	if err != nil {
		return nil, false, err
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { kept = info.Reused },
	})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.cfg.URL, first)
	if err != nil {
		return nil, false, err
	}
	request.GetBody, request.ContentLength = body, length
	h := request.Header
	h.Set("Content-Type", "text/xml; charset=utf-8")
	h.Set("Accept-Encoding", "identity")
	h.Set("User-Agent", "pretobranco")
	if sums != "" {
		h.Set(SumsHeader, sums)
	}
	if c.cfg.Token != "" {
		h.Set("Authorization", "Bearer "+c.cfg.Token)
	}
	if id := httpd.RequestID(ctx); id != "" {
		h.Set(httpd.RequestIDHeader, id)
	}
	response, err = c.http.Do(request)
	return response, kept, err
}
