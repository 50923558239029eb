package httpd

import (
	"log/slog"
	"strings"
	"testing"

	"pretobranco/engine/bw"
)

// parse runs the flags of an invented program.
func parse(env map[string]string, args ...string) (f *Flags, exit bool, code int, stdout, stderr string) {
	f = NewFlags("program", "0.0.0.0:8000", "A program.\n")
	var out, bad strings.Builder
	exit, code = f.Parse(args, func(name string) string { return env[name] }, &out, &bad)
	return f, exit, code, out.String(), bad.String()
}

func TestFlagsDefaults(t *testing.T) {
	f, exit, _, _, stderr := parse(nil)
	if exit || stderr != "" {
		t.Fatalf("exit %v, %q", exit, stderr)
	}
	if f.Addr != "0.0.0.0:8000" || f.Limits() != bw.ServerLimits || f.LogLevel != slog.LevelInfo {
		t.Errorf("%+v", f)
	}
}

func TestFlagsEnvironment(t *testing.T) {
	env := map[string]string{"PRETOBRANCO_TOKEN": "abc", "PRETOBRANCO_MAX_BYTES": "12", "PRETOBRANCO_JOBS": "3", "PRETOBRANCO_MAX_FRAMES": "4", "PRETOBRANCO_MAX_METADATA": "9", "PRETOBRANCO_LOG_LEVEL": "warn", "PRETOBRANCO_DAMAGED": "keep", "PRETOBRANCO_LOG_JSON": "true"}
	f, exit, _, _, stderr := parse(env, "-jobs", "5", "-max-pixels=7")
	if exit {
		t.Fatal(stderr)
	}
	if f.Token != "abc" || f.Jobs != 5 || f.LogLevel != slog.LevelWarn || f.Damaged != bw.KeepDamaged || !f.LogJSON {
		t.Errorf("%+v", f)
	}
	if limits := f.Limits(); limits.Bytes != 12 || limits.Pixels != 7 || limits.Frames != 4 || limits.Metadata != 9 {
		t.Errorf("%+v", limits)
	}
	if cfg := f.Config(nil); cfg.Token != "abc" || cfg.Addr != "0.0.0.0:8000" {
		t.Errorf("%+v", cfg)
	}
}

func TestFlagsHelp(t *testing.T) {
	f, exit, code, stdout, stderr := parse(map[string]string{"PRETOBRANCO_TOKEN": "s3cret"}, "-h")
	if !exit || code != 0 || stderr != "" || strings.Contains(stdout, "s3cret") {
		t.Fatalf("exit %v %d, %q", exit, code, stderr)
	}
	for _, want := range []string{"A program.", "-addr HOST:PORT", "PRETOBRANCO_MAX_PIXELS", "default 0.0.0.0:8000"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is not in\n%s", want, stdout)
		}
	}
	_ = f
}

func TestFlagsWrongUsage(t *testing.T) {
	for _, test := range []struct {
		args string
		env  map[string]string
		want string
	}{
		{"-unknown", nil, "-unknown"},
		{"photo.jpg", nil, `"photo.jpg"`},
		{"-jobs many", nil, "many"},
		{"-damaged mend", nil, "refuse, keep"},
		{"-jobs -1", nil, "-jobs"},
		{"-max-bytes 0", nil, "-max-bytes"},
		{"-max-frames 0", nil, "-max-frames"},
		{"-addr 8000", nil, "HOST:PORT"},
		{"-tls-key key.pem", nil, "belong together"},
		{"-log-level loud", nil, "loud"},
		{"", map[string]string{"PRETOBRANCO_JOBS": "many"}, "PRETOBRANCO_JOBS"},
	} {
		_, exit, code, stdout, stderr := parse(test.env, strings.Fields(test.args)...)
		if !exit || code != 2 || stdout != "" || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s %v: exit %v %d, %q", test.args, test.env, exit, code, stderr)
		}
	}
}

// TestFlagsVersion holds that -version and -licenses end the program, and that no variable of the
// environment does: PRETOBRANCO_VERSION is a name that a deployment may well use for itself.
func TestFlagsVersion(t *testing.T) {
	for args, want := range map[string]string{"-version": "program ", "-licenses": "libavif"} {
		_, exit, code, stdout, stderr := parse(nil, args)
		if !exit || code != 0 || stderr != "" || !strings.Contains(stdout, want) {
			t.Errorf("%s: exit %v %d, %.200q %q", args, exit, code, stdout, stderr)
		}
	}
	env := map[string]string{"PRETOBRANCO_VERSION": "1.2.3", "PRETOBRANCO_LICENSES": "true"}
	if _, exit, _, stdout, stderr := parse(env); exit {
		t.Errorf("%.200q %q", stdout, stderr)
	}
	if _, _, _, stdout, _ := parse(nil, "-h"); strings.Contains(stdout, "PRETOBRANCO_VERSION") {
		t.Error("-h names PRETOBRANCO_VERSION")
	}
}
