package checksum

import "testing"

// The examples of RFC 3720, appendix B.4, and the usual check value.
func TestSum(t *testing.T) {
	ones := make([]byte, 32)
	for i := range ones {
		ones[i] = 0xff
	}
	for text, want := range map[string]uint32{"": 0, "123456789": 0xe3069283, string(make([]byte, 32)): 0x8a9136aa, string(ones): 0x62a8ab43} {
		if got := Sum([]byte(text)); got != want {
			t.Errorf("%q: %08x, want %08x", text, got, want)
		}
	}
}
