package gateway

import "testing"

// FuzzWishes holds that options that are taken are options that can be sent again.
func FuzzWishes(f *testing.F) {
	for _, seed := range []string{`{}`, `{"look":"neutral","report":true,"sums":true}`, `{"format":"png","quality":80}`, `{"quality":8e1}`, `{"metadata":"none"}`,
		`{"look":{"name":"neutral"}}`, `{"look":1}`, `{"report":1}`, `{`, `{"a":{"a":{"a":1}}}`, "{\"look\":\"\xff\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		w := parseOptions(text)
		if w.err != nil {
			if kind, reason := outward(w.err); kind == "" || reason.String() == "" {
				t.Errorf("refused without a word: %v", w.err)
			}
			return
		}
		if again := parseOptions(w.message()); again.err != nil || string(again.message()) != string(w.message()) {
			t.Errorf("%+v became %+v", w, again)
		}
	})
}
