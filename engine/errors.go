package engine

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"pretobranco/engine/atomicfile"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/journal"
	"pretobranco/engine/safefile"
)

// Why a batch pauses by itself. An Event's Err wraps one of them; its text is a
// sentence for a person.
var (
	ErrServer = errors.New("the server is not there")               // unreachable, or it refuses us
	ErrFolder = errors.New("the results' folder cannot be written") // full, read-only, no permission, gone
)

// ErrCertificate is what an error wraps when the server shows a certificate that is not to
// be trusted (ErrServer, too, then), or the file of its authority cannot be used.
var ErrCertificate = errors.New("the server's certificate is not to be trusted")

// ErrJournal is what the error of an Unrecorded event wraps.
var ErrJournal = errors.New("the progress is not recorded")

// newError makes an error of a kind from a sentence for people;
// causes are for errors.Is and the log.
func newError(kind fault.Kind, sentence string, causes ...error) error {
	return (&fault.Error{Kind: kind, Reason: fault.Sentence{Format: sentence}}).With(causes...)
}

// readError returns the reason why an original cannot be read, without its path.
func readError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return newError(fault.Damaged, "the file is not there", err)
	case errors.Is(err, fs.ErrPermission):
		return newError(fault.Damaged, "no permission to read it", err)
	case errors.Is(err, safefile.ErrKind):
		return newError(fault.Unsupported, "not a file: a folder, a pipe, a socket or a device", err)
	}
	return fault.New(fault.Damaged, "it cannot be read: %s", rootCause(err)).With(err)
}

// writeError returns the reason why a result cannot be saved, without its path. Errors that
// would affect every photo wrap ErrFolder.
func writeError(err error) error {
	switch {
	case atomicfile.IsFull(err):
		return newError(fault.Internal, "the disk is full", ErrFolder, err)
	case atomicfile.IsReadOnly(err):
		return newError(fault.Internal, "the disk can only be read", ErrFolder, err)
	case errors.Is(err, fs.ErrPermission):
		return newError(fault.Internal, "no permission to write into the folder", ErrFolder, err)
	case errors.Is(err, fs.ErrNotExist):
		return newError(fault.Internal, "the folder is not there any more", ErrFolder, err)
	case errors.Is(err, safefile.ErrLeadsOut):
		return newError(fault.Unsupported, "the folder is a link that leads elsewhere", err)
	case errors.Is(err, syscall.EIO):
		return newError(fault.Internal, "the disk reports an error", ErrFolder, err)
	}
	return fault.New(fault.Internal, "the result cannot be saved: %s", rootCause(err)).With(err)
}

// noJournal returns the reason why a batch has no journal in a folder, without the folder's path.
func noJournal(err error) error {
	kind, why := fault.Unsupported, rootCause(err)
	if errors.Is(err, fs.ErrPermission) {
		why = "no permission to use it"
	}
	if errors.Is(err, journal.ErrLocked) {
		kind = fault.Busy
	}
	return fault.New(kind, "the progress is not recorded: %s cannot be used: %s", journal.Name, why).With(ErrJournal, err)
}

// rootCause returns the reason in err without the operation and the path around it.
func rootCause(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// stopped returns the cause of ctx's end as an error of kind Cancelled.
func stopped(ctx context.Context) error {
	return newError(fault.Cancelled, "stopped", context.Cause(ctx))
}

// wrap gives err more causes: its kind and its sentence stay.
func wrap(err error, causes ...error) error {
	return (&fault.Error{Kind: KindOf(err), Reason: fault.ReasonOf(err)}).With(causes...)
}
