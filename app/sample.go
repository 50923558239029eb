package app

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"pretobranco/assets"
)

// addSample puts the photo that comes with the program on the disk and adds it. It goes to the
// person's pictures, as results go next to it.
func (p *photos) addSample() {
	name := p.words.Say("sample.name")
	p.back.do(func() {
		path, err := writeSample(picturesFolder(), name)
		p.setup.Do(func() {
			if err != nil {
				p.report(notice{text: p.words.Say("adding.sample"), bad: true}, err)
				return
			}
			p.sample = path
			p.add([]string{path})
		})
	})
}

// mostSamples is how many files may have the sample's name and hold something else.
const mostSamples = 100

// writeSample writes the sample into a folder, unless it is there already. No other file of its
// name is touched.
func writeSample(folder, name string) (string, error) {
	if folder == "" {
		return "", errors.New("there is no folder for pictures")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	for n := 1; n <= mostSamples; n++ {
		path := filepath.Join(folder, name+".jpg")
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s-%d.jpg", name, n))
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			if there, err := os.ReadFile(path); err == nil && bytes.Equal(there, assets.Sample) {
				return path, nil
			}
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(assets.Sample)
		if err = errors.Join(err, file.Close()); err != nil {
			os.Remove(path) // it is ours, and not whole
			return "", err
		}
		return path, nil
	}
	return "", fmt.Errorf("%s has no place for %s.jpg", folder, name)
}
