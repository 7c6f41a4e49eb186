"""Clients that are programs for Windows. They call the MAPI DLL of the kit, whose source is in `dll/`."""
