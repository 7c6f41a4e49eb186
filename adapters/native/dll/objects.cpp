#include "objects.h"

#include <cstdio>

#include "lock.h"

// The identifiers of the interfaces are defined here, for the whole DLL.
#define INITGUID
#define USES_IID_IMAPISession
#define USES_IID_IMAPITable
#define USES_IID_IMAPIProp
#define USES_IID_IMAPIStatus
#include <initguid.h>
#include <mapiguid.h>

ULONG Held::add()
{
    Locked locked;
    if (references_ == 0)
        report_misuse(handle_, "AddRef", CALLED_AFTER_RELEASE);
    return ++references_;
}

ULONG Held::release()
{
    Locked locked;
    if (references_ > 1)
        return --references_;
    references_ = 0;
    ask((kind_ + std::string(".release")).c_str(), handle_);
    return 0;
}

Answer Held::call(const char *method, Json arguments)
{
    std::string name = kind_ + std::string(".") + method;
    if (GetCurrentThreadId() != thread_)
        report_misuse(handle_, name.c_str(), OTHER_THREAD);
    return ask(name.c_str(), handle_, std::move(arguments));
}

HRESULT Held::unserved(const char *name, HRESULT code)
{
    Locked locked;
    report_misuse(handle_, name, references_ == 0 ? CALLED_AFTER_RELEASE : NOT_SERVED);
    std::fprintf(stderr, "mapi_tck.dll: the kit does not serve %s\n", name);
    return code;
}

HRESULT Held::nowhere(const char *method)
{
    report_misuse(handle_, (kind_ + std::string(".") + method).c_str(), NULL_ANSWER);
    return MAPI_E_INVALID_PARAMETER;
}

HRESULT Held::query(REFIID asked, std::initializer_list<const IID *> own, IUnknown *self, void **out)
{
    Locked locked;
    if (out == nullptr)
        return nowhere("QueryInterface");
    *out = nullptr;
    if (references_ == 0)
        report_misuse(handle_, "QueryInterface", CALLED_AFTER_RELEASE);
    for (const IID *iid : own) {
        if (IsEqualIID(asked, *iid)) {
            add();
            *out = self;
            return S_OK;
        }
    }
    return MAPI_E_INTERFACE_NOT_SUPPORTED;
}
