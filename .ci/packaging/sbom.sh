# shellcheck shell=bash
# A list of components for each program, in CycloneDX, read from the build information in it.

make_sbom() {
  local program
  for program in "${clis[@]}" pretobranco; do
    native "$program"
    cyclonedx bin -json -noserial -notimestamp -std -version "v$version" -output "$dist/$program-$version.cdx.json" "$work/native/$program"
  done
}
