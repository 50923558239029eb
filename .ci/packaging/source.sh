# shellcheck shell=bash
# The source, with the source of all modules in vendor/: Flatpak and distributions build without a
# network.

make_source() {
  local folder="$work/pretobranco-$version"
  rm -rf "$folder"
  mkdir -p "$folder"
  git ls-files -z | tar -c --null --files-from=- | tar -x -C "$folder"
  # A build from it has no git to ask for the version.
  echo "$version" >"$folder/assets/packaging/flatpak/VERSION"
  fill "$packaging/linux/desktop" >"$folder/assets/packaging/flatpak/$app_id.desktop"
  fill "$packaging/linux/metainfo.xml" >"$folder/assets/packaging/flatpak/$app_id.metainfo.xml"
  (cd "$folder" && GOFLAGS="" go mod vendor)
  archive "$folder" "$dist/pretobranco-$version-source.tar.gz"
}
