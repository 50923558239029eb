# shellcheck shell=bash
# The tree that appimagetool makes an AppImage of (.github/workflows/release.yml: the tool and its
# runtime come from its own site). X11 and OpenGL are the system's.

make_appdir() {
  local folder="$work/PretoBranco.AppDir"
  needs rsvg-convert help2man
  arch=$(go env GOHOSTARCH)
  tree window
  rm -rf "$folder"
  cp -a "$work/linux/window" "$folder"
  rm -r "${folder:?}/etc" "$folder/usr/lib/systemd" "$folder/usr/share/lintian"
  cp "$packaging/appimage/AppRun" "$folder/AppRun"
  cp "$folder/usr/share/applications/$app_id.desktop" "$folder/"
  cp "$folder/usr/share/icons/hicolor/256x256/apps/$app_id.png" "$folder/"
  settle "$folder"
  archive "$folder" "$dist/pretobranco-$version-$(uname_of "$arch").AppDir.tar.gz"
}
