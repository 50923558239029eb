package httpd

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
)

// middleware wraps handler with what happens before and after it: health check, request
// ID, minimum rate, origin, token, metrics and a log line.
func (s *Server) middleware(cfg Config, handler http.Handler) http.Handler {
	allowed := tokenCheck(cfg.Token)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" {
			s.healthz(w, r)
			return
		}
		r = withRequestID(r)
		start := time.Now()
		taken := upgrade(r)
		p := pace(w, r)
		r.Body = p.body
		// Deferred calls run last to first: the line of log comes after the panic's answer.
		defer func() {
			status, level := p.status, slog.LevelDebug
			switch {
			case status >= 400:
				level = slog.LevelInfo
			case taken:
				status = http.StatusSwitchingProtocols
			}
			cfg.Log.LogAttrs(r.Context(), level, "request", slog.String("id", RequestID(r.Context())),
				slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.String("remote", r.RemoteAddr),
				slog.Int("status", status), slog.Int64("in", r.ContentLength), slog.Int64("out", p.bytes),
				slog.Duration("took", time.Since(start)))
		}()
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v != http.ErrAbortHandler {
				cfg.Log.Error("panic", "id", RequestID(r.Context()), "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			}
			panic(http.ErrAbortHandler) // net/http closes the connection and logs nothing more
		}()
		switch {
		case foreign(r):
			cfg.Recorder.Refused(ForeignOrigin)
			refuse(p, http.StatusForbidden, "pages of another origin may not use this server")
		case !allowed(r):
			cfg.Recorder.Refused(BadToken)
			// A client that sends its whole body before it reads would see a reset instead of the reason.
			io.CopyN(io.Discard, r.Body, maxDiscard)
			refuse(p, http.StatusUnauthorized, "the token is missing or wrong",
				"WWW-Authenticate", `Bearer realm="Preto & Branco"`, "WWW-Authenticate", `Basic realm="Preto & Branco"`)
		case r.URL.Path == "/metrics" && cfg.Metrics != nil:
			metrics(p, r, cfg.Metrics)
		case taken:
			handler.ServeHTTP(w, r)
		default:
			handler.ServeHTTP(p, r)
		}
		if !taken {
			p.finish()
		}
	})
}

// metrics answers GET /metrics.
func metrics(w http.ResponseWriter, r *http.Request, handler http.Handler) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		refuse(w, http.StatusMethodNotAllowed, "only GET", "Allow", "GET, HEAD")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	handler.ServeHTTP(w, r)
}

// maxDiscard is how much of an unauthorized request's body is read and discarded.
const maxDiscard = 4 << 20

// refuse answers with a status, one line of text, and pairs of header and value.
func refuse(w http.ResponseWriter, status int, reason string, header ...string) {
	for i := 0; i+1 < len(header); i += 2 {
		w.Header().Add(header[i], header[i+1])
	}
	http.Error(w, reason, status)
}

// upgrade reports whether r asks for a WebSocket. Its handler takes over the connection
// and its deadlines.
func upgrade(r *http.Request) bool {
	return strings.EqualFold(r.Header.Get("Upgrade"), "websocket") && r.Method == http.MethodGet
}

// foreign reports whether a browser sent r for a page of another origin. Programs send
// no Origin header.
func foreign(r *http.Request) bool {
	for _, origin := range r.Header.Values("Origin") {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || !strings.EqualFold(u.Host, r.Host) {
			return true
		}
	}
	return false
}

// tokenCheck returns a function that reports whether a request carries token in
// one of the three places: Authorization: Bearer, the password of Authorization:
// Basic, ?token=. It compares digests, so that its time reveals neither how much of a
// guess is right nor the length of the token.
func tokenCheck(token string) func(*http.Request) bool {
	want := sha256.Sum256([]byte(token))
	right := func(guess string) bool {
		got := sha256.Sum256([]byte(guess))
		return subtle.ConstantTimeCompare(got[:], want[:]) == 1
	}
	return func(r *http.Request) bool {
		if token == "" {
			return true
		}
		if scheme, bearer, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
			return right(strings.TrimSpace(bearer))
		}
		if _, password, ok := r.BasicAuth(); ok {
			return right(password)
		}
		return right(r.URL.Query().Get("token"))
	}
}
