package converter_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"strings"
	"testing"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
)

// A damaged picture is treated as the call asks, or else as the server is configured.
func TestDamaged(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 320, 240)), nil); err != nil {
		t.Fatal(err)
	}
	cut := b.Bytes()[:b.Len()-200]
	for _, c := range []struct {
		configured, asked bw.DamagePolicy
		kept              bool
	}{
		{"", "", false}, {"", bw.KeepDamaged, true}, {bw.KeepDamaged, "", true}, {bw.KeepDamaged, bw.RefuseDamaged, false}, {bw.RefuseDamaged, bw.KeepDamaged, true},
	} {
		client, err := converter.NewClient(converter.ClientConfig{URL: start(t, converter.Config{Limits: bw.ServerLimits, Damaged: c.configured}, httpd.Config{})})
		if err != nil {
			t.Fatal(err)
		}
		result, err := client.Convert(t.Context(), cut, bw.Options{Damaged: c.asked})
		switch {
		case !c.kept && (err == nil || fault.KindOf(err) != fault.Damaged || !strings.Contains(err.Error(), "stops at")):
			t.Errorf("%+v: %v", c, err)
		case c.kept && (err != nil || result.Report.Lossless):
			t.Errorf("%+v: %+v, %v", c, result.Report, err)
		}
	}
}
