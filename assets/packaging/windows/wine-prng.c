// bcryptprimitives.dll for Wine 8, which lacks it: Go's runtime wants one function of it. Only for
// the check of the Windows programs on Debian.
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return RtlGenRandom(data, (ULONG)size); }
