# shellcheck shell=bash
# The programs without a window: pure Go, for every system, one archive each.

targets=(linux/amd64 linux/arm64 linux/386 linux/arm windows/amd64 windows/arm64 darwin/amd64 darwin/arm64 freebsd/amd64 freebsd/arm64)

make_programs() {
  local target
  for target in ${TARGETS:-"${targets[@]}"}; do archive_programs "${target%/*}" "${target#*/}"; done
}

archive_programs() {
  local os=$1 cpu=$2 folder="$work/pretobranco-cli-$version-$1-$2" program suffix=""
  [ "$os" != windows ] || suffix=.exe
  rm -rf "$folder"
  mkdir -p "$folder"
  for program in "${clis[@]}"; do
    if [ "$os" = windows ]; then resources "$program" "$cpu"; fi
    build "$program" "$os" "$cpu" "$folder/$program$suffix"
    [ "$os" != windows ] || no_resources "$program"
  done
  cp LICENSE README.md "$folder"
  licences >"$folder/LICENSES.txt"
  settle "$folder"
  if [ "$os" = windows ]; then
    zip_folder "$folder" "$dist/$(basename "$folder").zip"
  else
    archive "$folder" "$dist/$(basename "$folder").tar.gz"
  fi
}

# zip_folder FOLDER FILE: as archive, for Windows.
zip_folder() {
  needs zip
  rm -f "$2"
  (cd "$(dirname "$1")" && find "$(basename "$1")" | sort | zip -qX9@ "$2")
}

# licences prints our own licence and those of all libraries.
licences() {
  local file
  printf 'Preto & Branco\n\n'
  cat LICENSE
  printf '\nIt contains other works, or some of them, under the licences below.\n\n'
  cat assets/about/sources.txt
  echo
  cat assets/about/modules.txt
  for file in assets/about/codecs/*.txt; do
    printf '%s\n' "-- LICENSE: $(basename "$file" .txt) --"
    cat "$file"
  done
}

# native PROGRAM: builds it for this machine, once, into $work/native.
native() {
  case " $built " in *" $1 "*) return ;; esac
  mkdir -p "$work/native"
  if [ "$1" = pretobranco ]; then
    CGO_ENABLED=1 build pretobranco "$(go env GOHOSTOS)" "$(go env GOHOSTARCH)" "$work/native/pretobranco" -tags x11,migrated_fynedo,release
  else
    build "$1" "$(go env GOHOSTOS)" "$(go env GOHOSTARCH)" "$work/native/$1"
  fi
  built="$built $1"
}
built=""
