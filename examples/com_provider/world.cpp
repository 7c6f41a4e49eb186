#include "world.h"

#include <windows.h>

#include <map>
#include <sstream>

#include "files.h"
#include "lock.h"
#include "wrong.h"

namespace {

const wchar_t *const DEFAULT_PROFILE = L"Default";

std::wstring spool()
{
    return environment(L"COM_PROVIDER_SPOOL");
}

// A name that no file in the folder has: a number, so that names are in the order in which they were made.
std::wstring next_name(const std::wstring &folder, const std::wstring &rest)
{
    static unsigned long number = 0;
    wchar_t digits[16];
    std::wstring path;
    do {
        wsprintfW(digits, L"%08lu", ++number);
        path = folder + L"\\" + digits + rest;
    } while (exists(path));
    return path;
}

// One line of transports.txt: folder, kind, flush or no-flush, sync or async, name; separated by tabs.
std::optional<Transport> read_transport(const std::string &line, const std::wstring &profile)
{
    static std::uint32_t made = 0;
    std::istringstream parts(line);
    std::string folder, kind, flush, synchrony, name;
    for (std::string *part : {&folder, &kind, &flush, &synchrony, &name}) {
        if (!std::getline(parts, *part, '\t'))
            return {};
    }
    Transport transport{};
    transport.number = ++made;
    transport.name = from_utf8(name);
    transport.path = profile + L"\\" + from_utf8(folder);
    transport.needs_user = kind != "LAN";
    transport.supports_flush = flush == "flush";
    transport.asynchronous = synchrony == "async";
    return transport;
}

} // namespace

std::shared_ptr<Profile> load_profile(const std::wstring &name)
{
    Lock lock;
    static std::map<std::wstring, std::weak_ptr<Profile>> loaded;
    const std::wstring &wanted = name.empty() ? DEFAULT_PROFILE : name;
    if (std::shared_ptr<Profile> profile = loaded[wanted].lock())
        return profile;
    std::wstring path = spool() + L"\\" + wanted;
    if (wanted.find_first_of(L"\\/:") != std::wstring::npos || !exists(path + L"\\transports.txt"))
        return nullptr;
    auto profile = std::make_shared<Profile>();
    profile->name = wanted;
    std::istringstream lines(read_file(path + L"\\transports.txt"));
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        if (auto transport = read_transport(line, path))
            profile->transports.push_back(*transport);
    }
    loaded[wanted] = profile;
    return profile;
}

void show(const std::wstring &owner, const char *kind)
{
    if (!exists(spool() + L"\\user.txt"))
        return;
    std::wstring screen = spool() + L"\\screen";
    make_folder(screen);
    std::wstring line = from_utf8(kind) + L"\t" + owner;
    std::string content(line.size() * 4, '\0');
    content.resize(static_cast<size_t>(WideCharToMultiByte(CP_UTF8, 0, line.data(), static_cast<int>(line.size()),
                                                           content.data(), static_cast<int>(content.size()), nullptr,
                                                           nullptr)));
    write_file(next_name(screen, L".txt"), content);
}

std::wstring Transport::folder(Direction direction) const
{
    return path + (direction == Direction::Outgoing ? L"\\outgoing" : L"\\incoming");
}

std::vector<std::wstring> Transport::waiting(Direction direction) const
{
    return files_in(folder(direction), L".msg");
}

FarEnd Transport::far_end()
{
    std::string text = read_file(path + L"\\far_end.txt");
    if (text != behaviour_) {
        behaviour_ = text;
        taken_ = 0;
    }
    std::istringstream words(text);
    std::string condition;
    double amount = 0.0;
    words >> condition >> amount;
    if (condition == "slow")
        return {true, amount};
    if (condition == "refusing")
        return {false, 0.0};
    return {condition != "down" || taken_ < amount, 0.0};
}

void Transport::transfer(Direction direction)
{
    std::vector<std::wstring> names = waiting(direction);
    if (names.empty())
        return;
    std::wstring from = folder(direction) + L"\\" + names.front();
    std::wstring destination = path + L"\\..\\transferred";
    std::wstring rest = L"." + path.substr(path.rfind(L'\\') + 1) +
                        (direction == Direction::Outgoing ? L".outgoing.msg" : L".incoming.msg");
    make_folder(destination);
    if (is_wrong("deliver-twice"))
        CopyFileW(from.c_str(), next_name(destination, rest).c_str(), TRUE);
    // One rename: at no time is the message at both places, or at none.
    if (move_file(from, next_name(destination, rest)))
        taken_++;
}

void Transport::lose(Direction direction) const
{
    std::vector<std::wstring> names = waiting(direction);
    if (!names.empty())
        DeleteFileW((folder(direction) + L"\\" + names.front()).c_str());
}
