# shellcheck shell=bash
# The container image of the servers and the terminal client: an OCI archive of three static
# programs and the certificates of authorities, for amd64 and arm64. It is written here, with tar
# and sha256sum, so that no daemon is needed and each build has the same bytes.

make_image() {
  local layout="$work/image" manifests="" cpu file
  rm -rf "$layout"
  mkdir -p "$layout/blobs/sha256"
  for cpu in ${IMAGE_ARCHS:-amd64 arm64}; do
    image_for "$cpu"
    manifests="$manifests${manifests:+,}$descriptor"
  done
  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' "$manifests" >"$work/index"
  blob "$work/index"
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"%s","io.containerd.image.name":"pretobranco:%s"}}]}' \
    "$digest" "$size" "$version" "$version" >"$layout/index.json"
  file="$dist/pretobranco-$version-image.tar"
  tar -C "$layout" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --mode=u=rwX,go=rX --format=gnu -cf "$file" blobs index.json oci-layout
  fill "$packaging/image/compose.yaml" >"$dist/compose.yaml"
}

# blob FILE: moves it among the blobs, and sets $digest and $size.
blob() {
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  size=$(stat -c %s "$1")
  mv "$1" "$work/image/blobs/sha256/$digest"
}

# image_for CPU: layer, configuration and manifest of one architecture. Sets $descriptor.
image_for() {
  local cpu=$1 top="$work/image-$1" program layer_digest layer_size diff config
  rm -rf "$top"
  mkdir -p "$top"/{etc/ssl/certs,usr/share/doc/pretobranco,usr/bin}
  for program in "${clis[@]}"; do build "$program" linux "$cpu" "$top/usr/bin/$program"; done
  printf 'pretobranco:x:10001:10001::/:/sbin/nologin\n' >"$top/etc/passwd"
  printf 'pretobranco:x:10001:\n' >"$top/etc/group"
  cp /etc/ssl/certs/ca-certificates.crt "$top/etc/ssl/certs/"
  licences >"$top/usr/share/doc/pretobranco/LICENSES.txt"
  chmod -R u=rwX,go=rX "$top"
  tar -C "$top" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -cf "$work/layer.tar" etc usr
  diff=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  gzip -9n <"$work/layer.tar" >"$work/layer"
  rm "$work/layer.tar"
  blob "$work/layer"
  layer_digest=$digest layer_size=$size
  printf '{"architecture":"%s","os":"linux","created":"%s","config":{"User":"10001:10001","Env":["PATH=/usr/bin"],"Cmd":["pretobranco-converter"],"ExposedPorts":{"8000/tcp":{},"8001/tcp":{}},"StopSignal":"SIGTERM","Labels":{"org.opencontainers.image.title":"pretobranco","org.opencontainers.image.version":"%s","org.opencontainers.image.revision":"%s","org.opencontainers.image.licenses":"MIT"}},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"%s","created_by":"pretobranco %s"}]}' \
    "$cpu" "$(stamp %Y-%m-%dT%H:%M:%SZ)" "$version" "$commit" "$diff" "$(stamp %Y-%m-%dT%H:%M:%SZ)" "$version" >"$work/config"
  blob "$work/config"
  config="{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:$digest\",\"size\":$size}"
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":%s}]}' \
    "$config" "$layer_digest" "$layer_size" >"$work/manifest"
  blob "$work/manifest"
  descriptor="{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:$digest\",\"size\":$size,\"platform\":{\"architecture\":\"$cpu\",\"os\":\"linux\"}}"
}
