package jpeg

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/testkit"
)

// A verdict is libjpeg's about a file and its gray; see testdata/judge.py.
type verdict struct {
	Refused      bool
	Complaint    string
	Pixels       bool
	Coefficients *bool // nil: unknown
	Colours      *bool // the same
	Second       string
}

// libjpeg is a process that judges as many files as wanted, for starting one costs as much as
// hundreds of small pictures. It ends with the tests, when its input does.
var libjpeg struct {
	once sync.Once
	err  error

	mu     sync.Mutex // guards the conversation
	input  io.Writer
	output *bufio.Reader
}

func startLibjpeg() error {
	cmd := exec.Command("/usr/bin/python3", filepath.Join("testdata", "judge.py"))
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	libjpeg.input, libjpeg.output = input, bufio.NewReader(output)
	return cmd.Start()
}

// compared asks libjpeg about a file and its gray.
func compared(t testing.TB, file, out []byte) (v verdict) {
	t.Helper()
	libjpeg.once.Do(func() {
		if libjpeg.err = exec.Command("/usr/bin/python3", "-c", "import ctypes; ctypes.CDLL('libturbojpeg.so.0')").Run(); libjpeg.err == nil {
			libjpeg.err = startLibjpeg()
		}
	})
	if libjpeg.err != nil {
		testkit.Missing(t, "Python 3 with libturbojpeg: %v", libjpeg.err)
	}
	libjpeg.mu.Lock()
	defer libjpeg.mu.Unlock()
	question := binary.BigEndian.AppendUint32(nil, uint32(len(file)))
	question = binary.BigEndian.AppendUint32(question, uint32(len(out)))
	question = append(append(question, file...), out...)
	if _, err := libjpeg.input.Write(question); err != nil {
		t.Fatal(err)
	}
	answer, err := libjpeg.output.ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(answer, &v)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The judge distinguishes files that differ in a coefficient, in a pixel, or by damage.
func TestLibjpegSeesDifferences(t *testing.T) {
	file := made(t, 60, 40, "-sample", "2x2")
	out := gray(t, file, codec.Options{})
	if v := compared(t, file, out); v.Refused || v.Complaint != "" || !v.Pixels || v.Coefficients == nil || !*v.Coefficients {
		t.Errorf("the same: %+v", v)
	}
	other := made(t, 60, 40, "-sample", "2x2", "-quality", "74")
	if v := compared(t, other, out); v.Pixels || *v.Coefficients {
		t.Errorf("another picture: %+v", v)
	}
	if v := compared(t, file[:len(file)/2], out); v.Refused || v.Complaint == "" || v.Pixels {
		t.Errorf("half a file: %+v", v)
	}
	if v := compared(t, file[:20], out); !v.Refused {
		t.Errorf("a stump: %+v", v)
	}
	if v := compared(t, made(t, 60, 40, "-sample", "3x1"), out); v.Coefficients != nil {
		t.Errorf("an odd sampling: %+v", v)
	}
}
