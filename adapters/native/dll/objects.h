// The objects of MAPI that a client calls. Each has an object of the kit behind it, and makes its calls there.
#pragma once

#include "connection.h"

// What all objects have in common: the handle, and the references that the client holds.
//
// An object stays in memory after its last release. A client that calls it then gets the kit's answer, and the kit sees the call.
class Held {
public:
    Held(const char *kind, std::string handle) : kind_(kind), handle_(std::move(handle)) {}

protected:
    ULONG add();
    ULONG release();
    Answer call(const char *method, Json arguments = Json::object());
    // Refuses a call that the kit does not serve, and tells the kit.
    HRESULT unserved(const char *name, HRESULT code = MAPI_E_NO_SUPPORT);
    // Refuses a call that has a null pointer in place of the one for the answer, and tells the kit.
    HRESULT nowhere(const char *method);
    HRESULT query(REFIID asked, std::initializer_list<const IID *> own, IUnknown *self, void **out);
    const std::string &handle() const { return handle_; }

private:
    const char *kind_;
    std::string handle_;
    ULONG references_ = 1;
    // The thread that got the object.
    DWORD thread_ = GetCurrentThreadId();
};

class Session final : public IMAPISession, Held {
public:
    explicit Session(std::string handle) : Held("session", std::move(handle)) {}
    MAPI_IUNKNOWN_METHODS(override)
    MAPI_IMAPISESSION_METHODS(override)
};

class Table final : public IMAPITable, Held {
public:
    explicit Table(std::string handle) : Held("table", std::move(handle)) {}
    MAPI_IUNKNOWN_METHODS(override)
    MAPI_IMAPITABLE_METHODS(override)
    // HrQueryAllRows.
    HRESULT query_all(const SPropTagArray *tags, const SRestriction *restriction, const SSortOrderSet *order, LONG most, SRowSet **out);
};

class Status final : public IMAPIStatus, Held {
public:
    explicit Status(std::string handle) : Held("status_object", std::move(handle)) {}
    MAPI_IUNKNOWN_METHODS(override)
    MAPI_IMAPIPROP_METHODS(override)
    MAPI_IMAPISTATUS_METHODS(override)
};

// The three methods of IUnknown.
#define UNKNOWN_METHODS(CLASS, ...)                                                                                          \
    HRESULT CLASS::QueryInterface(REFIID asked, void **out)                                                                  \
    {                                                                                                                        \
        return query(asked, {&IID_IUnknown, __VA_ARGS__}, this, out);                                                        \
    }                                                                                                                        \
    ULONG CLASS::AddRef()                                                                                                    \
    {                                                                                                                        \
        return add();                                                                                                        \
    }                                                                                                                        \
    ULONG CLASS::Release()                                                                                                   \
    {                                                                                                                        \
        return release();                                                                                                    \
    }

// A method that the kit does not serve; its parameters follow the name.
#define UNSERVED(CLASS, NAME, ...)                                                                                           \
    HRESULT CLASS::NAME(__VA_ARGS__)                                                                                         \
    {                                                                                                                        \
        return unserved("IMAPI" #CLASS "::" #NAME);                                                                          \
    }
