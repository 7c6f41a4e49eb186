#include "files.h"

#include <windows.h>

#include <algorithm>

std::wstring environment(const wchar_t *name)
{
    std::wstring value(32767, L'\0');
    value.resize(GetEnvironmentVariableW(name, value.data(), static_cast<DWORD>(value.size())));
    return value;
}

bool exists(const std::wstring &path)
{
    return GetFileAttributesW(path.c_str()) != INVALID_FILE_ATTRIBUTES;
}

void make_folder(const std::wstring &path)
{
    CreateDirectoryW(path.c_str(), nullptr);
}

std::string read_file(const std::wstring &path)
{
    HANDLE file = CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return {};
    std::string content;
    char part[1024];
    DWORD size = 0;
    while (ReadFile(file, part, sizeof part, &size, nullptr) && size != 0)
        content.append(part, size);
    CloseHandle(file);
    return content;
}

void write_file(const std::wstring &path, const std::string &content)
{
    std::wstring unfinished = path + L".new";
    HANDLE file = CreateFileW(unfinished.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
    if (file == INVALID_HANDLE_VALUE)
        return;
    DWORD written = 0;
    WriteFile(file, content.data(), static_cast<DWORD>(content.size()), &written, nullptr);
    CloseHandle(file);
    move_file(unfinished, path);
}

bool move_file(const std::wstring &from, const std::wstring &to)
{
    // Someone who reads the file keeps it from being moved, for a moment.
    for (int tries = 0; tries < 1000; tries++) {
        if (MoveFileW(from.c_str(), to.c_str()))
            return true;
        if (GetLastError() != ERROR_SHARING_VIOLATION)
            return false;
        Sleep(1);
    }
    return false;
}

std::vector<std::wstring> files_in(const std::wstring &folder, const std::wstring &ending)
{
    std::vector<std::wstring> names;
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW((folder + L"\\*" + ending).c_str(), &found);
    if (search == INVALID_HANDLE_VALUE)
        return names;
    do
        names.emplace_back(found.cFileName);
    while (FindNextFileW(search, &found));
    FindClose(search);
    std::sort(names.begin(), names.end());
    return names;
}

std::wstring from_utf8(const std::string &text)
{
    int size = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
    std::wstring wide(static_cast<size_t>(size), L'\0');
    MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), wide.data(), size);
    return wide;
}
