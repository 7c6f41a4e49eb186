#include "restriction.h"

#include <algorithm>

namespace {

HRESULT copy_constant(const SPropValue &given, Restriction &made)
{
    made.constant.tag = given.ulPropTag;
    switch (PROP_TYPE(given.ulPropTag)) {
    case PT_LONG:
        made.constant.number = given.Value.l;
        return S_OK;
    case PT_STRING8:
        made.constant.text = widen(given.Value.lpszA);
        return S_OK;
    case PT_UNICODE:
        made.constant.text = given.Value.lpszW;
        return S_OK;
    case PT_BINARY:
        made.constant.bytes.assign(reinterpret_cast<const char *>(given.Value.bin.lpb), given.Value.bin.cb);
        return S_OK;
    default:
        return MAPI_E_TOO_COMPLEX;
    }
}

// Below, at or above zero as the stored value is to the constant.
int compare(const Property &stored, const Property &constant)
{
    switch (PROP_TYPE(stored.tag)) {
    case PT_LONG:
        return (stored.number > constant.number) - (stored.number < constant.number);
    case PT_BINARY:
        return stored.bytes.compare(constant.bytes);
    default:
        return stored.text.compare(constant.text);
    }
}

bool comparison_holds(ULONG relop, int order)
{
    switch (relop) {
    case RELOP_LT:
        return order < 0;
    case RELOP_LE:
        return order <= 0;
    case RELOP_GT:
        return order > 0;
    case RELOP_GE:
        return order >= 0;
    case RELOP_EQ:
        return order == 0;
    default:
        return order != 0;
    }
}

} // namespace

HRESULT copy(const SRestriction &given, Restriction &made)
{
    made.kind = given.rt;
    switch (given.rt) {
    case RES_AND:
        for (ULONG i = 0; i < given.res.resAnd.cRes; i++) {
            Restriction part;
            HRESULT code = copy(given.res.resAnd.lpRes[i], part);
            if (FAILED(code))
                return code;
            made.parts.push_back(part);
        }
        return S_OK;
    case RES_EXIST:
        made.tag = given.res.resExist.ulPropTag;
        return S_OK;
    case RES_PROPERTY:
        made.relop = given.res.resProperty.relop;
        made.tag = given.res.resProperty.ulPropTag;
        if (made.relop > RELOP_NE || PROP_TYPE(made.tag) != PROP_TYPE(given.res.resProperty.lpProp->ulPropTag))
            return MAPI_E_TOO_COMPLEX;
        return copy_constant(*given.res.resProperty.lpProp, made);
    default:
        return MAPI_E_TOO_COMPLEX;
    }
}

bool Restriction::holds(const Properties &row) const
{
    if (kind == RES_AND)
        return std::all_of(parts.begin(), parts.end(), [&](const Restriction &part) { return part.holds(row); });
    const Property *stored = find(row, tag);
    if (stored == nullptr || kind == RES_EXIST)
        return stored != nullptr;
    return comparison_holds(relop, compare(*stored, constant));
}
