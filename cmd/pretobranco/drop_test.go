//go:build linux

package main

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// dragSource is a window from which files can be dragged, as a file manager is one.
const dragSource = `#include <gtk/gtk.h>
static char **uris;
static void give(GtkWidget *w, GdkDragContext *c, GtkSelectionData *d, guint i, guint t, gpointer p) { gtk_selection_data_set_uris(d, uris); }
int main(int argc, char **argv) {
	gtk_init(&argc, &argv);
	uris = argv + 1;
	GtkWidget *window = gtk_window_new(GTK_WINDOW_TOPLEVEL), *label = gtk_label_new("drag me");
	GtkWidget *box = gtk_event_box_new();
	gtk_container_add(GTK_CONTAINER(box), label);
	gtk_container_add(GTK_CONTAINER(window), box);
	gtk_window_set_title(GTK_WINDOW(window), "drag source");
	gtk_window_set_default_size(GTK_WINDOW(window), 100, 60);
	gtk_window_move(GTK_WINDOW(window), 0, 0);
	gtk_window_set_keep_above(GTK_WINDOW(window), TRUE);
	GtkTargetEntry target = {"text/uri-list", 0, 0};
	gtk_drag_source_set(box, GDK_BUTTON1_MASK, &target, 1, GDK_ACTION_COPY);
	g_signal_connect(box, "drag-data-get", G_CALLBACK(give), NULL);
	gtk_widget_show_all(window);
	gtk_main();
	return 0;
}
`

// drag drops paths on the middle of a window, by the mouse.
func (d *desk) drag(window string, paths ...string) {
	d.t.Helper()
	need(d.t, "gcc", "pkg-config")
	folder := d.t.TempDir()
	source, path := filepath.Join(folder, "drag.c"), filepath.Join(folder, "drag")
	if err := os.WriteFile(source, []byte(dragSource), 0o644); err != nil {
		d.t.Fatal(err)
	}
	flags, err := exec.Command("pkg-config", "--cflags", "--libs", "gtk+-3.0").Output()
	if err != nil {
		d.t.Fatalf("no GTK here: %v", err)
	}
	if out, err := exec.Command("gcc", append([]string{"-o", path, source}, strings.Fields(string(flags))...)...).CombinedOutput(); err != nil {
		d.t.Fatalf("%v\n%s", err, out)
	}
	var uris []string
	for _, p := range paths {
		uris = append(uris, (&url.URL{Scheme: "file", Path: p}).String())
	}
	drag := exec.Command(path, uris...)
	drag.Env = d.env
	d.background(drag)
	var from string
	d.poll("the drag source", func() bool {
		out, err := d.output("xdotool", "search", "--onlyvisible", "--name", "^drag source$")
		from = strings.TrimSpace(out)
		return err == nil && from != ""
	})
	d.run("xdotool", "mousemove", "--window", from, "40", "30")
	d.run("xdotool", "mousedown", "1")
	for i := range 10 { // GTK sees a drag only in a mouse that moves
		d.run("xdotool", "mousemove_relative", "--", fmt.Sprint(4+i), "3")
	}
	d.run("xdotool", "mousemove", "--window", window, "500", "350")
	d.run("xdotool", "mousemove_relative", "4", "4")
	d.run("xdotool", "mousemove_relative", "4", "4")
	d.still("dragging")
	d.run("xdotool", "mouseup", "1")
}

// TestDrop converts a folder and a file that are dropped on the window.
func TestDrop(t *testing.T) {
	d := newDesk(t)
	d.configure(nil)
	folder, names := originals(t)
	out := filepath.Join(t.TempDir(), "results")
	program := d.start("-out", out)
	window := d.window(program)
	d.still("before-drop")
	d.drag(window, folder)
	converted(t, d, window, out, names)
	judge(t, folder, out, names)
	d.close(program, window)
}

// freePort returns a port that nobody listens at.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
