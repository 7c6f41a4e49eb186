import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.LinkedHashMap;
import java.util.Map;

/** Property values by identifier, in the order in which they were added. */
final class Properties {
    /** What GetProps answers: a value or an error for each tag, and whether one is an error. */
    record Chosen(JsonArray values, boolean lacks) {}

    private final Map<Long, JsonObject> values = new LinkedHashMap<>();

    void add(long tag, String text) {
        put(tag, new JsonPrimitive(text));
    }

    void add(long tag, long number) {
        put(tag, new JsonPrimitive(number));
    }

    private void put(long tag, JsonElement value) {
        values.put(tag >> 16, property(tag, value));
    }

    private static JsonObject property(long tag, JsonElement value) {
        JsonObject property = new JsonObject();
        property.addProperty("tag", tag);
        property.add("value", value);
        return property;
    }

    JsonArray asJson() {
        JsonArray list = new JsonArray();
        values.values().forEach(list::add);
        return list;
    }

    Chosen choose(JsonArray tags, long flags) {
        JsonArray chosen = new JsonArray();
        boolean lacks = false;
        for (JsonElement tag : tags) {
            JsonObject value = value(tag.getAsLong(), flags);
            lacks |= (value.get("tag").getAsLong() & 0xFFFF) == Mapi.PT_ERROR;
            chosen.add(value);
        }
        return new Chosen(chosen, lacks);
    }

    /** The value for the tag, of the width that it asks for; or an error. */
    private JsonObject value(long tag, long flags) {
        JsonObject found = values.get(tag >> 16);
        if (found != null) {
            long kept = found.get("tag").getAsLong() & 0xFFFF;
            long wide = (flags & Mapi.MAPI_UNICODE) != 0 ? Mapi.PT_UNICODE : Mapi.PT_STRING8;
            long asked = tag & 0xFFFF;
            long wanted = asked != Mapi.PT_UNSPECIFIED ? asked : isText(kept) ? wide : kept;
            if (wanted == kept) {
                return found;
            }
            if (isText(wanted) && isText(kept)) {
                return property(tag & ~0xFFFFL | wanted, found.get("value"));
            }
        }
        return property(tag & ~0xFFFFL | Mapi.PT_ERROR, new JsonPrimitive(Mapi.MAPI_E_NOT_FOUND));
    }

    private static boolean isText(long type) {
        return type == Mapi.PT_STRING8 || type == Mapi.PT_UNICODE;
    }
}
