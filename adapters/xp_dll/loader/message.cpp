#include "message.h"

#include <algorithm>

#include "property_object.h"
#include "table.h"

namespace {
class Attachment : public PropertyObject<IAttach> {
public:
    Attachment() : PropertyObject(IATTACH) {}
};

class Message : public PropertyObject<IMessage> {
public:
    Message() : PropertyObject(IMESSAGE) {}
    ~Message() override
    {
        for (Attachment *each : attachments)
            each->Release();
    }

    std::vector<Properties> recipients;

    STDMETHODIMP GetAttachmentTable(ULONG, IMAPITable **table) override
    {
        std::vector<Properties> rows;
        for (size_t i = 0; i < attachments.size(); i++) {
            rows.push_back(attachments[i]->properties);
            rows.back().set(number_property(PR_ATTACH_NUM, static_cast<LONGLONG>(i)));
        }
        *table = make_table(std::move(rows), {PR_ATTACH_NUM, PR_ATTACH_METHOD, PR_ATTACH_FILENAME_A, PR_RENDERING_POSITION});
        return S_OK;
    }
    STDMETHODIMP OpenAttach(ULONG number, const IID *, ULONG, IAttach **attachment) override
    {
        if (number >= attachments.size())
            return MAPI_E_NOT_FOUND;
        *attachment = attachments[number];
        attachments[number]->AddRef();
        return S_OK;
    }
    STDMETHODIMP CreateAttach(const IID *, ULONG, ULONG *number, IAttach **attachment) override
    {
        *number = static_cast<ULONG>(attachments.size());
        attachments.push_back(new Attachment);
        return OpenAttach(*number, nullptr, 0, attachment);
    }
    STDMETHODIMP DeleteAttach(ULONG number, ULONG, IMAPIProgress *, ULONG) override
    {
        if (number >= attachments.size())
            return MAPI_E_NOT_FOUND;
        attachments[number]->Release();
        attachments.erase(attachments.begin() + number);
        return S_OK;
    }
    STDMETHODIMP GetRecipientTable(ULONG, IMAPITable **table) override
    {
        *table = make_table(recipients, {PR_ROWID, PR_RECIPIENT_TYPE, PR_DISPLAY_NAME_A, PR_ADDRTYPE_A, PR_EMAIL_ADDRESS_A,
                                         PR_RESPONSIBILITY, PR_ENTRYID, PR_SEARCH_KEY, PR_OBJECT_TYPE});
        return S_OK;
    }
    STDMETHODIMP ModifyRecipients(ULONG flags, ADRLIST *list) override
    {
        if (flags == 0)
            recipients.clear();
        for (ULONG i = 0; list != nullptr && i < list->cEntries; i++) {
            Properties row;
            for (ULONG j = 0; j < list->aEntries[i].cValues; j++) {
                if (can_keep(list->aEntries[i].rgPropVals[j].ulPropTag))
                    row.set(kept(list->aEntries[i].rgPropVals[j]));
            }
            const Property *id = row.find(PR_ROWID);
            auto is_it = [id](const Properties &each) {
                const Property *own = each.find(PR_ROWID);
                return id != nullptr && own != nullptr && own->number == id->number;
            };
            if (flags != 0 && flags != MODRECIP_ADD)
                recipients.erase(std::remove_if(recipients.begin(), recipients.end(), is_it), recipients.end());
            if (id == nullptr)
                row.set(number_property(PR_ROWID, ++last_row));
            if (flags != MODRECIP_REMOVE)
                recipients.push_back(row);
        }
        return S_OK;
    }
    STDMETHODIMP SubmitMessage(ULONG) override { return MAPI_E_NO_SUPPORT; }
    STDMETHODIMP SetReadFlag(ULONG) override { return S_OK; }

private:
    std::vector<Attachment *> attachments;
    LONGLONG last_row = 1000;
};

class IncomingMessage : public Message {
public:
    explicit IncomingMessage(const KitObject &message) : message(message) {}

    STDMETHODIMP SaveChanges(ULONG flags) override
    {
        HRESULT code = Message::SaveChanges(flags);
        const Property *subject = properties.find(PR_SUBJECT_W);
        if (subject == nullptr)
            subject = properties.find(PR_NORMALIZED_SUBJECT_W);
        if (subject != nullptr)
            code = message.set_token(narrow(subject->text));
        return FAILED(code) ? code : message.save_changes(flags);
    }

private:
    KitObject message;
};

// Sixteen bytes that are the same for each submission of a message.
std::string key_of(const std::string &token)
{
    std::string key(16, '\0');
    for (size_t i = 0; i < token.size(); i++) {
        unsigned char &place = reinterpret_cast<unsigned char &>(key[i % 16]);
        place = static_cast<unsigned char>(place * 31 + token[i]);
    }
    return key;
}

LONGLONG now()
{
    FILETIME time;
    GetSystemTimeAsFileTime(&time);
    return static_cast<LONGLONG>(time.dwHighDateTime) << 32 | time.dwLowDateTime;
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}
} // namespace

std::string one_off(const std::string &name, const Recipient &recipient)
{
    static const BYTE UID[] = MAPI_ONE_OFF_UID;
    std::string made(4, '\0');
    made.append(reinterpret_cast<const char *>(UID), sizeof UID);
    made.append(4, '\0'); // version and flags: 8-bit strings
    for (const std::string &part : {name, recipient.address_type, recipient.address})
        made.append(narrow(wide(part), CP_ACP).c_str()).append(1, '\0');
    return made;
}

IMessage *make_outgoing(const std::string &token, const Recipient &recipient)
{
    static const Recipient SENDER = {"SMTP", "sender@example.org"};
    auto *made = new Message;
    Properties &message = made->properties;
    message.set(text_property(PR_MESSAGE_CLASS_A, "IPM.Note"));
    message.set(text_property(PR_SUBJECT_A, token));
    message.set(text_property(PR_NORMALIZED_SUBJECT_A, token));
    message.set(text_property(PR_BODY_A, token + "\r\n"));
    message.set(number_property(PR_MESSAGE_FLAGS, MSGFLAG_SUBMIT | MSGFLAG_UNSENT | MSGFLAG_FROMME));
    message.set(number_property(PR_IMPORTANCE, IMPORTANCE_NORMAL));
    message.set(number_property(PR_PRIORITY, PRIO_NORMAL));
    message.set(number_property(PR_CLIENT_SUBMIT_TIME, now()));
    message.set(number_property(PR_OBJECT_TYPE, MAPI_MESSAGE));
    message.set(text_property(PR_SENDER_NAME_A, "Sender"));
    message.set(text_property(PR_SENDER_ADDRTYPE_A, SENDER.address_type));
    message.set(text_property(PR_SENDER_EMAIL_ADDRESS_A, SENDER.address));
    message.set(bytes_property(PR_SENDER_ENTRYID, one_off("Sender", SENDER)));
    message.set(text_property(PR_DISPLAY_TO_A, "Recipient"));
    message.set(bytes_property(PR_SEARCH_KEY, key_of(token)));
    message.set(bytes_property(PR_ENTRYID, std::string(4, '\0') + key_of(token)));
    Properties row;
    row.set(number_property(PR_ROWID, 0));
    row.set(number_property(PR_RECIPIENT_TYPE, MAPI_TO));
    row.set(text_property(PR_DISPLAY_NAME_A, "Recipient"));
    row.set(text_property(PR_ADDRTYPE_A, recipient.address_type));
    row.set(text_property(PR_EMAIL_ADDRESS_A, recipient.address));
    row.set(number_property(PR_RESPONSIBILITY, 0));
    row.set(bytes_property(PR_ENTRYID, one_off("Recipient", recipient)));
    row.set(bytes_property(PR_SEARCH_KEY, upper(recipient.address_type + ":" + recipient.address) + std::string(1, '\0')));
    row.set(number_property(PR_OBJECT_TYPE, MAPI_MAILUSER));
    made->recipients.push_back(row);
    return made;
}

IMessage *make_incoming(const KitObject &message)
{
    auto *made = new IncomingMessage(message);
    made->properties.set(number_property(PR_MESSAGE_FLAGS, MSGFLAG_UNSENT));
    made->properties.set(number_property(PR_OBJECT_TYPE, MAPI_MESSAGE));
    return made;
}
