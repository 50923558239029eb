# shellcheck shell=bash
# The .app and the .dmg, on macOS with the Xcode command line tools. The programs are built for both
# processors. Without an Apple developer's certificate they are signed "ad hoc", which Gatekeeper
# accepts only after a click in the settings. With one:
#
#   SIGN_IDENTITY="Developer ID Application: NAME (TEAM)" .ci/package 1.2.3 macos
#   xcrun notarytool submit dist/PretoBranco-1.2.3.dmg --keychain-profile PROFILE --wait
#   xcrun stapler staple dist/PretoBranco-1.2.3.dmg

make_macos() {
  local cpu program app="$work/macos/Preto & Branco.app"
  [ "$(uname)" = Darwin ] || { echo "the macOS packages are made on macOS" >&2; exit 1; }
  rm -rf "$work/macos"
  mkdir -p "$work/macos"
  for program in pretobranco "${clis[@]}"; do
    for cpu in amd64 arm64; do
      if [ "$program" = pretobranco ]; then
        CGO_ENABLED=1 CGO_CFLAGS="-mmacosx-version-min=11.0" CGO_LDFLAGS="-mmacosx-version-min=11.0" \
          build "$program" darwin "$cpu" "$work/macos/$program-$cpu" -tags migrated_fynedo,release
      else
        build "$program" darwin "$cpu" "$work/macos/$program-$cpu"
      fi
    done
    lipo -create -output "$work/macos/$program" "$work/macos/$program-amd64" "$work/macos/$program-arm64"
    rm "$work/macos/$program-amd64" "$work/macos/$program-arm64"
  done
  (cd "$work/macos" && go_tool fyne.io/tools/cmd/fyne@v1.7.4 package --target darwin --executable "$work/macos/pretobranco" \
    --icon "$root/assets/icon.png" --name "Preto & Branco" --app-id "$app_id" --app-version "${version%%-*}" --app-build 1 --release)
  mv "$work"/macos/pretobranco-{client,converter,gateway} "$app/Contents/MacOS/"
  licences >"$app/Contents/Resources/LICENSES.txt"
  # No document types: Fyne does not receive the files of "Open with". They are dropped onto the window.
  plutil -replace LSMinimumSystemVersion -string 11.0 "$app/Contents/Info.plist"
  plutil -lint "$app/Contents/Info.plist"
  codesign --force --deep --options runtime --entitlements "$packaging/macos/entitlements.plist" --sign "${SIGN_IDENTITY:--}" "$app"
  codesign --verify --deep --strict "$app"
  mkdir "$work/macos/dmg"
  mv "$app" "$work/macos/dmg/"
  ln -s /Applications "$work/macos/dmg/Applications"
  hdiutil create -quiet -ov -fs HFS+ -format UDZO -volname "Preto & Branco" -srcfolder "$work/macos/dmg" "$dist/PretoBranco-$version.dmg"
}
