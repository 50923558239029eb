package converter

import (
	"encoding/json"
	"fmt"

	"pretobranco/engine/converter/xmlrpc"
	"pretobranco/engine/httpd/checksum"
)

// SumsHeader is the header that holds checksums (CRC-32C, in hexadecimal): in a call the
// picture's and the options', in an answer the picture's. One wrong letter of base64 makes another
// picture. A call without checksums is not checked, and its answer has none.
const SumsHeader = "Pretobranco-Crc32c"

// fileSum returns the checksum of an answer with file.
func fileSum(file []byte) string {
	return fmt.Sprintf("%08x", checksum.Sum(file))
}

// callSums returns the checksums of a call; options are as in the call, nil for none.
func callSums(image []byte, options any) string {
	text, err := json.Marshal(options)
	if err != nil {
		// A date, which no option is: the options' own error is the better one.
		text = nil
	}
	return fileSum(image) + " " + fileSum(text)
}

// verify compares a call with its checksums, if there are any.
func verify(sums string, call xmlrpc.Call) error {
	if sums == "" {
		return nil
	}
	var options any
	if len(call.Params) > 1 {
		options = call.Params[1]
	}
	if call.Method == Method && len(call.Params) > 0 {
		if image, ok := call.Params[0].(*xmlrpc.Blob); ok && image.Err == nil && callSums(image.Data, options) == sums {
			return nil
		}
	}
	return checksum.ErrChanged
}
