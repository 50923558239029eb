package bw

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/look"
	"pretobranco/engine/testkit"
)

// lookPictures are make.py's, and those of looks.py.
func lookPictures(t *testing.T) []string {
	t.Helper()
	folder := t.TempDir()
	if out, err := exec.Command(testkit.Python(t, "PIL"), filepath.Join("testdata", "looks.py"), "make", folder).CombinedOutput(); err != nil {
		t.Fatalf("looks.py: %v\n%s", err, out)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(files) < 19 {
		t.Fatalf("looks.py made %d files, %v", len(files), err)
	}
	return append(made(t, "*"), files...)
}

// lookTexts are the looks with a name, and others that bring in what those leave out.
func lookTexts() []string {
	return append(look.Names(), "mix(80,30,-10)", "contrast=1.3", "red contrast=1.2 brightness=-0.05 gamma=0.9", "luminance contrast=1.2 gamma=1.5",
		"levels=0.1,0.85", "red levels=0.06,0.9 contrast=1.1", "luminance levels=0.04,0.93 curve=fade", "curve=strong", "orange levels=0.05,1 gamma=0.9 curve=0.05,0.3,0.4,0.9,0.8",
		"1bit=threshold(100)", "1bit=otsu", "green 1bit=sauvola(0.34,15)", "blue 1bit=ordered", "red gamma=1.4 1bit=floyd-steinberg")
}

// A lookJob is what looks.py judges.
type lookJob struct {
	Look struct {
		Weights    [3]float64 `json:"weights"`
		Light      bool       `json:"light"`   // the weights are those of light
		Neutral    bool       `json:"neutral"` // the weights are those of luma
		Brightness float64    `json:"brightness"`
		Contrast   float64    `json:"contrast"`
		Gamma      float64    `json:"gamma"`
		Levels     [2]float64 `json:"levels"`
		Curve      [5]float64 `json:"curve"`
		Method     string     `json:"method"`
		Threshold  int        `json:"threshold"`
		K          float64    `json:"k"`
		Window     int        `json:"window"`
	} `json:"look"`
	Original string `json:"original"`
	Result   string `json:"result"`
	Gray     string `json:"gray"` // before it became black and white, if that determines the result
	Tint     int    `json:"tint"` // how far red, green and blue may be apart
}

func newLookJob(t *testing.T, l Look, original, result string) (j lookJob) {
	r, g, b := l.Weights()
	j.Look.Weights = [3]float64{r, g, b}
	j.Look.Light, j.Look.Neutral = l.Name() == "luminance", ofLuma(l)
	j.Look.Brightness, j.Look.Contrast, j.Look.Gamma = l.Brightness(), l.Contrast(), l.Gamma()
	j.Look.Levels[0], j.Look.Levels[1] = l.Levels().Points()
	j.Look.Curve = l.Curve().Points()
	bit := l.OneBit()
	j.Look.Method, j.Look.Threshold, j.Look.K, j.Look.Window = bit.Method.String(), bit.Threshold, bit.K, bit.Window
	if j.Original, j.Result = original, result; Sniff(read(t, result)) == WebP {
		j.Tint = 2 // libwebp shows lossy gray so
	}
	return j
}

// A verdict is what looks.py says.
type verdict struct {
	Problem string   `json:"problem"`
	Modes   []string `json:"modes"` // Pillow's, of the result's frames
	Mean    float64  `json:"mean"`  // of the distance to the exact gray, in levels
	Worst   float64  `json:"worst"`
	Near    float64  `json:"near"`  // share of pixels within 4 levels
	Alpha   int      `json:"alpha"` // the largest distance
	Wrong   float64  `json:"wrong"` // share of black and white pixels that are the other
	Pure    bool     `json:"pure"`  // nothing but black and white
}

func judgeLooks(t *testing.T, jobs []lookJob) []verdict {
	t.Helper()
	var in bytes.Buffer
	for _, j := range jobs {
		line, err := json.Marshal(j)
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	testkit.Tool(t, "convert")
	cmd := exec.Command(testkit.Python(t, "PIL"), filepath.Join("testdata", "looks.py"), "judge")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the judge: %v", err)
	}
	verdicts := make([]verdict, len(jobs))
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(jobs) {
		t.Fatalf("%d verdicts on %d results", len(lines), len(jobs))
	}
	for i, line := range lines {
		if err := json.Unmarshal([]byte(line), &verdicts[i]); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	return verdicts
}

func parsed(t testing.TB, text string) Look {
	t.Helper()
	l, err := ParseLook(text)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// converted writes the result of a file next to the others of the test.
func converted(t testing.TB, folder, name, original string, o Options) (string, Report) {
	t.Helper()
	got, err := Convert(context.Background(), read(t, original), o, OwnLimits)
	if err != nil {
		t.Fatalf("%s, %s as %s: %v", filepath.Base(original), o.Look, o.Format, err)
	}
	out := filepath.Join(folder, name)
	if err := os.WriteFile(out, got.File, 0o600); err != nil {
		t.Fatal(err)
	}
	return out, got.Report
}

// lossyKinds are pictures whose gray of another look than neutral is rounded twice.
func lossyKind(name string) bool {
	return strings.HasSuffix(name, ".jpg") || strings.Contains(name, "jpeg") || strings.HasSuffix(name, ".webp") && !strings.Contains(name, "lossless")
}

// Every look in every format is what Pillow, numpy and ImageMagick make of the same file.
//
// Gray that is written without loss is the nearest level to the exact one, but for ties (see
// look.Rows). In lossy files it is rounded once more, by quantisation. Black and white is
// the very same in every pixel: told by the original for neutral gray, and for others by our own
// gray, since a tie that falls otherwise moves the dots after it.
func TestLooksInEveryFormat(t *testing.T) {
	folder := t.TempDir()
	var jobs []lookJob
	var names []string
	for i, original := range lookPictures(t) {
		base := filepath.Base(original)
		switch {
		case strings.HasPrefix(base, "deep"), base == "tiff-bilevel-tiff_ccitt.tif": // 8 bits are judged here; and a fax that isn't read
			continue
		case strings.HasSuffix(base, "deflate.tif"), strings.HasSuffix(base, "packbits.tif"), strings.HasSuffix(base, "lzw.tif"): // as raw ones
			continue
		}
		for j, text := range lookTexts() {
			l := parsed(t, text)
			if weights := l.String() == l.Name() && !bilevel(l) && l != Neutral; weights && (i+j)%testkit.Pick(11, 9, 3) > 0 || (i+3*j)%testkit.Pick(5, 3, 1) > 0 {
				continue // differs by three numbers; there are enough files of every format for all of them
			}
			o := Options{Look: l}
			luma := strings.HasPrefix(base, "jpeg-4") || base == "jpeg-gray.jpg"     // that Pillow can have alone
			if bilevel(l) && (lossyKind(base) || strings.HasSuffix(base, ".webp")) { // whose transparent pixels keep no gray
				o.Format = PNG
			}
			name := fmt.Sprintf("%d-%d-%s", i, j, base)
			out, report := converted(t, folder, name, original, o)
			job := newLookJob(t, l, original, out)
			if bilevel(l) && (!job.Look.Neutral || lossyKind(base) && !luma || base == "gif-clear.gif") {
				if base == "gif-clear.gif" { // what its holes hide depends on the decoder
					o.Format = PNG
				}
				job.Gray, _ = converted(t, folder, "gray-"+name, original, Options{Look: grayOf(l), Format: o.Format})
			}
			jobs = append(jobs, job)
			names = append(names, base+", "+text)
			if (report.Why == "") != report.Lossless {
				t.Errorf("%s, %s: %+v", base, text, report)
			}
		}
	}
	for i, v := range judgeLooks(t, jobs) {
		l := jobs[i].Look
		mean, worst, near := 0.5, 0.6, 1.0
		switch file := filepath.Base(jobs[i].Original); {
		case l.Method != "none" || !lossyKind(file):
		case strings.Contains(file, "webp-lossy"), file == "webp-animation.webp", file == "tiff-rgb-jpeg.tif": // wild colours
			mean, worst, near = 14, 110, 0.2
		case file == "webp-soft.webp": // its luma has 220 steps
			mean, worst, near = 1.5, 8, 0.94
		default:
			mean, worst, near = 1, 6, 0.998
		}
		switch {
		case v.Problem != "":
			t.Errorf("%s: %s", names[i], v.Problem)
		case v.Alpha > 0:
			t.Errorf("%s: transparency is off by %d", names[i], v.Alpha)
		case l.Method != "none" && (v.Wrong > 0 || !v.Pure):
			t.Errorf("%s: black and white are wrong in %.3f %% of the pixels", names[i], 100*v.Wrong)
		case l.Method == "none" && (v.Mean > mean || v.Worst > worst || v.Near < near):
			t.Errorf("%s: gray is off by %.2f on average and %.2f at most, %.2f %% are near", names[i], v.Mean, v.Worst, 100*v.Near)
		}
	}
}
