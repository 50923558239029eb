package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
)

// A Server turns HTTP requests into WebSockets and answers what comes on them. It expects
// to run behind package httpd, which checks tokens and origins.
type Server struct {
	log      *slog.Logger
	recorder httpd.Recorder
	upgrader websocket.Upgrader
	maxBytes int64
	pixels   int64
	frames   int
	damaged  bw.DamagePolicy
	patience patience
	budget   *budget
	limiter  *limiter
	pool     *pool
	echo     bool // tests have every message sent back as it came, text in UTF-8 or not at all

	ctx     context.Context // of every connection
	cancel  context.CancelFunc
	closing chan struct{} // closed when Close begins

	mu       sync.Mutex // guards closed and open, and that sessions grows only before closed
	closed   bool
	open     int
	sessions sync.WaitGroup
}

// maxSessions is how many connections there may be; each costs about 100 KiB.
const maxSessions = 4096

var (
	errGoingDown = errors.New("the gateway is going down")
	errFull      = errors.New("the gateway has as many connections as it can")
)

// New makes a Server. The converters need not be there yet. Close ends it.
func New(cfg Config) (*Server, error) {
	if len(cfg.Converters) == 0 {
		return nil, fault.New(fault.Internal, "a gateway needs the address of a converter")
	}
	if cfg.MaxBytes <= 0 {
		cfg.MaxBytes = bw.ServerLimits.Bytes
	}
	var upstreams []*upstream
	for _, url := range cfg.Converters {
		c, err := newConverter(url, cfg)
		if err != nil {
			return nil, err
		}
		upstreams = append(upstreams, newUpstream(url, c))
	}
	s := newServer(cfg, upstreams)
	s.pool.watch(s.ctx)
	return s, nil
}

// newServer makes a Server whose pool does not watch its upstreams yet.
func newServer(cfg Config, upstreams []*upstream) *Server {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Recorder == nil {
		cfg.Recorder = httpd.NoRecorder
	}
	if cfg.Jobs <= 0 {
		cfg.Jobs = 2 * runtime.NumCPU() * max(1, len(upstreams))
	}
	s := &Server{
		log:      cfg.Log,
		recorder: cfg.Recorder,
		upgrader: websocket.Upgrader{
			ReadBufferSize:   readBuffer,
			WriteBufferSize:  writeBuffer,
			WriteBufferPool:  &writeBuffers,
			Subprotocols:     []string{Subprotocol},
			HandshakeTimeout: controlTimeout,
		},
		maxBytes: cfg.MaxBytes,
		pixels:   cfg.MaxPixels,
		frames:   cfg.MaxFrames,
		damaged:  cfg.Damaged,
		patience: defaultPatience,
		budget:   newBudget(max(512<<20, 4*cfg.MaxBytes)),
		limiter:  newLimiter(cfg.Jobs, defaultQueue),
		pool:     newPool(cfg.Log, upstreams),
		closing:  make(chan struct{}),
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// ServeHTTP serves one connection until it ends.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !websocket.IsWebSocketUpgrade(r) {
		s.recorder.Refused(httpd.Malformed)
		w.Header().Set("Upgrade", "websocket")
		http.Error(w, "this is a WebSocket server: connect with ws://", http.StatusUpgradeRequired)
		return
	}
	options := queryOptions(r.URL.Query())
	if options.err != nil {
		s.recorder.Refused(httpd.Malformed)
		http.Error(w, options.err.Error(), http.StatusBadRequest)
		return
	}
	if err := s.begin(); err != nil {
		s.recorder.Refused(string(fault.Busy))
		w.Header().Set("Retry-After", "5")
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	defer s.done()
	conn, err := s.upgrader.Upgrade(w, r, http.Header{"Server": {Subprotocol}})
	if err != nil {
		s.recorder.Refused(httpd.Malformed)
		s.log.Info("no WebSocket", "remote", r.RemoteAddr, "err", err)
		return
	}
	id := httpd.RequestID(r.Context())
	if id == "" {
		id = httpd.NewRequestID()
	}
	newSession(s, conn, id, r.RemoteAddr, options).run()
}

// begin counts a session, if there may be one more.
func (s *Server) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return errGoingDown
	case s.open == maxSessions:
		return errFull
	}
	s.open++
	s.sessions.Add(1)
	return nil
}

func (s *Server) done() {
	s.mu.Lock()
	s.open--
	s.mu.Unlock()
	s.sessions.Done()
}

// Close ends all connections with code 1001, each after the pictures that have come on
// it, if they are answered in time. It returns when all have ended, and may be called
// again.
func (s *Server) Close() {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	s.mu.Unlock()
	if first {
		close(s.closing)
		hurry := time.AfterFunc(s.patience.drain, s.cancel)
		defer hurry.Stop()
	}
	s.sessions.Wait()
	s.cancel()
	s.pool.close()
}
