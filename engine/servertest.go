package engine

import (
	"bytes"
	"context"
	"crypto/tls"
	"image"
	"image/color"
	"image/jpeg"
	"net"
	"net/url"
	"strings"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
)

// Check reports whether the server answers and accepts the token. It needs some seconds
// at most.
func (e *Engine) Check(ctx context.Context) error {
	l, err := e.dial(ctx)
	if err != nil {
		return err
	}
	return l.Close()
}

// Steps lists the names of Test's steps in their order.
var Steps = []string{"resolve", "connect", "tls", "token", "convert", "speed"}

// A Step is one step of Test that has ended, well or not.
type Step struct {
	Name   string  // one of Steps
	Detail string  // resolve: the addresses; connect: the port; tls: the version, or "" without
	Amount float64 // convert: mean difference from this computer's result, in levels of 255; speed: pictures a second
	Err    error   // why it failed; nothing follows then
	Took   time.Duration
}

// Test tests a server step by step and reports each step when it has ended. The error
// is that of the failed step.
func (e *Engine) Test(ctx context.Context, step func(Step)) error {
	t := test{engine: e}
	defer t.close()
	for i, run := range []func(context.Context, *Step) error{t.resolve, t.connect, t.tls, t.token, t.convert, t.speed} {
		start, s := time.Now(), Step{Name: Steps[i]}
		limited, cancel := context.WithTimeout(ctx, 2*e.patience.dial)
		s.Err = run(limited, &s)
		cancel()
		if ctx.Err() != nil {
			s.Err = stopped(ctx)
		}
		s.Took = time.Since(start)
		step(s)
		if s.Err != nil {
			return s.Err
		}
	}
	return nil
}

// A test is the state between the steps.
type test struct {
	engine *Engine
	url    *url.URL
	conn   net.Conn
	client client
}

func (t *test) close() {
	if t.conn != nil {
		t.conn.Close()
	}
	if t.client != nil {
		t.client.Close()
	}
}

func (t *test) resolve(ctx context.Context, s *Step) error {
	u, err := url.Parse(t.engine.address)
	if err != nil {
		return newError(fault.Unsupported, "not a server address", err)
	}
	t.url = u
	addresses, err := net.DefaultResolver.LookupHost(ctx, u.Hostname())
	if err != nil {
		return fault.New(fault.Internal, "no computer is known by the name %s", u.Hostname()).With(ErrServer, err)
	}
	s.Detail = strings.Join(addresses, ", ")
	return nil
}

func (t *test) connect(ctx context.Context, s *Step) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", t.url.Host)
	if err != nil {
		return fault.New(fault.Internal, "%s: %s", t.url.Host, rootCause(err)).With(ErrServer, err)
	}
	t.conn, s.Detail = conn, t.url.Port()
	return nil
}

func (t *test) tls(ctx context.Context, s *Step) error {
	if t.url.Scheme != "wss" {
		return nil
	}
	config := &tls.Config{}
	if t.engine.tls != nil {
		config = t.engine.tls.Clone()
	}
	config.ServerName = t.url.Hostname()
	secure := tls.Client(t.conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		// Dialling finds the same and has the sentences for it.
		if _, better := t.engine.dial(ctx); better != nil {
			return better
		}
		return fault.New(fault.Internal, "no encrypted connection: %s", rootCause(err)).With(ErrServer, err)
	}
	s.Detail = tls.VersionName(secure.ConnectionState().Version)
	return nil
}

func (t *test) token(ctx context.Context, _ *Step) (err error) {
	t.client, err = t.engine.dial(ctx)
	return err
}

// testOptions are what every server can do, the older system's too.
var testOptions = Options{Format: bw.JPEG}

// convert has a small picture converted, and holds the result against this computer's.
func (t *test) convert(ctx context.Context, s *Step) error {
	picture := sample(240, 180)
	result, err := t.client.Convert(ctx, picture, testOptions)
	if err != nil {
		return err
	}
	local, err := bw.Convert(ctx, picture, testOptions, bw.OwnLimits)
	if err != nil {
		return err
	}
	if bytes.Equal(result.File, local.File) {
		return nil
	}
	there, err := bw.Decode(ctx, result.File, bw.OwnLimits, 0)
	if err != nil {
		return newError(fault.Internal, "the server's answer is not a picture", err)
	}
	here, err := bw.Decode(ctx, local.File, bw.OwnLimits, 0)
	if err != nil {
		return err
	}
	difference, same := distance(here, there)
	if !same || difference > 4 {
		return newError(fault.Internal, "the server's answer is another picture than this computer's")
	}
	s.Amount = difference
	return nil
}

// speed has a picture of two megapixels converted some times in a row.
func (t *test) speed(ctx context.Context, s *Step) error {
	const times = 4
	picture := sample(1632, 1224)
	start := time.Now()
	for range times {
		if _, err := t.client.Convert(ctx, picture, testOptions); err != nil {
			return err
		}
	}
	s.Amount = times / time.Since(start).Seconds()
	return nil
}

// distance returns the mean difference of two pictures' green, which is the only value of
// a gray pixel. Pictures of different sizes are not the same.
func distance(a, b image.Image) (mean float64, same bool) {
	if a.Bounds().Size() != b.Bounds().Size() {
		return 0, false
	}
	r, off := a.Bounds(), b.Bounds().Min.Sub(a.Bounds().Min)
	var sum float64
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			_, g, _, _ := a.At(x, y).RGBA()
			_, h, _, _ := b.At(x+off.X, y+off.Y).RGBA()
			sum += max(float64(g)-float64(h), float64(h)-float64(g)) / 257
		}
	}
	return sum / float64(r.Dx()*r.Dy()), true
}

// sample draws a colourful picture, soft so that no codec differs much.
func sample(width, height int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			r, g := 255*x/width, 255*y/height
			img.SetRGBA(x, y, color.RGBA{uint8(r), uint8(g), uint8(255 - (r+g)/2), 255})
		}
	}
	var file bytes.Buffer
	// Encoding into memory cannot fail.
	jpeg.Encode(&file, img, &jpeg.Options{Quality: 92})
	return file.Bytes()
}
