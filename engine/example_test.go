package engine_test

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"

	"pretobranco/engine"
)

// A folder of photos becomes a folder of black-and-white photos.
func Example() {
	ctx := context.Background()
	in, err := os.MkdirTemp("", "photos-*")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(in)
	draw(filepath.Join(in, "photo.png"))

	e, err := engine.Open(ctx, engine.Config{}) // without a server, on this computer
	if err != nil {
		fmt.Println(err)
		return
	}
	defer e.Close()
	look, err := engine.ParseLook("red contrast=1.2")
	if err != nil {
		fmt.Println(err)
		return
	}
	found := engine.Scan(ctx, []string{in}, engine.ScanOptions{}, nil)
	job := engine.Job{Folder: filepath.Join(in, "out"), Options: engine.Options{Look: look}}
	batch, err := e.Start(ctx, job, found.Photos, func(event engine.Event) {
		if event.Kind == engine.Done {
			fmt.Println(filepath.Base(event.Output))
		}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	sum := batch.Wait()
	fmt.Println(sum.Converted, "converted,", sum.Failed, "failed")
	// Output:
	// photo.png
	// 1 converted, 0 failed
}

func draw(path string) {
	f, err := os.Create(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	if err := png.Encode(f, image.NewNRGBA(image.Rect(0, 0, 16, 9))); err != nil {
		fmt.Println(err)
	}
}
