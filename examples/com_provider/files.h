// Files and folders, as far as the spool needs them. Names are sorted, because a file system need not sort them.
#pragma once

#include <string>
#include <vector>

std::wstring environment(const wchar_t *name);
bool exists(const std::wstring &path);
void make_folder(const std::wstring &path);

// The whole file as UTF-8; "" if there is none.
std::string read_file(const std::wstring &path);
// Writes a new file, so that others see nothing or all of it.
void write_file(const std::wstring &path, const std::string &content);
bool move_file(const std::wstring &from, const std::wstring &to);

// The names of the files with this ending in a folder.
std::vector<std::wstring> files_in(const std::wstring &folder, const std::wstring &ending);

std::wstring from_utf8(const std::string &text);
