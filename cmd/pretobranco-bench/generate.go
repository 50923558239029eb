package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// madeOf makes the photos files of another kind in folder. What cannot be read is left out.
func madeOf(folder string, photos []string, kind string) (made []string, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	for i, photo := range photos {
		img, err := decode(photo)
		if err != nil {
			fmt.Fprintf(os.Stderr, "left out: %s (%v)\n", filepath.Base(photo), err)
			continue
		}
		var file bytes.Buffer
		ending := ".png"
		switch kind {
		case "gif":
			ending, err = ".gif", gif.Encode(&file, dithered(img), nil)
		case "palette":
			err = png.Encode(&file, dithered(img))
		case "png":
			err = png.Encode(&file, opaque(img))
		default:
			return nil, fmt.Errorf("-as %s: there are gif, png and palette", kind)
		}
		if err != nil {
			return nil, err
		}
		path := filepath.Join(folder, fmt.Sprintf("%05d%s", i, ending))
		if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
			return nil, err
		}
		made = append(made, path)
	}
	return made, nil
}

func decode(path string) (image.Image, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	img, _, err := image.Decode(file)
	return img, err
}

func dithered(img image.Image) image.Image {
	p := image.NewPaletted(img.Bounds(), palette.Plan9)
	draw.FloydSteinberg.Draw(p, p.Rect, img, img.Bounds().Min)
	return p
}

func opaque(img image.Image) image.Image {
	p := image.NewRGBA(img.Bounds())
	draw.Draw(p, p.Rect, img, img.Bounds().Min, draw.Src)
	return p
}

// oneImage shows what one image costs, larger and larger: copies of the photo side by side. With
// restart markers, which jpegtran puts in, all cores can work on it. Smaller images are
// taken more often, one after the other, so that the program's start weighs the same for all.
func (b *bench) oneImage(ctx context.Context, dir, photo string) error {
	tile, err := decode(photo)
	if err != nil {
		return err
	}
	cells := [][]string{{"megapixels", "times", "restart markers", "MB", "CPU s", "wall s", "CPU ms a megapixel", "cores"}}
	for _, megapixels := range b.sizes {
		whole := filepath.Join(dir, "whole", fmt.Sprint(megapixels))
		size, actual, err := writeTiled(filepath.Join(whole, "photo.jpg"), tile, megapixels)
		if err != nil {
			return err
		}
		times := max(1, int(slices.Max(b.sizes)/megapixels))
		folders := []struct{ markers, path string }{{"no", whole}}
		marked := filepath.Join(dir, "marked", fmt.Sprint(megapixels))
		if err := os.MkdirAll(marked, 0o755); err != nil {
			return err
		}
		if exec.CommandContext(ctx, "jpegtran", "-copy", "all", "-restart", "1", "-outfile", filepath.Join(marked, "photo.jpg"), filepath.Join(whole, "photo.jpg")).Run() == nil {
			folders = append(folders, struct{ markers, path string }{"yes", marked})
		}
		for _, folder := range folders {
			for i := 1; i < times; i++ {
				if err := os.Link(filepath.Join(folder.path, "photo.jpg"), filepath.Join(folder.path, fmt.Sprint(i, ".jpg"))); err != nil {
					return err
				}
			}
			var best cost
			for round := range b.rounds {
				out := filepath.Join(folder.path+"-out", fmt.Sprint(round))
				if err := os.MkdirAll(out, 0o755); err != nil {
					return err
				}
				c, err := b.part(ctx, "core", folder.path, out, "")
				if err != nil {
					return err
				}
				if round == 0 || c.wall < best.wall {
					best = c
				}
			}
			cells = append(cells, []string{fmt.Sprintf("%.1f", actual), fmt.Sprint(times), folder.markers, megabytes(size), seconds(best.cpu), seconds(best.wall),
				fmt.Sprintf("%.2f", best.cpu.Seconds()*1e3/actual/float64(times)), fmt.Sprintf("%.2f", best.cpu.Seconds()/best.wall.Seconds())})
		}
	}
	printTable(b.out, cells)
	return nil
}

// writeTiled writes a JPEG of about so many megapixels that is the tile again and again,
// and returns its size in bytes and in megapixels.
func writeTiled(path string, tile image.Image, megapixels float64) (size int64, actual float64, err error) {
	b := tile.Bounds()
	width := 1000
	for float64(width)*float64(width)*3/4 < megapixels*1e6 {
		width += 16
	}
	height := max(1, int(megapixels*1e6)/width)
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := 0; y < height; y += b.Dy() {
		for x := 0; x < width; x += b.Dx() {
			draw.Draw(img, image.Rect(x, y, x+b.Dx(), y+b.Dy()), tile, b.Min, draw.Src)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return 0, 0, err
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, img, &jpeg.Options{Quality: 92}); err != nil {
		return 0, 0, err
	}
	return int64(file.Len()), float64(width) * float64(height) / 1e6, os.WriteFile(path, file.Bytes(), 0o644)
}
