package converter

import (
	"context"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter/limit"
	"pretobranco/engine/converter/xmlrpc"
)

// A method is described by introspection. Every signature begins with the type of the answer.
type method struct {
	name       string
	help       string
	signatures [][]any
}

var methods = []method{
	{Method, "Makes a picture black and white. image is the file in base64, as a string or as base64, and the answer has the same type. " +
		"options is a struct: look (a text, as red contrast=1.2, or a struct of name or mix, brightness, contrast, gamma, levels, curve, 1bit; see looks), format (" + bw.FormatNames() + "; jpeg when missing), " +
		"quality (1 to 100), metadata (all, nolocation, none), damaged (refuse: a damaged picture is a fault, keep: what is there of it is converted; by default as the server is configured).",
		[][]any{{"string", "string"}, {"base64", "base64"}, {"string", "string", "struct"}, {"base64", "base64", "struct"}}},
	{"looks", "Lists the looks that have a name: of each the name, the text and the struct that ask for it, the weights of red, green and blue in percent, " +
		"and what it does in one line. Any three weights make a look as well: mix(80,30,-10).", [][]any{{"array"}}},
	{"system.listMethods", "Lists the names of all methods.", [][]any{{"array"}}},
	{"system.methodHelp", "Describes what a method does.", [][]any{{"string", "string"}}},
	{"system.methodSignature", "Lists a method's signatures, each the type of the answer and those of the parameters.", [][]any{{"array", "string"}}},
	{"system.multicall", "Makes several calls, each a struct of methodName and params. The answer has for each an array of one value, or a fault.",
		[][]any{{"array", "array"}}},
}

// system answers looks and the methods of the name space "system" except multicall.
func (s *Server) system(call xmlrpc.Call) (any, error) {
	switch call.Method {
	case "looks":
		if len(call.Params) > 0 {
			return nil, badParams("looks takes no values")
		}
		return looks(), nil
	case "system.listMethods":
		if len(call.Params) > 0 {
			return nil, badParams("system.listMethods takes no values")
		}
		names := make([]any, len(methods))
		for i, m := range methods {
			names[i] = m.name
		}
		return names, nil
	case "system.methodHelp":
		m, err := described(call)
		return m.help, err
	case "system.methodSignature":
		m, err := described(call)
		signatures := make([]any, len(m.signatures))
		for i, signature := range m.signatures {
			signatures[i] = signature
		}
		return signatures, err
	}
	return nil, noSuchMethod(call.Method)
}

// looks describes the looks that have a name.
func looks() (list []any) {
	for _, l := range bw.Looks() {
		r, g, b := l.Weights()
		list = append(list, map[string]any{
			"name": l.Name(), "text": l.String(), "look": l.Fields(), "weights": []any{r, g, b}, "formula": l.Formula(),
		})
	}
	return list
}

// described returns the method that is a call's parameter.
func described(call xmlrpc.Call) (method, error) {
	if len(call.Params) == 1 {
		if name, ok := call.Params[0].(string); ok {
			for _, m := range methods {
				if m.name == name {
					return m, nil
				}
			}
			return method{}, noSuchMethod(name)
		}
	}
	return method{}, badParams("%s takes the name of a method", call.Method)
}

func noSuchMethod(name string) error {
	return &xmlrpc.Fault{Code: xmlrpc.NoSuchMethod, String: "there is no method " + name}
}

// maxAnswers bounds the pictures in the answer to a multicall, in bytes.
const maxAnswers = 64 << 20

// multicall makes several calls, one after the other. A client that wants them in parallel opens
// several connections. share gets the memory of all answers before the first call: otherwise multicalls
// could wait for each other's.
func (s *Server) multicall(ctx context.Context, params []any, share *limit.Share) (*reply, error) {
	if len(params) != 1 {
		return &reply{}, badParams("system.multicall takes an array")
	}
	calls, ok := params[0].([]any)
	if !ok {
		return &reply{}, badParams("system.multicall takes an array")
	}
	left := int64(maxAnswers)
	if s.cfg.Limits.Bytes > 0 {
		left = min(left, s.cfg.Limits.Bytes)
	}
	most := left
	if err := share.Grow(ctx, left); err != nil {
		return &reply{}, err
	}
	answers := make([]any, len(calls))
	for i, call := range calls {
		v, err := s.oneOf(ctx, call)
		if b, ok := v.(xmlrpc.Blob); ok {
			if left -= int64(len(b.Data)); left < 0 {
				v, err = nil, fault.New(fault.TooLarge, "the answers together have more than %d bytes, this server's limit", most)
			}
		}
		if err != nil {
			s.cfg.Recorder.Refused(reason(err))
			answers[i] = toFault(err).Fields()
			continue
		}
		answers[i] = []any{v}
	}
	parts, err := xmlrpc.MulticallResponse(answers)
	return &reply{parts: parts, share: share}, err
}

// oneOf makes one call of a multicall.
func (s *Server) oneOf(ctx context.Context, v any) (any, error) {
	fields, _ := v.(map[string]any)
	name, ok1 := fields["methodName"].(string)
	params, ok2 := fields["params"].([]any)
	switch {
	case !ok1 || !ok2:
		return nil, badParams("a call is a struct of methodName and params")
	case name == "system.multicall":
		return nil, badParams("a multicall holds no multicall")
	case name != Method:
		return s.system(xmlrpc.Call{Method: name, Params: params})
	}
	image, o, err := arguments(params)
	if err != nil {
		return nil, err
	}
	c := s.convert(ctx, image.Data, o)
	c.job.End()
	if c.err != nil {
		return nil, c.err
	}
	return xmlrpc.Blob{Data: c.result.File, Typed: image.Typed}, nil
}
