package xmlrpc

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"pretobranco/engine/bw/fault"
)

// pictures is the method whose first parameter is a picture.
func pictures(method string) bool { return method == "picture" }

// readings reads a call in one piece and byte by byte, which must be the same.
func readings(t *testing.T, document string, limits Limits) (Call, error) {
	t.Helper()
	call, err := ReadCall(strings.NewReader(document), limits, nil, pictures)
	slow, slowErr := ReadCall(iotest.OneByteReader(strings.NewReader(document)), limits, nil, pictures)
	if fmt.Sprint(err) != fmt.Sprint(slowErr) || err == nil && !reflect.DeepEqual(call, slow) {
		t.Errorf("in one piece: %+v, %v\nbyte by byte: %+v, %v\n%.300s", call, err, slow, slowErr, document)
	}
	return call, err
}

// callOf wraps values in a call.
func callOf(values string) string {
	return "<methodCall><methodName>m</methodName><params>" + values + "</params></methodCall>"
}

func valueOf(inner string) string { return callOf("<param><value>" + inner + "</value></param>") }

func TestValues(t *testing.T) {
	for inner, want := range map[string]any{
		"":                                       "",
		" two  words ":                           " two  words ",
		"<string/>":                              "",
		"<string></string>":                      "",
		"<string> a </string>":                   " a ",
		"<string>a&lt;&#x62;&#99;</string>":      "a<bc",
		"<string>a<!-- no -->b<?x y?>c</string>": "abc",
		"<string><![CDATA[<&]]]]><![CDATA[>]]></string>":         "<&]]>",
		"<string>a\r\nb\rc&#13;</string>":                        "a\nb\nc\r",
		"\n <int>-7</int>\n ":                                    int64(-7),
		"<i4>+2147483647</i4>":                                   int64(2147483647),
		"<i8>9007199254740993</i8>":                              int64(9007199254740993),
		"<boolean>1</boolean>":                                   true,
		"<boolean> 0 </boolean>":                                 false,
		"<double>-1.5e3</double>":                                -1500.0,
		"<base64>Zm\n9v YmE=</base64>":                           []byte("fooba"),
		"<nil/>":                                                 nil,
		"<ex:nil xmlns:ex='http://x/'/>":                         nil,
		"<dateTime.iso8601>19980717T14:08:55</dateTime.iso8601>": time.Date(1998, 7, 17, 14, 8, 55, 0, time.UTC),
		"<array><data/></array>":                                 []any{},
		"<array><data><value>a</value><value><int>1</int></value></data></array>": []any{"a", int64(1)},
		"<struct/>": map[string]any{},
		"<struct><member><name>a&amp;b</name><value><boolean>1</boolean></value></member></struct>": map[string]any{"a&b": true},
	} {
		call, err := readings(t, valueOf(inner), Limits{})
		if err != nil || len(call.Params) != 1 || !reflect.DeepEqual(call.Params[0], want) {
			t.Errorf("%s: %#v, %v, want %#v", inner, call.Params, err, want)
		}
	}
}

func TestNoParams(t *testing.T) {
	for _, document := range []string{
		"<methodCall><methodName>m</methodName></methodCall>",
		"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8' standalone='yes'?>\n<!-- a --><methodCall a='b' c=\"d'\">\n<methodName>m</methodName><params/></methodCall>\n<?end?>",
		callOf(""),
	} {
		if call, err := readings(t, document, Limits{}); err != nil || call.Method != "m" || len(call.Params) != 0 {
			t.Errorf("%s: %+v, %v", document, call, err)
		}
	}
}

func TestLatin1(t *testing.T) {
	call, err := readings(t, `<?xml version="1.0" encoding="ISO-8859-1"?>`+valueOf("caf\xe9 &#233;"), Limits{})
	if err != nil || call.Params[0] != "café é" {
		t.Errorf("%+v, %v", call, err)
	}
}

// Documents that must be refused, and with which code.
var broken = map[string]int{
	"":                             NotWellFormed,
	"hello":                        InvalidDocument,
	"<html><body>no</body></html>": InvalidDocument,
	"<methodCall>":                 NotWellFormed,
	"<methodCall></methodCall>":    NotWellFormed,
	"<methodCall><methodName></methodName></methodCall>":     InvalidDocument,
	"<methodCall><methodName>a b</methodName></methodCall>":  InvalidDocument,
	"<methodCall><params/></methodCall>":                     InvalidDocument,
	valueOf("<int>x</int>"):                                  InvalidDocument,
	valueOf("<int>2147483648</int>"):                         InvalidDocument,
	valueOf("<int></int>"):                                   InvalidDocument,
	valueOf("<int>0x1</int>"):                                InvalidDocument,
	valueOf("<boolean>true</boolean>"):                       InvalidDocument,
	valueOf("<double>nan</double>"):                          InvalidDocument,
	valueOf("<double>1e999</double>"):                        InvalidDocument,
	valueOf("<base64>*</base64>"):                            InvalidDocument,
	valueOf("<dateTime.iso8601>tomorrow</dateTime.iso8601>"): InvalidDocument,
	valueOf("<nil>1</nil>"):                                  InvalidDocument,
	valueOf("<float>1</float>"):                              InvalidDocument,
	valueOf("a<int>1</int>"):                                 InvalidDocument,
	valueOf("<int>1</int>a"):                                 InvalidDocument,
	valueOf("<int>1</int><int>1</int>"):                      InvalidDocument,
	valueOf("<array/>"):                                      NotWellFormed,
	valueOf("<array><value/></array>"):                       InvalidDocument,
	valueOf("<struct><member><value/></member></struct>"):    InvalidDocument,
	valueOf("<struct><name>a</name></struct>"):               InvalidDocument,
	valueOf("<string>a</int>"):                               NotWellFormed,
	valueOf("<string>a&nbsp;</string>"):                      NotWellFormed,
	valueOf("<string>a & b</string>"):                        NotWellFormed,
	valueOf("<string>&#0;</string>"):                         NotWellFormed,
	valueOf("<string>&#xd800;</string>"):                     NotWellFormed,
	valueOf("<string>\x01</string>"):                         NotWellFormed,
	valueOf("<string>a]]>b</string>"):                        NotWellFormed,
	valueOf("<string>\xff</string>"):                         BadCharacter,
	valueOf("<string><!-- a -- b --></string>"):              NotWellFormed,
	valueOf("<string a=b>c</string>"):                        NotWellFormed,
	valueOf("<string"):                                       NotWellFormed,
	callOf("") + "x":                                         InvalidDocument,
	callOf("") + callOf(""):                                  NotWellFormed,
	" <?xml version='1.0'?>" + callOf(""):                    NotWellFormed,
	"<?xml version='1.1'?>" + callOf(""):                     NotWellFormed,
	"<?xml version='1.0' encoding='utf-16'?>" + callOf(""):   BadEncoding,
	"<?A\xff?>" + callOf(""):                                 NotWellFormed, // found by fuzzing: it was read as an instruction named A
	"\xff\xfe<\x00":                                          BadEncoding,
	`<!DOCTYPE a [<!ENTITY b "c">]>` + callOf(""):            NotWellFormed,
}

func TestBroken(t *testing.T) {
	for document, want := range broken {
		call, err := readings(t, document, Limits{})
		var f *Fault
		if !errors.As(err, &f) || f.Code != want || f.String == "" || f.Received {
			t.Errorf("%s\n%+v, %#v, want code %d", document, call, err, want)
		}
	}
}

// An XML declaration above its limit, found by fuzzing, was read when it came in one
// piece and refused when it came in several.
func TestLongDeclaration(t *testing.T) {
	for _, n := range []int{maxDeclaration - 20, maxDeclaration - 19, maxDeclaration - 16, maxDeclaration - 15, maxDeclaration} {
		document := "<?xml version='1.0'" + strings.Repeat(" ", n) + "?>" + callOf("")
		_, err := readings(t, document, Limits{})
		if short := len(" version='1.0'")+n+2 <= maxDeclaration; (err == nil) != short {
			t.Errorf("%d spaces: %v", n, err)
		}
	}
}

// Every beginning of a document is no document.
func TestTruncated(t *testing.T) {
	for _, document := range []string{
		`<?xml version="1.0"?>` + strings.Replace(valueOf("<struct><member><name>a</name><value><![CDATA[b]]>&amp;</value></member></struct>"), ">m<", ">picture<", 1),
		strings.Replace(valueOf("<string>QUJDREVG\nRw==</string>"), ">m<", ">picture<", 1),
	} {
		for n := range len(document) {
			if call, err := ReadCall(strings.NewReader(document[:n]), Limits{}, nil, pictures); err == nil {
				t.Fatalf("%s was read as %+v", document[:n], call)
			}
		}
	}
}

// An error of the reader is returned, wherever in the document it happens.
func TestReaderError(t *testing.T) {
	cause := errors.New("the line is cut")
	document := valueOf("<string>QUJD</string>")
	for n := range len(document) {
		_, err := ReadCall(io.MultiReader(strings.NewReader(document[:n]), iotest.ErrReader(cause)), Limits{}, nil, pictures)
		if err != cause {
			t.Fatalf("after %q: %v", document[:n], err)
		}
	}
}

func TestLimits(t *testing.T) {
	picture := strings.Replace(valueOf("<string>"+base64.StdEncoding.EncodeToString(make([]byte, 100))+"</string>"), ">m<", ">picture<", 1)
	deep := func(n int) string {
		return valueOf(strings.Repeat("<array><data><value>", n) + strings.Repeat("</value></data></array>", n))
	}
	many := valueOf("<array><data>" + strings.Repeat("<value/>", 99) + "</data></array>")
	for name, test := range map[string]struct {
		document string
		limits   Limits
		want     fault.Kind // "" for none
	}{
		"picture of the limit":     {picture, Limits{Image: 100}, ""},
		"picture above it":         {picture, Limits{Image: 99}, fault.TooLarge},
		"text of the limit":        {valueOf("abcd"), Limits{Text: 5}, ""}, // the method's name counts
		"text above it":            {valueOf("abcde"), Limits{Text: 5}, fault.TooLarge},
		"values of the limit":      {many, Limits{Values: 100}, ""},
		"values above it":          {many, Limits{Values: 99}, fault.TooLarge},
		"depth within the default": {deep(19), Limits{}, ""},
		"depth above it":           {deep(21), Limits{}, fault.TooLarge},
		"depth of ten thousand":    {deep(10_000), Limits{}, fault.TooLarge},
		"depth without an end":     {"<methodCall>" + strings.Repeat("<a>", 10_000), Limits{}, "other"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readings(t, test.document, test.limits)
			var e *fault.Error
			if test.want == "" && err != nil || test.want == fault.TooLarge && (!errors.As(err, &e) || e.Kind != test.want) || err == nil && test.want != "" {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestResponses(t *testing.T) {
	f := &Fault{Code: -32601, String: "there is no <method> & such"}
	_, err := ReadResponse(strings.NewReader(string(f.Document())), Limits{}, nil)
	var got *Fault
	if !errors.As(err, &got) || got.Code != f.Code || got.String != f.String || !got.Received {
		t.Errorf("%#v", err)
	}
	for _, v := range []any{int64(7), true, 2.5, nil, []any{"a", int64(1 << 40)}, map[string]any{"x": []byte("y"), "z": time.Date(2024, 2, 29, 1, 2, 3, 0, time.UTC)}} {
		document, err := Response(v)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ReadResponse(strings.NewReader(string(document)), Limits{}, nil); err != nil || !reflect.DeepEqual(got, v) {
			t.Errorf("%s: %#v, %v", document, got, err)
		}
	}
	for _, document := range []string{
		"<methodResponse/>", "<methodResponse><params/></methodResponse>",
		"<methodResponse><params><param><value/></param><param><value/></param></params></methodResponse>",
		"<methodResponse><fault><value>no</value></fault></methodResponse>",
		"<methodResponse><fault><value><struct><member><name>faultCode</name><value>x</value></member></struct></value></fault></methodResponse>",
	} {
		_, err := ReadResponse(strings.NewReader(document), Limits{}, nil)
		var f *Fault
		if !errors.As(err, &f) || f.Received {
			t.Errorf("%s: %v", document, err)
		}
	}
	if _, err := Response(struct{}{}); err == nil {
		t.Error("a type that XML-RPC does not have was written")
	}
}

// seeds are documents from testdata, and the ones above.
func seeds(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(paths) == 0 {
		t.Fatal("no documents in testdata")
	}
	var all []string
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	for document := range broken {
		all = append(all, document)
	}
	return all
}
