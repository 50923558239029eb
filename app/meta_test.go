package app

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"pretobranco/assets/about"
)

// TestMetadata holds that the program says of itself what its package says.
func TestMetadata(t *testing.T) {
	text, err := os.ReadFile("../FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]string{}
	for _, line := range regexp.MustCompile(`(?m)^(\w+)\s*=\s*"?(.*?)"?\s*$`).FindAllStringSubmatch(string(text), -1) {
		there[line[1]] = line[2]
	}
	for key, want := range map[string]string{
		"Name": Metadata.Name, "ID": Metadata.ID,
		"Build": fmt.Sprint(Metadata.Build), "fyneDo": fmt.Sprint(Metadata.Migrations["fyneDo"]),
	} {
		if there[key] != want {
			t.Errorf("%s is %q in FyneApp.toml and %q in the program", key, there[key], want)
		}
	}
	if version, ok := there["Version"]; ok {
		t.Errorf("FyneApp.toml has a version of its own, %s", version)
	}
	if Metadata.Version != about.Version() {
		t.Errorf("the window shows version %q, -version prints %q", Metadata.Version, about.Version())
	}
	icon, err := os.ReadFile("../" + there["Icon"])
	if err != nil || string(icon) != string(Metadata.Icon.Content()) {
		t.Errorf("the icon differs: %v", err)
	}
}
