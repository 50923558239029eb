; Installs for the user who runs it, without administrator's rights: program, start menu entry,
; context menu entries for pictures and folders, "Open with", and an uninstaller that takes all of
; it away. VERSION, NUMBER, FILES, ICON and OUTPUT come from .ci/packaging/windows.sh.
Unicode true
!include MUI2.nsh
!include FileFunc.nsh

!define NAME "Preto & Branco"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\PretoBranco"

Name "${NAME}"
; In a caption "&" marks a key, and "&&" is the letter.
Caption "Preto && Branco ${VERSION}"
OutFile "${OUTPUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\PretoBranco"
InstallDirRegKey HKCU "Software\PretoBranco" "Folder"
SetCompressor /SOLID lzma
SetDateSave on
BrandingText " "

VIProductVersion "${NUMBER}"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey FileDescription "Setup of ${NAME}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "MIT licence"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\pretobranco.exe"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "PortugueseBR"

LangString VERB ${LANG_ENGLISH} "Make black and white"
LangString VERB ${LANG_PORTUGUESEBR} "Deixar em preto e branco"

!macro Verb KEY
  WriteRegStr HKCU "Software\Classes\${KEY}\shell\PretoBranco" "" "$(VERB)"
  WriteRegStr HKCU "Software\Classes\${KEY}\shell\PretoBranco" "Icon" "$INSTDIR\pretobranco.exe,0"
  WriteRegStr HKCU "Software\Classes\${KEY}\shell\PretoBranco\command" "" '"$INSTDIR\pretobranco.exe" "%1"'
!macroend
!macro NoVerb KEY
  DeleteRegKey HKCU "Software\Classes\${KEY}\shell\PretoBranco"
  DeleteRegKey /ifempty HKCU "Software\Classes\${KEY}\shell"
  DeleteRegKey /ifempty HKCU "Software\Classes\${KEY}"
!macroend
; Windows has no kind "picture" for these: HEIC, AVIF and JPEG XL need their names.
!macro ForAll MACRO
  !insertmacro ${MACRO} "SystemFileAssociations\image"
  !insertmacro ${MACRO} "SystemFileAssociations\.webp"
  !insertmacro ${MACRO} "SystemFileAssociations\.heic"
  !insertmacro ${MACRO} "SystemFileAssociations\.heif"
  !insertmacro ${MACRO} "SystemFileAssociations\.avif"
  !insertmacro ${MACRO} "SystemFileAssociations\.jxl"
  !insertmacro ${MACRO} "Directory"
!macroend
!macro Type EXTENSION
  WriteRegStr HKCU "Software\Classes\Applications\pretobranco.exe\SupportedTypes" "${EXTENSION}" ""
!macroend

Section
  SetOutPath "$INSTDIR"
  File "${FILES}/pretobranco.exe"
  File "${FILES}/pretobranco-client.exe"
  File "${FILES}/pretobranco-converter.exe"
  File "${FILES}/pretobranco-gateway.exe"
  File "${FILES}/LICENSE.txt"
  File "${FILES}/LICENSES.txt"
  File "${FILES}/README.txt"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\pretobranco.exe"

  !insertmacro ForAll Verb
  WriteRegStr HKCU "Software\Classes\Applications\pretobranco.exe" "FriendlyAppName" "${NAME}"
  WriteRegStr HKCU "Software\Classes\Applications\pretobranco.exe\shell\open\command" "" '"$INSTDIR\pretobranco.exe" "%1"'
  !insertmacro Type ".jpg"
  !insertmacro Type ".jpeg"
  !insertmacro Type ".png"
  !insertmacro Type ".gif"
  !insertmacro Type ".bmp"
  !insertmacro Type ".tif"
  !insertmacro Type ".tiff"
  !insertmacro Type ".webp"
  !insertmacro Type ".heic"
  !insertmacro Type ".heif"
  !insertmacro Type ".avif"
  !insertmacro Type ".jxl"

  WriteRegStr HKCU "Software\PretoBranco" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\pretobranco.exe,0"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" "$0"
SectionEnd

Section Uninstall
  ; Only what was installed goes: the folder may be one with other files in it.
  Delete "$INSTDIR\pretobranco.exe"
  Delete "$INSTDIR\pretobranco-client.exe"
  Delete "$INSTDIR\pretobranco-converter.exe"
  Delete "$INSTDIR\pretobranco-gateway.exe"
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\LICENSES.txt"
  Delete "$INSTDIR\README.txt"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  !insertmacro ForAll NoVerb
  DeleteRegKey HKCU "Software\Classes\Applications\pretobranco.exe"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\PretoBranco"
SectionEnd
