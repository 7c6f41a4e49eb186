#include "post_office.h"

#include <cstdio>
#include <cwchar>

#include <windows.h>

static std::wstring quoted(const std::wstring &name)
{
    std::wstring made;
    char bytes[1024];
    int size = WideCharToMultiByte(CP_UTF8, 0, name.data(), static_cast<int>(name.size()), bytes, sizeof bytes, nullptr, nullptr);
    for (int i = 0; i < size; i++) {
        unsigned char byte = static_cast<unsigned char>(bytes[i]);
        bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
        wchar_t part[4];
        std::swprintf(part, 4, is_plain ? L"%c" : L"%%%02X", byte);
        made += part;
    }
    return made;
}

static std::string read(const std::wstring &path)
{
    std::string text;
    char part[512];
    if (FILE *file = _wfopen(path.c_str(), L"rb")) {
        for (size_t size; (size = std::fread(part, 1, sizeof part, file)) > 0;)
            text.append(part, size);
        std::fclose(file);
    }
    return text;
}

// Writes the file under another name first, so that nobody sees half of it.
static void write(const std::wstring &path, const std::string &text)
{
    std::wstring draft = path + L".draft";
    if (FILE *file = _wfopen(draft.c_str(), L"wb")) {
        std::fwrite(text.data(), 1, text.size(), file);
        std::fclose(file);
        MoveFileExW(draft.c_str(), path.c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH);
    }
}

// The first or last message in a folder: files have numbers for names.
static std::wstring message_in(const std::wstring &folder, bool last)
{
    WIN32_FIND_DATAW found;
    std::wstring name;
    HANDLE search = FindFirstFileW((folder + L"*.msg").c_str(), &found);
    if (search == INVALID_HANDLE_VALUE)
        return L"";
    do {
        if (name.empty() || (last ? name < found.cFileName : name > found.cFileName))
            name = found.cFileName;
    } while (FindNextFileW(search, &found));
    FindClose(search);
    return name;
}

PostOffice::PostOffice(const std::wstring &root, const std::wstring &transport) : folder(root + L"\\" + quoted(transport) + L"\\")
{
    CreateDirectoryW(folder.c_str(), nullptr);
    CreateDirectoryW((folder + L"waiting").c_str(), nullptr);
    CreateDirectoryW((folder + L"sent").c_str(), nullptr);
}

std::string PostOffice::state(double &number) const
{
    char word[16] = "";
    number = 0;
    std::sscanf(read(folder + L"state").c_str(), "%15s %lf", word, &number);
    return word;
}

bool PostOffice::is_down() const
{
    double messages;
    return state(messages) == "down" && messages <= 0;
}

bool PostOffice::refuses() const
{
    double none;
    return state(none) == "refusing";
}

double PostOffice::seconds() const
{
    double each;
    return state(each) == "slow" ? each : 0;
}

// A post office that goes down after some messages counts them.
void PostOffice::count()
{
    double messages;
    if (state(messages) == "down")
        write(folder + L"state", "down " + std::to_string(static_cast<int>(messages) - 1));
}

void PostOffice::take(const std::string &text)
{
    wchar_t name[16];
    unsigned number = std::wcstoul(message_in(folder + L"sent\\", true).c_str(), nullptr, 10) + 1;
    std::swprintf(name, 16, L"%08u.msg", number);
    write(folder + L"sent\\" + name, text);
    count();
}

bool PostOffice::first(std::string &text, std::wstring &file) const
{
    std::wstring name = message_in(folder + L"waiting\\", false);
    if (name.empty())
        return false;
    file = folder + L"waiting\\" + name;
    text = read(file);
    return true;
}

void PostOffice::delivered(const std::wstring &file)
{
    DeleteFileW(file.c_str());
    count();
}

void PostOffice::open_line()
{
    write(folder + L"line", "");
}

void PostOffice::close_line()
{
    DeleteFileW((folder + L"line").c_str());
}
