//go:build !linux

package main

import "pretobranco/app"

// portalFiles has no portal to ask.
func portalFiles(string, string) ([]string, error) { return nil, app.ErrNoDialog }
