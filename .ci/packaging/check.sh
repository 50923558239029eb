# shellcheck shell=bash
# What .ci/package-check checks. Everything uses $DIST, $version, $id and $scratch of it.

check_scripts() {
  shellcheck -x -a .ci/run .ci/package .ci/package-check .ci/rename .ci/packaging/{debian,completions,installed,version} \
    assets/packaging/linux/{postinstall,preremove,postremove} assets/packaging/appimage/AppRun
  (cd / && CGO_ENABLED=0 GOBIN="$root/dist/.tools/v1.7.12" go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12)
  "$root/dist/.tools/v1.7.12/actionlint" .github/workflows/*.yml
  check_version
}

# check_version: what .ci/packaging/version makes of tags.
check_version() {
  local repository="$scratch/version" want got
  mkdir -p "$repository/.ci/packaging"
  cp .ci/packaging/version "$repository/.ci/packaging/"
  commit() { git -C "$repository" -c user.name=x -c user.email=x@example.com commit -q --allow-empty -m "$1"; }
  git init -q "$repository"
  commit one
  for want in 0.0.1-dev.1.g 0.9.0-rc1 0.9.0-rc1.dev.1.g 1.2.3 1.2.4-dev.1.g; do
    case $want in *dev*) ;; *) git -C "$repository" tag "v$want" ;; esac
    got=$("$repository/.ci/packaging/version")
    [ "${got%g*}" = "${want%g}" ] || fail "the version is $got instead of $want"
    case $want in *dev*) commit next ;; *) [ "$got" = "$want" ] && commit next ;; esac
  done
}

check_files() {
  local unit trees=("$DIST/.work/linux/cli") tree file
  mkdir -p "$scratch/units" "$scratch/desktop"
  for file in desktop metainfo.xml; do sed "s/@APP_ID@/$id/g; s/@VERSION@/$version/g; s/@DATE@/2026-01-01/g" "assets/packaging/linux/$file" >"$scratch/desktop/$id.$file"; done
  mv "$scratch/desktop/$id.desktop" "$scratch/desktop/$id.metainfo.xml" "$scratch/"
  desktop-file-validate "$scratch/$id.desktop"
  appstreamcli validate --no-net --explain "$scratch/$id.metainfo.xml"
  for unit in converter gateway; do
    sed "s|^ExecStart=/usr/bin/|ExecStart=$DIST/.work/native/|; /^Documentation=/d" "assets/packaging/linux/pretobranco-$unit.service" >"$scratch/units/pretobranco-$unit.service"
  done
  systemd-analyze verify "$scratch"/units/*.service
  # 0 is the least exposed, 100 the most.
  for unit in "$scratch"/units/*.service; do systemd-analyze security --offline=yes --threshold=20 --no-pager "$unit" | tail -1; done
  [ ! -d "$DIST/.work/linux/window" ] || trees+=("$DIST/.work/linux/window")
  for tree in "${trees[@]}"; do
    for file in "$tree"/usr/share/man/man1/*.gz; do
      man --warnings -l "$file" >/dev/null 2>"$scratch/man" || fail "$file"
      if grep -v 'cannot adjust line\|cannot break line' "$scratch/man"; then fail "$file"; fi
    done
    for file in "$tree"/usr/share/bash-completion/completions/*; do bash -n "$file"; done
    for file in "$tree"/usr/share/zsh/vendor-completions/*; do zsh -n "$file"; done
    for file in "$tree"/usr/share/fish/vendor_completions.d/*; do fish -n "$file"; done
  done
  lintian --allow-root --fail-on error "$DIST"/*.deb
}

# has FILE LIST: each path is a line of what FILE lists.
has() {
  local name=$1 path
  shift
  for path in "$@"; do grep -qx "/\?$path" "$scratch/list" || fail "$name lacks $path"; done
}

check_others() {
  local window=(usr/bin/pretobranco "usr/share/applications/$id.desktop" "usr/share/metainfo/$id.metainfo.xml" "usr/share/icons/hicolor/scalable/apps/$id.svg")
  local both=(usr/bin/pretobranco-{client,converter,gateway} usr/share/man/man1/pretobranco-client.1.gz usr/share/bash-completion/completions/pretobranco-client usr/share/zsh/site-functions/_pretobranco-client)
  local services=(usr/lib/systemd/system/pretobranco-{converter,gateway}.service etc/pretobranco/{converter,gateway}.conf)
  rpm -Kv --nosignature "$DIST"/*.rpm >/dev/null
  rpm -qlp "$DIST/pretobranco-$version.x86_64.rpm" >"$scratch/list"
  has "the .rpm" "${both[@]}" "${services[@]}" "${window[@]}"
  rpm -qp --requires "$DIST/pretobranco-$version.x86_64.rpm" | grep -qF 'libX11.so.6()(64bit)' || fail "the .rpm requires no X11"
  rpm -qlp "$DIST/pretobranco-cli-$version.x86_64.rpm" >"$scratch/list"
  has "the .rpm without a window" "${both[@]}" "${services[@]}"
  bsdtar -tf "$DIST/pretobranco-$version-x86_64.pkg.tar.zst" >"$scratch/list"
  has "the Arch package" .PKGINFO "${both[@]}" "${services[@]}" "${window[@]}"
  bsdtar -tf "$DIST/pretobranco-cli-$version-x86_64.apk" >"$scratch/list"
  has "the Alpine package" .PKGINFO "${both[@]}"
}

check_image() {
  local bundle="$scratch/bundle" pid
  /usr/bin/python3 -c 'import sys, yaml; assert yaml.safe_load(open(sys.argv[1]))["services"]["gateway"]["read_only"]' "$DIST/compose.yaml"
  skopeo --override-arch amd64 copy -q "oci-archive:$DIST/pretobranco-$version-image.tar:$version" "oci:$scratch/oci:image"
  umoci unpack --image "$scratch/oci:image" "$bundle"
  jq '.process.terminal = false | .root.readonly = true | .process.args = ["pretobranco-converter", "-addr", "127.0.0.1:8097"]
    | .linux.namespaces |= map(select(.type != "network")) | del(.linux.resources)' "$bundle/config.json" >"$scratch/config" && mv "$scratch/config" "$bundle/config.json"
  jq -e '.process.user.uid == 10001' "$bundle/config.json" >/dev/null || fail "the image runs as root"
  (cd "$bundle" && exec runc run pretobranco-check >"$scratch/container.log" 2>&1) &
  pid=$!
  for _ in $(seq 100); do
    if curl -fs http://127.0.0.1:8097/healthz >/dev/null; then break; fi
    sleep 0.2
  done
  /usr/bin/python3 - assets/sample.jpg "$scratch/gray.jpg" <<'P' || { cat "$scratch/container.log"; fail "the container does not convert"; }
import sys, xmlrpc.client
photo = xmlrpc.client.Binary(open(sys.argv[1], "rb").read())
open(sys.argv[2], "wb").write(xmlrpc.client.ServerProxy("http://127.0.0.1:8097").preto_branco(photo).data)
P
  runc kill pretobranco-check TERM
  wait "$pid" || fail "the container ends badly"
  file "$scratch/gray.jpg" | grep -q 'components 1' || fail "the result is not gray"
}

check_windows() {
  local programs="$DIST/.work/pretobranco-$version-windows-amd64" count i window xvfb
  export WINEPREFIX="$scratch/wine" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" PATH="$PATH:/usr/lib/wine"
  wine64 wineboot -i >/dev/null 2>&1 || true
  x86_64-w64-mingw32-gcc -shared -Os -s -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" assets/packaging/windows/wine-prng.c -ladvapi32
  photos "$scratch/photos"
  count=$(find "$scratch/photos" -type f | wc -l)
  wine64 "$programs/pretobranco-client.exe" -version | tr -d '\r' | grep -x "pretobranco-client $version" >/dev/null || fail "pretobranco-client.exe -version"
  (cd "$scratch" && wine64 "$programs/pretobranco-client.exe" -quiet -provenance "" -o windows photos)
  (cd "$scratch" && "$DIST/.work/native/pretobranco-client" -quiet -provenance "" -o linux photos)
  diff -r "$scratch/windows" "$scratch/linux" || fail "the results of Windows and Linux differ"
  [ "$(find "$scratch/windows" -type f | wc -l)" = "$count" ] || fail "results are missing"

  Xvfb :97 -screen 0 1280x800x24 >/dev/null 2>&1 &
  xvfb=$!
  export DISPLAY=:97
  wine64 "$programs/pretobranco.exe" -out "Z:${scratch//\//\\}\\window" "Z:${scratch//\//\\}\\photos" >"$scratch/window.log" 2>&1 &
  for i in $(seq 240); do
    window=$(xdotool search --onlyvisible --name "Preto & Branco" 2>/dev/null | head -1) || true
    if [ -n "$window" ]; then
      xdotool windowfocus "$window" key --clearmodifiers ctrl+Return || true
      [ "$(find "$scratch/window" -type f 2>/dev/null | wc -l)" != "$count" ] || break
    fi
    sleep 1
  done
  scrot "${PRETOBRANCO_SCREENSHOTS:-$scratch}/wine.png" || true
  wineserver64 -k || true
  kill "$xvfb"
  diff -r "$scratch/window" "$scratch/linux" || fail "the window in Wine and Linux's client differ"

  7z l "$DIST/pretobranco-$version-setup.exe" >"$scratch/setup"
  msiextract -l "$DIST/pretobranco-$version.msi" >"$scratch/msi"
  unzip -l "$DIST/pretobranco-$version-windows-amd64.zip" >"$scratch/zip"
  for i in pretobranco.exe pretobranco-{client,converter,gateway}.exe LICENSE.txt LICENSES.txt README.txt; do
    for list in setup msi zip; do grep -qF "$i" "$scratch/$list" || fail "the $list lacks $i"; done
  done
  grep -q uninstall.exe "$scratch/setup" || fail "the setup has no uninstaller"
}

# photos FOLDER: what is converted.
photos() {
  mkdir -p "$1/inside"
  cp assets/sample.jpg "$1/"
  cp assets/icon.png "$1/inside/icon.png"
  cp assets/screenshot.png "$1/inside/"
}

# check_installed boots a fresh Debian in a container, where systemd runs .ci/packaging/installed.
check_installed() {
  local fresh="$scratch/debian"
  mmdebstrap --quiet --variant=minbase --mode=root --include=ca-certificates,man-db,procps,dbus,dbus-x11,libglib2.0-bin,systemd,systemd-sysv,xvfb,xdotool,x11-utils bookworm "$fresh"
  mkdir "$fresh/pkg"
  cp "$DIST/pretobranco_${version}_amd64.deb" .ci/packaging/installed "$fresh/pkg/"
  photos "$fresh/pkg/photos"
  cat >"$fresh/etc/systemd/system/check.service" <<U
[Unit]
After=multi-user.target dbus.service
[Service]
Type=oneshot
ExecStart=/pkg/installed $version $id
StandardOutput=append:/pkg/log
StandardError=append:/pkg/log
ExecStopPost=/bin/systemctl --no-block poweroff
U
  mkdir -p "$fresh/etc/systemd/system/multi-user.target.wants"
  ln -s ../check.service "$fresh/etc/systemd/system/multi-user.target.wants/check.service"
  timeout 1800 systemd-nspawn -q -D "$fresh" -M pretobranco-check --register=no --keep-unit -b >"$scratch/boot.log" 2>&1 || true
  cat "$fresh/pkg/log"
  [ -z "${PRETOBRANCO_SCREENSHOTS:-}" ] || cp "$fresh/pkg/window.xwd" "$PRETOBRANCO_SCREENSHOTS/installed.xwd"
  grep -q '^-- all is well' "$fresh/pkg/log" || fail "see above"
}

# check_again PART...: builds in another folder, for another user's eyes, and compares the sums.
check_again() {
  local copy="$scratch/another/folder"
  mkdir -p "$copy"
  git clone -q --shared . "$copy"
  git ls-files -zco --exclude-standard | tar -c --null --files-from=- | tar -x -C "$copy"
  mkdir -p "$copy/dist"
  ln -s "$root/dist/.tools" "$copy/dist/.tools"
  (cd "$copy" && umask 077 && TZ=America/Sao_Paulo HOME="$HOME" DIST="$scratch/again" .ci/package "$version" "$@" >/dev/null)
  diff "$DIST/SHA256SUMS" "$scratch/again/SHA256SUMS" || fail "two builds differ"
}
