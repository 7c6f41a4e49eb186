import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The conversation with the kit: "mapi-tck stdio 1" on standard input and output.
 *
 * <p>Reading blocks, so a callback is an ordinary call: it writes a request, and the next line is its answer.
 */
final class Conversation {
    /** The kit failed in a call of this program; after any other error it talks no more. */
    private static final int INTERNAL_ERROR = -32603;

    private final Gson gson = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private int callbacks;

    /** The next message of the kit, or null when there are no more. */
    JsonObject next() {
        try {
            String line = in.readLine();
            return line == null ? null : gson.fromJson(line, JsonObject.class);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** Writes one message, at once. */
    void say(JsonObject message) {
        message.addProperty("jsonrpc", "2.0");
        out.print(gson.toJson(message) + "\n");
        out.flush();
    }

    /** Calls a method of an object that the kit has handed over. */
    void callBack(String method, String object, JsonObject params) throws Refusal {
        String id = "c" + ++callbacks;
        params.addProperty("object", object);
        JsonObject request = new JsonObject();
        request.addProperty("id", id);
        request.addProperty("method", method);
        request.add("params", params);
        say(request);
        JsonObject answer = next();
        if (answer == null) {
            throw new IllegalStateException(method + " was not answered");
        }
        if (answer.has("error")) {
            JsonObject error = answer.getAsJsonObject("error");
            if (error.get("code").getAsInt() != INTERNAL_ERROR) {
                throw new IllegalStateException(method + ": " + error.get("message").getAsString());
            }
            throw new Refusal(Mapi.MAPI_E_CALL_FAILED);
        }
        JsonElement code = answer.getAsJsonObject("result").get("code");
        if (!code.isJsonNull() && code.getAsLong() >= 0x80000000L) {
            throw new Refusal(code.getAsLong());
        }
    }
}
