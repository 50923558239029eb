package engine

import (
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/safefile"
)

// An Engine is a way to a gateway, with a number of photos that may be on it at once.
type Engine struct {
	config   Config
	address  string // normalised; of our own gateway if config.Server is ""
	tls      *tls.Config
	jobs     int
	patience patience
	own      *servers // nil for a remote gateway

	// Fields so that tests can see the disk, and slow it down.
	syncFolder   func(folder string) error
	openJournals func(ctx context.Context, job Job, items []item, wait time.Duration, fail func(folder string, reason error)) journalSet

	mu      sync.Mutex     // guards what follows
	batches map[*Batch]int // that run; 2 if one begins again before its Finished was heard
}

// remoteJobs is how many photos are under way to another computer at once: enough
// to keep it busy while others are sent, also with a round trip of 50 ms.
const remoteJobs = 12

// Open returns an engine for the gateway that cfg names. Without a server it starts a
// converter and a gateway on a loopback port of this computer. With a server it only
// parses the address: Check reports whether the server answers.
func Open(ctx context.Context, cfg Config) (*Engine, error) {
	if cfg.Limits == (Limits{}) {
		cfg.Limits = bw.OwnLimits
	}
	e := &Engine{config: cfg, jobs: cfg.Jobs, patience: defaultPatience, syncFolder: atomicfile.SyncFolder, openJournals: openJournals, batches: map[*Batch]int{}}
	if cfg.Server == "" {
		if e.jobs <= 0 {
			e.jobs = runtime.NumCPU() + 1 // one more, so that the processor does not wait for disks and sockets
		}
		e.config.Token = NewToken()
		own, err := startServers(serversConfig{gateway: loopback, converter: loopback, token: e.config.Token, limits: cfg.Limits, jobs: e.jobs, log: cfg.Log})
		if err != nil {
			return nil, err
		}
		e.own, e.address = own, own.address
		return e, nil
	}
	address, token, err := parseAddress(cfg.Server)
	if err != nil {
		return nil, err
	}
	e.address = address
	if cfg.Token == "" {
		e.config.Token = token
	}
	if e.tls, err = authority(cfg.CAFile); err != nil {
		return nil, err
	}
	if e.jobs <= 0 {
		e.jobs = remoteJobs
	}
	return e, ctx.Err()
}

// Server returns the server's address, or "" for this computer.
func (e *Engine) Server() string {
	if e.own != nil {
		return ""
	}
	return e.address
}

// Jobs returns how many photos are under way at once.
func (e *Engine) Jobs() int { return e.jobs }

// Close stops all batches at once, waits for them, and ends the servers that Open
// started.
func (e *Engine) Close() error {
	e.mu.Lock()
	var running []*Batch
	for b := range e.batches {
		running = append(running, b)
	}
	e.mu.Unlock()
	for _, b := range running {
		b.StopNow()
	}
	for _, b := range running {
		b.Wait()
	}
	if e.own != nil {
		e.own.close()
	}
	return nil
}

func (e *Engine) enter(b *Batch) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.batches[b]++
}

func (e *Engine) leave(b *Batch) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.batches[b]--; e.batches[b] == 0 {
		delete(e.batches, b)
	}
}

// newPool returns the connections of a batch, none of them made yet.
func (e *Engine) newPool() *connPool {
	return &connPool{dial: e.dial, most: e.jobs}
}

// prepare fills what a job leaves out, and shows that the homes of its results can be written.
// It returns the folders that it made for them.
func prepare(job Job, photos []Photo) (_ Job, made []string, err error) {
	if job.Folder == "" && job.Subfolder == "" {
		return job, made, newError(fault.Unsupported, "no folder for the results is named")
	}
	if job.Folder == "" && (!filepath.IsLocal(job.Subfolder) || filepath.Base(job.Subfolder) != job.Subfolder) {
		return job, made, newError(fault.Unsupported, "the folder beside the photos needs a plain name")
	}
	if job.Folder != "" {
		folder, err := filepath.Abs(job.Folder)
		if err != nil {
			return job, made, writeError(err)
		}
		job.Folder = folder
		job.above = standing(filepath.Dir(folder))
	}
	if job.Options.Format == "" {
		job.Options.Format = bw.Keep
	}
	if job.Exists == "" {
		job.Exists = Skip
	}
	homes := job.outputRoots(photos)
	if job.Folder != "" {
		homes = []string{job.Folder}
	}
	for _, home := range homes {
		if info, err := os.Stat(home); err == nil && !info.IsDir() {
			return job, made, newError(fault.Unsupported, "the results' folder is a file", ErrFolder)
		}
		news, err := makeRoot(job, home)
		made = append(made, news...)
		if err == nil {
			err = atomicfile.Probe(home)
		}
		switch {
		case errors.Is(err, syscall.ENOTDIR):
			return job, made, newError(fault.Unsupported, "the results' folder cannot be made: a file is in its way", ErrFolder, err)
		case errors.Is(err, safefile.ErrLeadsOut):
			return job, made, newError(fault.Unsupported, "the results' folder is a link that leads elsewhere", ErrFolder, err)
		case errors.Is(err, fs.ErrNotExist):
			return job, made, newError(fault.Unsupported, "the results' folder cannot be made there", ErrFolder, err)
		case err != nil:
			return job, made, writeError(err)
		}
	}
	return job, made, nil
}

// standing returns folder, or the nearest folder above it that exists.
func standing(folder string) string {
	for {
		if _, err := os.Stat(folder); err == nil || folder == filepath.Dir(folder) {
			return folder
		}
		folder = filepath.Dir(folder)
	}
}

// inspect fills in missing formats and sizes of photos. A photo that cannot be read fails when
// its turn comes.
func inspect(photos []Photo) {
	for i := range photos {
		if photos[i].Format == "" {
			photos[i].Format, _, _ = sniff(photos[i].Path)
		}
	}
}
