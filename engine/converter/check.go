package converter

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"

	kolo "github.com/kolo/xmlrpc"

	"pretobranco/engine/bw/fault"
)

// maxCheck is how much of an answer Check reads: a list of names is short.
const maxCheck = 64 << 10

// Check returns nil if a converter answers, or else a sentence about what does. The older
// system's converter does not list its methods, but its fault is in XML-RPC, which is enough.
func (c *Client) Check(ctx context.Context) error {
	call, err := kolo.EncodeMethodCall("system.listMethods")
	if err != nil {
		return fault.New(fault.Internal, "the call cannot be made: %w", err)
	}
	body := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(call)), nil }
	response, err := c.post(ctx, body, int64(len(call)), "")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxCheck))
	if err != nil {
		return c.broken(ctx, err)
	}
	var refused kolo.FaultError
	switch err := kolo.Response(answer).Err(); {
	case errors.As(err, &refused):
		return nil
	case err != nil:
		return notConverter(err)
	}
	var names []string
	if err := kolo.Response(answer).Unmarshal(&names); err != nil {
		return notConverter(err)
	}
	if !slices.Contains(names, Method) {
		return fault.New(fault.Internal, "an XML-RPC server answers at the address, but it is no converter")
	}
	return nil
}

func notConverter(cause error) error {
	return fault.New(fault.Internal, "something answers at the address, but it is no converter: %w", cause)
}
