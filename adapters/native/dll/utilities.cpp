// Functions of MAPI that are a few calls of others, as clients in C++ use them.
#include "connection.h"
#include "memory.h"

extern "C" {

SCODE WINAPI ScInitMapiUtil(ULONG)
{
    return S_OK;
}

void WINAPI DeinitMapiUtil()
{
}

ULONG WINAPI UlRelease(LPVOID object)
{
    return object == nullptr ? 0 : static_cast<IUnknown *>(object)->Release();
}

// The first value with the tag; a tag of type PT_UNSPECIFIED stands for any type.
LPSPropValue WINAPI PpropFindProp(LPSPropValue values, ULONG count, ULONG tag)
{
    for (ULONG place = 0; values != nullptr && place < count; place++) {
        ULONG found = values[place].ulPropTag;
        if (found == tag || (PROP_TYPE(tag) == PT_UNSPECIFIED && PROP_ID(found) == PROP_ID(tag)))
            return &values[place];
    }
    return nullptr;
}

LPSPropValue WINAPI LpValFindProp(ULONG tag, ULONG count, LPSPropValue values)
{
    for (ULONG place = 0; values != nullptr && place < count; place++)
        if (PROP_ID(values[place].ulPropTag) == PROP_ID(tag))
            return &values[place];
    return nullptr;
}

HRESULT WINAPI HrGetOneProp(LPMAPIPROP object, ULONG tag, LPSPropValue *value)
{
    if (object == nullptr)
        return MAPI_E_INVALID_PARAMETER;
    SizedSPropTagArray(1, tags) = {1, {tag}};
    ULONG count = 0;
    if (value == nullptr) // the object reports it
        return object->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, nullptr);
    *value = nullptr;
    LPSPropValue values = nullptr;
    HRESULT result = object->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, &values);
    if (FAILED(result))
        return result;
    if (count != 1 || PROP_TYPE(values->ulPropTag) == PT_ERROR) {
        result = count == 1 ? values->Value.err : MAPI_E_NOT_FOUND;
        MAPIFreeBuffer(values);
        return result;
    }
    *value = values;
    return S_OK;
}

BOOL WINAPI FPropExists(LPMAPIPROP object, ULONG tag)
{
    LPSPropValue value = nullptr;
    if (FAILED(HrGetOneProp(object, tag, &value)))
        return FALSE;
    MAPIFreeBuffer(value);
    return TRUE;
}

} // extern "C"
