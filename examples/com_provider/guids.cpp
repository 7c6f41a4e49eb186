// The identifiers of the interfaces that this DLL implements.
#define INITGUID
#define USES_IID_IMAPISession
#define USES_IID_IMAPITable
#define USES_IID_IMAPIProp
#define USES_IID_IMAPIStatus
#include <windows.h>

#include <initguid.h>

#include <mapiguid.h>
