# shellcheck shell=bash
# The window for Windows on amd64, by mingw: a .zip, an installer for one user without
# administrator's rights (NSIS), and an .msi (wixl) for administrators who distribute it.

make_windows() {
  needs x86_64-w64-mingw32-gcc zip makensis wixl msibuild faketime rsvg-convert icotool
  local folder="$work/pretobranco-$version-windows-amd64" program
  rm -rf "$folder"
  mkdir -p "$folder"
  resources pretobranco amd64
  CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc ldflags="-H windowsgui -extldflags=-Wl,--no-insert-timestamp" \
    build pretobranco windows amd64 "$folder/pretobranco.exe" -tags migrated_fynedo,release
  no_resources pretobranco
  for program in "${clis[@]}"; do
    resources "$program" amd64
    build "$program" windows amd64 "$folder/$program.exe"
    no_resources "$program"
  done
  sed 's/$/\r/' LICENSE >"$folder/LICENSE.txt"
  sed 's/$/\r/' README.md >"$folder/README.txt"
  licences | sed 's/$/\r/' >"$folder/LICENSES.txt"
  settle "$folder"
  zip_folder "$folder" "$dist/$(basename "$folder").zip"
  installer "$folder"
  msi "$folder"
}

# resources PROGRAM CPU: icon, version and manifest as an object that go build links. .gitignore has it.
resources() {
  local manifest=cli
  [ "$1" != pretobranco ] || manifest=gui
  rm -f "cmd/$1"/rsrc_windows_*.syso
  winres simply --arch "$2" --out "cmd/$1/rsrc" --icon assets/icon.png --manifest "$manifest" \
    --product-name "Preto & Branco" --file-description "Preto & Branco" --original-filename "$1.exe" --copyright "MIT licence" \
    --product-version "$version" --file-version "${version%%-*}.0"
  trap 'rm -f "$root"/cmd/*/rsrc_windows_*.syso' EXIT
}
no_resources() { rm -f "cmd/$1"/rsrc_windows_*.syso; }

# icon FILE: the icon as .ico, in the sizes that Windows shows.
icon() {
  local size
  for size in 16 24 32 48 64 256; do rsvg-convert -w "$size" -h "$size" -o "$work/icon-$size.png" assets/icon.svg; done
  icotool -c -o "$1" "$work"/icon-{16,24,32,48,64}.png --raw="$work/icon-256.png"
}

installer() {
  local script="$work/installer"
  rm -rf "$script"
  mkdir -p "$script"
  icon "$script/icon.ico"
  cp "$packaging/windows/installer.nsi" "$script/"
  settle "$script"
  makensis -V2 -NOCD -DVERSION="$version" -DNUMBER="${version%%-*}.0" -DFILES="$1" -DICON="$script/icon.ico" \
    -DOUTPUT="$dist/pretobranco-$version-setup.exe" "$script/installer.nsi"
}

msi() {
  local product package script="$work/installer/product.wxs"
  # Both ids follow from the version, so that each build has the same ones.
  product=$(guid "product $version")
  package=$(guid "package $version $commit $SOURCE_DATE_EPOCH")
  sed "s/@PRODUCT@/$product/; s/@PACKAGE@/$package/; s/@NUMBER@/${version%%-*}/" "$packaging/windows/product.wxs" >"$script"
  rm -rf "$work/installer/files"
  cp -a "$1" "$work/installer/files"
  # wixl knows relative paths only, writes the time of day, and makes up an id of the file.
  (
    cd "$work/installer"
    export TZ=UTC
    faketime -f "$(stamp '%Y-%m-%d %H:%M:%S')" wixl --arch x64 -o "$dist/pretobranco-$version.msi" product.wxs
    faketime -f "$(stamp '%Y-%m-%d %H:%M:%S')" msibuild "$dist/pretobranco-$version.msi" -s "Preto & Branco" "Preto & Branco" "x64;1033" "{$package}"
  )
}

# guid TEXT: a UUID that depends on the text alone.
guid() {
  printf 'pretobranco %s' "$1" | sha256sum | tr a-f A-F | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/\1-\2-5\3-A\4-\5/'
}
