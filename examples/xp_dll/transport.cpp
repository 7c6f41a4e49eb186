#include "transport.h"

#include <cctype>
#include <cstdlib>
#include <cstring>

#include <mapiutil.h>

static const ULONG UPLOAD = 0x2, DOWNLOAD = 0x4;
static const ULONG FLUSH_FLAGS = 0x3E;       // both directions, FLUSH_FORCE, FLUSH_NO_UI, FLUSH_ASYNC_OK
static const ULONG VALIDATE_FLAGS = 0x7F0001; // SUPPRESS_UI, and those of remote transports

bool is_wrong(const char *name)
{
    const char *chosen = std::getenv("SPOOL_XP_WRONG");
    return chosen != nullptr && std::strcmp(chosen, name) == 0;
}

static ULONG outbound_first(ULONG directions)
{
    return (directions & UPLOAD) != 0 ? UPLOAD : directions & DOWNLOAD;
}

static std::string narrow(const std::wstring &text)
{
    std::string made(text.size() * 4, '\0');
    int size = static_cast<int>(made.size());
    made.resize(WideCharToMultiByte(CP_ACP, 0, text.data(), static_cast<int>(text.size()), made.data(), size, nullptr, nullptr));
    return made;
}

Transport::Transport(IMAPISupport *support, const std::wstring &name, const std::wstring &root)
    : support(support), name(narrow(name)), office(root, name)
{
    support->AddRef();
}

Transport::~Transport()
{
    if (support != nullptr)
        support->Release();
}

STDMETHODIMP Transport::QueryInterface(REFIID asked, void **object)
{
    bool has = IsEqualGUID(asked, IID_IUnknown) || IsEqualGUID(asked, IID_IXPLogon);
    *object = has ? this : nullptr;
    if (has)
        AddRef();
    return has ? S_OK : MAPI_E_INTERFACE_NOT_SUPPORTED;
}

STDMETHODIMP_(ULONG) Transport::AddRef()
{
    return InterlockedIncrement(&references);
}

STDMETHODIMP_(ULONG) Transport::Release()
{
    ULONG left = InterlockedDecrement(&references);
    if (left == 0)
        delete this;
    return left;
}

// -- the status row -----------------------------------------------------------------------------------------------------

void Transport::add_state(Row &row) const
{
    ULONG directions = phase | requested;
    ULONG code = STATUS_AVAILABLE | STATUS_INBOUND_ENABLED | STATUS_OUTBOUND_ENABLED;
    code |= (directions & UPLOAD) != 0 ? STATUS_OUTBOUND_FLUSH : 0;
    code |= (directions & DOWNLOAD) != 0 ? STATUS_INBOUND_FLUSH : 0;
    row.add(PR_STATUS_CODE, static_cast<LONG>(code));
    row.add(PR_STATUS_STRING_A, phase == UPLOAD     ? "Sending"
                                : phase == DOWNLOAD ? "Receiving"
                                : is_cut_off        ? "The post office cannot be reached"
                                                    : "Ready");
}

Row Transport::row() const
{
    std::string key = "SPOOLXP:" + name;
    for (char &letter : key)
        letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    Row row;
    row.add(PR_DISPLAY_NAME_A, name);
    row.add(PR_PROVIDER_DISPLAY_A, "Spool folder transport");
    row.add(PR_RESOURCE_METHODS, STATUS_VALIDATE_STATE | STATUS_FLUSH_QUEUES);
    row.add(PR_IDENTITY_DISPLAY_A, name);
    row.add_bytes(PR_IDENTITY_ENTRYID, std::string(4, '\0') + name);
    row.add_bytes(PR_IDENTITY_SEARCH_KEY, key + std::string(1, '\0'));
    add_state(row);
    return row;
}

HRESULT Transport::begin()
{
    Row made = row();
    std::vector<SPropValue> values = made.values();
    return support->ModifyStatusRow(static_cast<ULONG>(values.size()), values.data(), 0);
}

HRESULT Transport::show()
{
    Row state;
    add_state(state);
    std::vector<SPropValue> values = state.values();
    return support->ModifyStatusRow(static_cast<ULONG>(values.size()), values.data(), is_wrong("replace-row") ? 0 : STATUSROW_UPDATE);
}

// -- the course of a flush ----------------------------------------------------------------------------------------------

STDMETHODIMP Transport::FlushQueues(ULONG, ULONG, ENTRYID *, ULONG flags)
{
    if ((flags & ~FLUSH_FLAGS) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if ((flags & DIRECTIONS) == 0)
        return S_OK;
    office.open_line();
    announced = flags & DIRECTIONS;
    requested &= ~announced;
    phase = outbound_first(announced);
    return show();
}

// A client asks for a flush: the bits in the row make the spooler announce one.
HRESULT Transport::request(ULONG flags)
{
    if ((flags & ~FLUSH_FLAGS) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (announced != 0 || requested != 0)
        return MAPI_E_BUSY;
    if ((flags & DIRECTIONS) == 0)
        return S_OK;
    requested = flags & DIRECTIONS;
    return show();
}

STDMETHODIMP Transport::TransportNotify(ULONG *flags, void **data)
{
    // The parameter points to the reference of the message, a number of 32 bits.
    if ((*flags & NOTIFY_CANCEL_MESSAGE) != 0 && is_at_hand && *reinterpret_cast<ULONG *>(data) == last_reference)
        is_cancelled = true;
    ULONG ended = ((*flags & NOTIFY_END_OUTBOUND_FLUSH) != 0 ? UPLOAD : 0) | ((*flags & NOTIFY_END_INBOUND_FLUSH) != 0 ? DOWNLOAD : 0);
    ULONG begun =
        ((*flags & NOTIFY_BEGIN_OUTBOUND_FLUSH) != 0 ? UPLOAD : 0) | ((*flags & NOTIFY_BEGIN_INBOUND_FLUSH) != 0 ? DOWNLOAD : 0);
    if (ended != 0)
        return end(ended);
    return begun != 0 ? FlushQueues(0, 0, nullptr, begun) : S_OK;
}

HRESULT Transport::end(ULONG ended)
{
    if (ended == DIRECTIONS) { // the spooler shuts down, and what was wanted is left
        requested = 0;
        is_cancelled = true;
    }
    announced &= ~ended;
    phase = outbound_first(announced);
    if (is_wrong("forget-inbound") && ended == UPLOAD)
        phase = 0;
    if (announced == 0)
        office.close_line();
    return show();
}

// Ends a phase that cannot go on: its bit is cleared, and the spooler takes note.
void Transport::break_off(ULONG direction)
{
    is_cut_off = true;
    if (phase == direction) {
        phase = 0;
        show();
    }
}

// -- messages -----------------------------------------------------------------------------------------------------------

// Says for each recipient that this provider takes care of it.
static void take_responsibility(IMessage &message)
{
    IMAPITable *table;
    SRowSet *rows;
    if (FAILED(message.GetRecipientTable(0, &table)))
        return;
    while (SUCCEEDED(table->QueryRows(10, 0, &rows))) {
        ULONG count = rows->cRows;
        for (ULONG i = 0; i < count; i++) {
            for (ULONG j = 0; j < rows->aRow[i].cValues; j++) {
                if (rows->aRow[i].lpProps[j].ulPropTag == PR_RESPONSIBILITY)
                    rows->aRow[i].lpProps[j].Value.b = TRUE;
            }
        }
        // A set of rows and a list of addresses have the same form.
        if (count > 0)
            message.ModifyRecipients(MODRECIP_MODIFY, reinterpret_cast<ADRLIST *>(rows));
        for (ULONG i = 0; i < count; i++)
            free_buffer(rows->aRow[i].lpProps);
        free_buffer(rows);
        if (count == 0)
            break;
    }
    table->Release();
}

STDMETHODIMP Transport::SubmitMessage(ULONG, IMessage *message, ULONG *reference, ULONG *)
{
    if (office.is_down() && !is_wrong("lose-when-down")) {
        break_off(UPLOAD);
        return MAPI_E_NETWORK_ERROR;
    }
    SizedSPropTagArray(1, tags) = {1, {PR_SUBJECT_A}};
    ULONG count;
    SPropValue *subject;
    HRESULT code = message->GetProps(reinterpret_cast<SPropTagArray *>(&tags), 0, &count, &subject);
    if (code != S_OK)
        return FAILED(code) ? code : MAPI_E_NOT_FOUND;
    at_hand = subject->Value.lpszA;
    free_buffer(subject);
    take_responsibility(*message);
    is_cut_off = is_cancelled = false;
    is_at_hand = true;
    *reference = ++last_reference;
    return S_OK;
}

STDMETHODIMP Transport::EndMessage(ULONG reference, ULONG *flags)
{
    if (!is_at_hand || reference != last_reference)
        return MAPI_E_INVALID_PARAMETER;
    is_at_hand = false;
    *flags = 0;
    if (office.is_down() && is_wrong("lose-when-down"))
        return S_OK;
    if (is_cancelled || office.is_down() || office.refuses()) {
        *flags = END_RESEND_LATER;
        return S_OK;
    }
    Sleep(static_cast<DWORD>(office.seconds() * 1000));
    office.take(at_hand);
    return S_OK;
}

STDMETHODIMP Transport::Poll(ULONG *waits)
{
    std::string text;
    std::wstring file;
    *waits = office.first(text, file);
    return S_OK;
}

STDMETHODIMP Transport::StartMessage(ULONG, IMessage *message, ULONG *)
{
    std::string text;
    std::wstring file;
    if (!office.first(text, file))
        return S_OK;
    if (office.is_down() || office.refuses()) {
        break_off(DOWNLOAD);
        return MAPI_E_NETWORK_ERROR;
    }
    is_cut_off = false;
    Sleep(static_cast<DWORD>(office.seconds() * 1000));
    SPropValue values[3] = {};
    values[0].ulPropTag = PR_MESSAGE_CLASS_A;
    values[0].Value.lpszA = const_cast<char *>("IPM.Note");
    values[1].ulPropTag = PR_SUBJECT_A;
    values[1].Value.lpszA = text.data();
    values[2].ulPropTag = PR_BODY_A;
    values[2].Value.lpszA = text.data();
    HRESULT code = message->SetProps(3, values, nullptr);
    if (SUCCEEDED(code))
        code = message->SaveChanges(0);
    if (SUCCEEDED(code))
        office.delivered(file);
    return code;
}

// -- the rest -----------------------------------------------------------------------------------------------------------

STDMETHODIMP Transport::AddressTypes(ULONG *flags, ULONG *count, LPTSTR **types, ULONG *uid_count, MAPIUID ***uids)
{
    static char type[] = "SPOOLXP";
    static char *all[] = {type};
    *flags = 0;
    *count = 1;
    *types = reinterpret_cast<LPTSTR *>(all);
    *uid_count = 0;
    *uids = nullptr;
    return S_OK;
}

STDMETHODIMP Transport::RegisterOptions(ULONG *flags, ULONG *count, OPTIONDATA **options)
{
    *flags = 0;
    *count = 0;
    *options = nullptr;
    return S_OK;
}

STDMETHODIMP Transport::Idle(ULONG)
{
    return S_OK;
}

STDMETHODIMP Transport::TransportLogoff(ULONG)
{
    office.close_line();
    support->Release();
    support = nullptr;
    return S_OK;
}

STDMETHODIMP Transport::ValidateState(ULONG, ULONG flags)
{
    if ((flags & ~VALIDATE_FLAGS) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    is_cut_off = office.is_down();
    return show();
}

STDMETHODIMP Transport::OpenStatusEntry(LPCIID asked, ULONG flags, ULONG *type, IMAPIStatus **status)
{
    if ((flags & ~(MAPI_MODIFY | MAPI_DEFERRED_ERRORS | MAPI_BEST_ACCESS)) != 0)
        return MAPI_E_UNKNOWN_FLAGS;
    if (asked != nullptr && !IsEqualGUID(*asked, IID_IMAPIStatus))
        return MAPI_E_INTERFACE_NOT_SUPPORTED;
    *status = make_status(*this);
    *type = MAPI_STATUS;
    return S_OK;
}
