// Package metrics counts what a server does, for Prometheus. Only the two server programs
// use it, so that no other program contains the client library.
//
//	m := metrics.New("converter")
//	server := converter.New(converter.Config{Recorder: m, ...})
//	m.Watch("running", "Pictures being converted.", server.Running)
//	httpd.Listen(httpd.Config{Recorder: m, Metrics: m.Handler(), ...}, server)
//
// The names begin with pretobranco_converter_ or pretobranco_gateway_. The only labels are
// "reason" and "direction", whose values are fixed: clients cannot add any.
package metrics

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/httpd"
)

// Metrics is an httpd.Recorder with a registry of its own.
type Metrics struct {
	program  string
	registry *prometheus.Registry
	images   prometheus.Counter
	seconds  prometheus.Histogram
	in, out  prometheus.Counter
	refusals map[string]prometheus.Counter
}

// New makes the metrics of a program: "converter" or "gateway".
func New(program string) *Metrics {
	m := &Metrics{
		program:  program,
		registry: prometheus.NewRegistry(),
		images:   prometheus.NewCounter(options(program, "images_total", "Pictures converted.")),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: namespace, Subsystem: program, Name: "image_seconds", Help: "Time from receiving a picture to its answer, including waiting.",
			// A small JPEG takes a millisecond, a large AVIF a minute.
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 9),
		}),
		refusals: map[string]prometheus.Counter{},
	}
	bytes := prometheus.NewCounterVec(options(program, "image_bytes_total", "Bytes of converted pictures, received (in) and answered (out)."), []string{"direction"})
	m.in, m.out = bytes.WithLabelValues("in"), bytes.WithLabelValues("out")
	refusals := prometheus.NewCounterVec(options(program, "refusals_total", "Requests answered with an error, by reason."), []string{"reason"})
	for _, kind := range fault.Kinds {
		m.refusals[string(kind)] = refusals.WithLabelValues(string(kind))
	}
	for _, reason := range httpd.Reasons {
		m.refusals[reason] = refusals.WithLabelValues(reason)
	}
	m.registry.MustRegister(m.images, m.seconds, bytes, refusals,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

const namespace = "pretobranco"

func options(program, name, help string) prometheus.CounterOpts {
	return prometheus.CounterOpts{Namespace: namespace, Subsystem: program, Name: name, Help: help}
}

// Watch adds a gauge whose value is read at every scrape.
func (m *Metrics) Watch(name, help string, value func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(
		prometheus.GaugeOpts{Namespace: namespace, Subsystem: m.program, Name: name, Help: help},
		func() float64 { return float64(value()) }))
}

// Image is httpd.Recorder's.
func (m *Metrics) Image(took time.Duration, in, out int) {
	m.images.Inc()
	m.seconds.Observe(took.Seconds())
	m.in.Add(float64(in))
	m.out.Add(float64(out))
}

// Refused is httpd.Recorder's.
func (m *Metrics) Refused(reason string) {
	counter, known := m.refusals[reason]
	if !known {
		counter = m.refusals[string(fault.Internal)]
	}
	counter.Inc()
}

// Handler answers GET /metrics. It does not compress, because clients could make that
// expensive.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true, MaxRequestsInFlight: 4})
}
