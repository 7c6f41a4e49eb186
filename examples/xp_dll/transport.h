// The transport provider: its logon object and its status row.
#pragma once

#include <windows.h>

#include <mapispi.h>
#include <mapix.h>

#include <string>
#include <vector>

#include "post_office.h"

// The folder of the post office, in the profile section of the provider: a property of its own.
#define PR_SPOOL_FOLDER_W PROP_TAG(PT_UNICODE, 0x6600)

extern LPALLOCATEBUFFER allocate_buffer;
extern LPALLOCATEMORE allocate_more;
extern LPFREEBUFFER free_buffer;

// Whether the environment variable SPOOL_XP_WRONG asks for this deliberate mistake.
bool is_wrong(const char *name);

const ULONG DIRECTIONS = 0x2 | 0x4; // FLUSH_UPLOAD, FLUSH_DOWNLOAD

// The columns of the status row. The strings are part of it.
class Row {
public:
    void add(ULONG tag, LONG number);
    void add(ULONG tag, const std::string &text);
    void add_bytes(ULONG tag, const std::string &bytes);
    // For ModifyStatusRow. Valid as long as the row does not change.
    std::vector<SPropValue> values();
    // For GetProps of the status object.
    HRESULT get_props(const SPropTagArray &tags, ULONG flags, ULONG *count, SPropValue **props) const;

private:
    struct Column {
        ULONG tag;
        LONG number;
        std::string text;
    };
    std::vector<Column> columns;
};

class Transport final : public IXPLogon {
public:
    Transport(IMAPISupport *support, const std::wstring &name, const std::wstring &root);
    // Makes the row.
    HRESULT begin();

    STDMETHODIMP QueryInterface(REFIID asked, void **object) override;
    STDMETHODIMP_(ULONG) AddRef() override;
    STDMETHODIMP_(ULONG) Release() override;

    STDMETHODIMP AddressTypes(ULONG *flags, ULONG *count, LPTSTR **types, ULONG *uid_count, MAPIUID ***uids) override;
    STDMETHODIMP RegisterOptions(ULONG *flags, ULONG *count, OPTIONDATA **options) override;
    STDMETHODIMP TransportNotify(ULONG *flags, void **data) override;
    STDMETHODIMP Idle(ULONG flags) override;
    STDMETHODIMP TransportLogoff(ULONG flags) override;
    STDMETHODIMP SubmitMessage(ULONG flags, IMessage *message, ULONG *reference, ULONG *seconds) override;
    STDMETHODIMP EndMessage(ULONG reference, ULONG *flags) override;
    STDMETHODIMP Poll(ULONG *waits) override;
    STDMETHODIMP StartMessage(ULONG flags, IMessage *message, ULONG *reference) override;
    STDMETHODIMP OpenStatusEntry(LPCIID asked, ULONG flags, ULONG *type, IMAPIStatus **status) override;
    STDMETHODIMP ValidateState(ULONG ui_param, ULONG flags) override;
    STDMETHODIMP FlushQueues(ULONG ui_param, ULONG size, ENTRYID *target, ULONG flags) override;

    // -- what the status object needs --
    bool has_ended() const { return support == nullptr; }
    HRESULT request(ULONG flags);
    Row row() const;

private:
    ~Transport();

    LONG references = 1;
    IMAPISupport *support;
    std::string name;
    PostOffice office;

    ULONG announced = 0; // directions of the flush under way, as far as they have not ended
    ULONG phase = 0;     // the one of them whose turn it is: its bit is in the row
    ULONG requested = 0; // directions that a client wants, and the spooler has not announced: their bits are in the row too
    bool is_cut_off = false;

    // The message between SubmitMessage and EndMessage.
    bool is_at_hand = false, is_cancelled = false;
    std::string at_hand;
    ULONG last_reference = 0;

    HRESULT show();
    void add_state(Row &row) const;
    void break_off(ULONG direction);
    HRESULT end(ULONG ended);
};

// The status object that clients open. It holds the transport.
IMAPIStatus *make_status(Transport &transport);
