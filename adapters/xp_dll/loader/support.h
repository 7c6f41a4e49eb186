// IMAPISupport as the spooler gives it to a transport provider.
#pragma once

#include "kit.h"
#include "properties.h"

// `spooler` is the kit's support object, and `section` what the profile section of the provider holds. The caller gets one
// reference.
IMAPISupport *make_support(const KitObject &spooler, const Properties &section);

// Whether a provider has called MakeInvalid for this object: then it must not be called any more, and MAPI would free it.
bool is_invalid(const void *object);
