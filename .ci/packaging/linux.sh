# shellcheck shell=bash
# The packages for Linux. pretobranco has the window and all else; pretobranco-cli has the programs
# without a window, needs no library, and is for servers. One replaces the other.
#
# Alpine's C library is another one than the window is linked with, so Alpine has the latter only.

make_linux() {
  needs rsvg-convert help2man
  arch=$(go env GOHOSTARCH)
  tree cli
  tree window
  local form
  for form in ${FORMS:-deb rpm archlinux apk}; do package cli "$form"; done
  for form in ${FORMS:-deb rpm archlinux}; do package window "$form"; done
}

make_cli() {
  needs help2man
  arch=$(go env GOHOSTARCH)
  tree cli
  package cli deb
}

# tree cli|window: all files of a package, as they are installed, below $work/linux/KIND.
tree() {
  local kind=$1 top="$work/linux/$1" name program
  local programs=("${clis[@]}")
  name=$(package_name "$kind")
  [ "$kind" = cli ] || programs+=(pretobranco)
  rm -rf "$top"
  mkdir -p "$top"/{usr/bin,usr/lib/systemd/system,etc/pretobranco,usr/share/man/man1,usr/share/lintian/overrides} "$top/usr/share/doc/$name" \
    "$top"/usr/share/{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d}
  for program in "${programs[@]}"; do
    native "$program"
    install -m755 "$work/native/$program" "$top/usr/bin/$program"
    manual "$program" | gzip -9n >"$top/usr/share/man/man1/$program.1.gz"
    .ci/packaging/completions bash "$program" "$work/native/$program" >"$top/usr/share/bash-completion/completions/$program"
    .ci/packaging/completions zsh "$program" "$work/native/$program" >"$top/usr/share/zsh/vendor-completions/_$program"
    .ci/packaging/completions fish "$program" "$work/native/$program" >"$top/usr/share/fish/vendor_completions.d/$program.fish"
  done
  for program in converter gateway; do
    cp "$packaging/linux/pretobranco-$program.service" "$top/usr/lib/systemd/system/"
    cp "$packaging/linux/$program.conf" "$top/etc/pretobranco/"
  done
  licences | gzip -9n >"$top/usr/share/doc/$name/LICENSES.gz"
  copyright >"$top/usr/share/doc/$name/copyright"
  changelog "$name" | gzip -9n >"$top/usr/share/doc/$name/changelog.gz"
  sed "s/@PACKAGE@/$name/" "$packaging/linux/lintian-overrides" >"$top/usr/share/lintian/overrides/$name"
  [ "$kind" = cli ] || desktop "$top"
  settle "$top"
}

copyright() {
  printf 'Preto & Branco\n\n'
  cat LICENSE
  printf '\n%s\n' "The libraries that the programs are made of have licences of their own: LICENSES.gz in this folder
has them all. On Debian the Apache License is also in /usr/share/common-licenses/Apache-2.0."
}

package_name() { if [ "$1" = cli ]; then echo pretobranco-cli; else echo pretobranco; fi; }

# desktop TREE: what a desktop needs to show the window in its menus and under "Open with".
desktop() {
  local share="$1/usr/share" size
  mkdir -p "$share"/{applications,metainfo,icons/hicolor/scalable/apps}
  fill "$packaging/linux/desktop" >"$share/applications/$app_id.desktop"
  fill "$packaging/linux/metainfo.xml" >"$share/metainfo/$app_id.metainfo.xml"
  cp assets/icon.svg "$share/icons/hicolor/scalable/apps/$app_id.svg"
  for size in 16 22 24 32 48 64 128 256 512; do
    mkdir -p "$share/icons/hicolor/${size}x$size/apps"
    rsvg-convert -w "$size" -h "$size" -o "$share/icons/hicolor/${size}x$size/apps/$app_id.png" assets/icon.svg
  done
}

# manual PROGRAM: its man page, from what -h prints. help2man takes a line for the use of a flag if it
# is indented deeply, and for code if it begins with ">".
manual() {
  local what help="$work/help/$1"
  case $1 in
  pretobranco) what="make photos black and white in a window" ;;
  *-client) what="make photos black and white from the terminal" ;;
  *-converter) what="XML-RPC server that makes pictures black and white" ;;
  *-gateway) what="WebSocket server that shares pictures out among converters" ;;
  esac
  mkdir -p "$work/help"
  {
    printf '#!/bin/sh\ncat <<\\END\n'
    "$work/native/$1" -h 2>&1 | sed -e 's/^ \{4\}[ \t]\+/                        /' -e '/^  -/s/  *(/ (/' \
      -e 's/^Flags:$/Options:/; s/^Flags, each with its environment variable:$/Options:\n\nEach can also be set by the environment variable in brackets.\n/' \
      -e '/^Examples:$/,/^$/s/^$/\n*Notes*\n/' \
      -e '/^Call it from Python:$/,/^$/s/^  /  > /; s/^Call it from Python:$/&\n/'
    echo END
  } >"$help"
  chmod +x "$help"
  help2man --no-info --no-discard-stderr --help-option=-h --version-string="$version" \
    --name="$what" --manual="Preto & Branco" --source="Preto & Branco $version" "$help" | sed 's/\\f(CW> /\\f(CW/'
}

changelog() {
  printf '%s (%s) stable; urgency=medium\n\n  * Version %s, built from commit %s.\n\n -- %s  %s\n' \
    "$1" "$(deb_version)" "$version" "$commit" "$maintainer" "$(stamp '%a, %d %b %Y %H:%M:%S +0000')"
}

deb_version() { echo "${version/-/\~}"; }

# package cli|window FORM: one package from its tree.
package() {
  local kind=$1 form=$2 config="$work/linux/$1-$2.yaml" file name
  name=$(package_name "$kind")
  # The .apk holds the dates of these files.
  mkdir -p "$work/linux/scripts"
  install -m755 "$packaging"/linux/{postinstall,preremove,postremove} "$work/linux/scripts"
  settle "$work/linux/scripts"
  {
    fill "$packaging/linux/nfpm-$kind.yaml"
    cat "$packaging/linux/nfpm.yaml"
    contents "$work/linux/$kind" "$form"
  } | sed "s|@PACKAGE@|$name|g; s|@COMPRESSION@|${DEB_COMPRESSION:-xz}|g; s|@SCRIPTS@|$work/linux/scripts|g; s|@ARCH@|$arch|g; s|@VERSION@|$version|g; s|@MAINTAINER@|${maintainer//&/\\&}|g" >"$config"
  case $form in
  deb) file="${name}_${version}_$arch.deb" ;;
  rpm) file="$name-$version.$(uname_of "$arch").rpm" ;;
  archlinux) file="$name-$version-$(uname_of "$arch").pkg.tar.zst" ;;
  apk) file="$name-$version-$(uname_of "$arch").apk" ;;
  esac
  nfpm package --config "$config" --packager "$form" --target "$dist/$file" >&2
}

uname_of() { case $1 in amd64) echo x86_64 ;; arm64) echo aarch64 ;; *) echo "$1" ;; esac; }

# contents TREE FORM: the files as nfpm's list. Each form has its own places for some.
contents() {
  local top=$1 form=$2 file place type
  echo "contents:"
  (cd "$top" && find . -type f -printf '%P\n' | sort) | while read -r file; do
    place=/$file type=""
    case $form:$place in
    apk:/usr/lib/systemd/* | apk:/etc/* | rpm:/usr/share/lintian/* | archlinux:/usr/share/lintian/* | apk:/usr/share/lintian/*) continue ;;
    deb:/usr/lib/systemd/*) place=${place#/usr} ;;
    deb:*) ;;
    *:/usr/share/doc/*/copyright) place=/usr/share/licenses/$name/LICENSE ;;
    *:/usr/share/doc/*/LICENSES.gz) place=/usr/share/licenses/$name/LICENSES.gz ;;
    *:/usr/share/zsh/vendor-completions/*) place=/usr/share/zsh/site-functions/$(basename "$file") ;;
    esac
    case $place in /etc/*) type="config|noreplace" ;; esac
    printf '  - src: "%s"\n    dst: "%s"\n' "$top/$file" "$place"
    [ -z "$type" ] || printf '    type: "%s"\n' "$type"
    printf '    file_info: {mode: 0%s, owner: root, group: root}\n' "$(stat -c %a "$top/$file")"
  done
}
