// What the spooler works on: profiles with their transports. A profile is a folder; README.md says what is in it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

enum class Direction { Outgoing, Incoming };

// How a far end behaves now.
struct FarEnd {
    bool takes = true;   // whether it takes the next message
    double seconds = 0.0; // that a message takes
};

struct Transport {
    std::uint32_t number;
    std::wstring name;
    std::wstring path; // of its folder
    bool needs_user;   // a modem or RAS: it asks its user before it connects
    bool supports_flush;
    bool asynchronous;

    // What a client has asked of its own status object, and the spooler has not done yet: FLUSH_UPLOAD and FLUSH_DOWNLOAD.
    unsigned long pending = 0;
    unsigned long flags = 0;
    std::uint64_t request = 0;

    // How the far end behaves. A file says so, and what it says of a number of messages counts from when it was written.
    FarEnd far_end();
    // The messages that wait, by the names of their files, in order.
    std::vector<std::wstring> waiting(Direction direction) const;
    // Moves the oldest message to its destination.
    void transfer(Direction direction);
    // Loses the oldest message. Only a mistake does that.
    void lose(Direction direction) const;

private:
    std::wstring folder(Direction direction) const;
    std::string behaviour_; // the text of the far end's file when it was read last
    unsigned taken_ = 0;    // messages since that text is there
};

// A profile, and with it the spooler that serves all its sessions.
struct Profile {
    std::wstring name;
    std::vector<Transport> transports; // in transport order
    bool flushing = false;             // a spooler's flush is under way
    bool working = false;              // the spooler's thread runs
};

// The profile of this name, "" for the default one; nothing if there is none. Sessions at the same time share it.
std::shared_ptr<Profile> load_profile(const std::wstring &name);

// Shows a user interface, if someone is at the screen: its owner, and whether it is a dialog or progress.
void show(const std::wstring &owner, const char *kind);
