#include "calls.h"

#include "memory.h"

namespace {
const int METHOD_NOT_FOUND = -32601, INVALID_PARAMS = -32602, ANOTHER_ROLE = -32001, BROKEN = -32000;

// An answer of the protocol that is no result.
struct Refused {
    int code;
    std::string message;
};

// A failing code is a result like any other, without a value.
Json result(HRESULT code, const Json &value = nullptr)
{
    return {{"code", static_cast<ULONG>(code)}, {"value", FAILED(code) ? Json(nullptr) : value}};
}

ULONG number(const Json &params, const char *name)
{
    return params.at(name).get<ULONG>();
}

// A window handle has 64 bits in the protocol, and 32 in these methods.
ULONG window(const Json &params)
{
    return static_cast<ULONG>(params.at("ui_param").get<uint64_t>());
}

// The target of FlushQueues; a null pointer if there is none.
struct Target {
    explicit Target(const Json &given) : is_there(!given.is_null()), bytes(is_there ? from_hex(given) : "") {}
    bool is_there;
    std::string bytes;
    ULONG size() const { return static_cast<ULONG>(bytes.size()); }
    ENTRYID *id() { return is_there ? reinterpret_cast<ENTRYID *>(bytes.data()) : nullptr; }
};

Json properties(IMAPIStatus &status, const Json &params)
{
    const Json &tags = params.at("tags");
    std::vector<ULONG> asked = {static_cast<ULONG>(tags.size())};
    for (const Json &tag : tags)
        asked.push_back(tag.get<ULONG>());
    ULONG count = 0;
    SPropValue *values = nullptr;
    HRESULT code =
        status.GetProps(reinterpret_cast<SPropTagArray *>(asked.data()), number(params, "flags"), &count, &values);
    if (FAILED(code))
        return result(code);
    Json all = Json::array();
    for (ULONG i = 0; i < count; i++) {
        if (!can_write(values[i].ulPropTag))
            throw Broken{"GetProps answers the type of " + code_text(values[i].ulPropTag) + ", which the kit lacks"};
        all.push_back(written(values[i]));
    }
    free_buffer(values);
    return result(code, all);
}

std::string text_of(const Json &params, const char *name, ULONG flags)
{
    std::wstring text = wide(params.at(name).get<std::string>());
    if ((flags & MAPI_UNICODE) != 0)
        return {reinterpret_cast<const char *>(text.c_str()), (text.size() + 1) * sizeof(wchar_t)};
    return narrow(text, CP_ACP);
}
} // namespace

bool Calls::serve(const Json &request)
{
    const Json id = request.is_object() ? request.value("id", Json()) : Json();
    std::string method;
    try {
        method = request.at("method");
        kit.make_kept_calls();
        kit.answer(id, carry_out(method, request.at("params")));
    } catch (const Refused &refused) {
        kit.refuse(id, refused.code, refused.message);
    } catch (const Broken &broken) {
        kit.refuse(id, BROKEN, broken.what);
    } catch (const Json::exception &wrong) {
        kit.refuse(id, INVALID_PARAMS, wrong.what());
    }
    return method != "provider.close";
}

Json Calls::carry_out(const std::string &method, const Json &params)
{
    size_t dot = method.find('.');
    std::string interface_named = method.substr(0, dot), name = dot == std::string::npos ? "" : method.substr(dot + 1);
    if (method == "hello")
        return hello(params);
    if (interface_named == "provider")
        return of_provider(name, params);
    if (interface_named == "xp_logon")
        return of_logon(name, params);
    if (interface_named == "transport_status")
        return of_status(name, params);
    throw Refused{METHOD_NOT_FOUND, "there is no method " + method};
}

Json Calls::hello(const Json &params) const
{
    if (params.value("role", "") != "transport")
        throw Refused{ANOTHER_ROLE, "a transport provider is tested in the role transport"};
    return {{"protocol", 1},
            {"description",
             {{"implementation", provider.name},
              {"version", provider.version},
              {"vendor", provider.vendor},
              {"observes", {"calls"}}}},
            {"offers", {"xp_logon.poll", "xp_logon.idle", "transport_status.settings_dialog", "transport_status.change_password"}}};
}

Json Calls::of_provider(const std::string &method, const Json &params)
{
    if (method == "transport_logon") {
        ULONG flags = number(params, "flags");
        HRESULT code;
        KitObject spooler(kit, params.at("support").at("support"));
        Logon *logon = provider.log_on(spooler, params.at("transport").at("name"), flags, code);
        if (logon == nullptr)
            return result(code);
        std::string handle = "logon-" + std::to_string(++handles);
        logons[handle].reset(logon);
        return result(code, {{"xp_logon", handle}, {"flags", flags}});
    }
    if (method == "close") {
        for (auto &[handle, logon] : logons)
            logon->object->TransportLogoff(LOGOFF_NORMAL);
        for (auto &[handle, opened] : statuses)
            opened.object->Release();
        logons.clear();
        provider.shut_down();
        return result(S_OK);
    }
    if (method == "test_bed") // the adapter has it
        return result(S_OK);
    throw Refused{METHOD_NOT_FOUND, "there is no method provider." + method};
}

Json Calls::of_logon(const std::string &method, const Json &params)
{
    auto place = logons.find(params.at("object"));
    if (place == logons.end())
        return result(MAPI_E_INVALID_OBJECT);
    Logon &logon = *place->second;
    ULONG flags = params.value("flags", 0u), reference = 0, seconds = 0, type = 0, waits = 0;
    HRESULT code;
    if (method == "address_types") {
        std::vector<std::string> types;
        code = logon.address_types(types);
        return result(code, types);
    }
    if (method == "transport_notify") {
        const Json &told = params.at("data");
        std::string data = told.is_null() ? "" : from_hex(told);
        return result(logon.notify(flags, told.is_null() ? nullptr : &data));
    }
    if (method == "transport_logoff") {
        code = logon.object->TransportLogoff(flags);
        logons.erase(place);
        return result(code);
    }
    if (method == "submit_message") {
        code = logon.submit(flags, params.at("message").at("token"), reference, seconds);
        if (code == MAPI_E_WAIT && seconds > 0)
            code = S_OK;
        else
            seconds = 0;
        return result(code, {{"reference", reference}, {"wait_seconds", seconds}});
    }
    if (method == "end_message") {
        ULONG what_next = 0;
        code = logon.end(static_cast<ULONG>(params.at("reference").get<int64_t>()), what_next);
        return result(code, what_next);
    }
    if (method == "start_message") {
        reference = 1;
        code = logon.start(flags, KitObject(kit, params.at("message").at("incoming_message")), reference);
        return result(code, {{"reference", reference}, {"wait_seconds", 0}});
    }
    if (method == "poll") {
        code = logon.object->Poll(&waits);
        return result(code, waits != 0);
    }
    if (method == "idle")
        return result(logon.object->Idle(flags));
    if (method == "validate_state")
        return result(logon.object->ValidateState(window(params), flags));
    if (method == "flush_queues") {
        Target target(params.at("target"));
        return result(logon.object->FlushQueues(window(params), target.size(), target.id(), flags));
    }
    if (method == "open_status_entry") {
        IID asked;
        const Json &named = params.at("interface");
        if (!named.is_null() && FAILED(IIDFromString(wide(named).c_str(), &asked)))
            throw Refused{INVALID_PARAMS, "no interface identifier"};
        Status opened{};
        code = logon.open_status(named.is_null() ? nullptr : &asked, flags, type, opened.object, opened.status);
        if (FAILED(code))
            return result(code);
        std::string handle = "status-" + std::to_string(++handles);
        statuses[handle] = opened;
        return result(code, {{"transport_status", handle}, {"object_type", type}});
    }
    throw Refused{METHOD_NOT_FOUND, "there is no method xp_logon." + method};
}

Json Calls::of_status(const std::string &method, const Json &params)
{
    auto place = statuses.find(params.at("object"));
    if (place == statuses.end() || is_invalid(place->second.object))
        return result(MAPI_E_INVALID_OBJECT);
    if (method == "release") {
        place->second.object->Release();
        statuses.erase(place);
        return result(S_OK);
    }
    if (place->second.status == nullptr)
        return result(MAPI_E_INTERFACE_NOT_SUPPORTED);
    IMAPIStatus &status = *place->second.status;
    ULONG flags = number(params, "flags");
    if (method == "get_props")
        return properties(status, params);
    if (method == "validate_state")
        return result(status.ValidateState(window(params), flags));
    if (method == "settings_dialog")
        return result(status.SettingsDialog(window(params), flags));
    if (method == "change_password") {
        std::string old = text_of(params, "old", flags), fresh = text_of(params, "new", flags);
        return result(status.ChangePassword(old.data(), fresh.data(), flags));
    }
    if (method == "flush_queues") {
        Target target(params.at("target"));
        return result(status.FlushQueues(window(params), target.size(), target.id(), flags));
    }
    throw Refused{METHOD_NOT_FOUND, "there is no method transport_status." + method};
}
