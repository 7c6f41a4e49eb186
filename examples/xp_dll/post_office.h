// The far end: a post office that is a folder. Another program brings mail there, and takes away what was sent.
#pragma once

#include <string>

class PostOffice {
public:
    // `root` holds one folder for each transport; its name is that of the transport, with %XX for what is no letter or digit.
    PostOffice(const std::wstring &root, const std::wstring &transport);

    // What the file `state` says: nothing, or one of "slow SECONDS", "refusing", "down MESSAGES".
    bool is_down() const;
    bool refuses() const;
    // How long each message takes.
    double seconds() const;

    // Hands a message over.
    void take(const std::string &text);
    // The oldest message that waits, and its file. False if there is none.
    bool first(std::string &text, std::wstring &file) const;
    // The message has been delivered: it waits no more.
    void delivered(const std::wstring &file);

    // The line to the post office, which a file stands for.
    void open_line();
    void close_line();

private:
    std::wstring folder;

    std::string state(double &number) const;
    void count();
};
