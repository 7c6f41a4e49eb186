import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** A transport provider in Java for the role transport: {@code mapi-tck run --role transport "stdio:java -cp … Provider"}. */
public final class Provider {
    private static final String USAGE = "usage: Provider [--no-test-bed] [--wrong=NAME] | --list-wrong | --help";
    private static final String[] BED = {
        "reset", "arrive", "waiting", "sent", "set_far_end", "set_user", "prompts", "live_objects"
    };

    /** A request that nobody can serve: a mistake of the other side. */
    private static final class ProtocolError extends Exception {
        private static final long serialVersionUID = 1;

        ProtocolError(String message) {
            super(message);
        }
    }

    private final Conversation kit = new Conversation();
    private final Gson gson = new Gson();
    private final boolean hasTestBed;
    private final Map<String, Transport> logons = new HashMap<>();
    private final Map<String, Transport> statusObjects = new HashMap<>();
    private World world = new World();
    private int handles; // a handle is never given twice
    private long code; // the success code of the call under way

    private Provider(boolean hasTestBed) {
        this.hasTestBed = hasTestBed;
    }

    public static void main(String[] arguments) {
        boolean hasTestBed = true;
        for (String argument : arguments) {
            if (argument.equals("--help")) {
                System.out.println(USAGE);
                return;
            }
            if (argument.equals("--list-wrong")) {
                Wrong.MISTAKES.forEach((name, what) -> System.out.println(name + "  " + what));
                return;
            }
            if (argument.equals("--no-test-bed")) {
                hasTestBed = false;
            } else if (argument.startsWith("--wrong=") && Wrong.MISTAKES.containsKey(argument.substring(8))) {
                Wrong.choose(argument.substring(8));
            } else {
                System.err.println("Provider: unknown option " + argument + " (" + USAGE + ")");
                System.exit(2);
            }
        }
        new Provider(hasTestBed).serve();
    }

    private void serve() {
        for (JsonObject request = kit.next(); request != null; request = kit.next()) {
            String method = request.get("method").getAsString();
            JsonObject answer = answer(method, request.getAsJsonObject("params"));
            answer.add("id", request.get("id"));
            kit.say(answer);
            if (method.equals("provider.close")) {
                return;
            }
        }
    }

    /** The answer to a request. A refusal is a result, any other exception is an error of this program. */
    private JsonObject answer(String method, JsonObject params) {
        try {
            if (method.equals("hello")) {
                return hello(params);
            }
            code = Mapi.S_OK;
            JsonElement value = perform(method, params);
            return result(code, value);
        } catch (Refusal refusal) {
            return result(refusal.code, JsonNull.INSTANCE);
        } catch (ProtocolError error) {
            return error(-32602, error.getMessage());
        } catch (InterruptedException | RuntimeException error) {
            return error(-32000, error.toString());
        }
    }

    private static JsonObject result(long code, JsonElement value) {
        JsonObject result = new JsonObject();
        result.addProperty("code", code);
        result.add("value", value);
        JsonObject answer = new JsonObject();
        answer.add("result", result);
        return answer;
    }

    private static JsonObject error(int code, String message) {
        JsonObject error = new JsonObject();
        error.addProperty("code", code);
        error.addProperty("message", message);
        JsonObject answer = new JsonObject();
        answer.add("error", error);
        return answer;
    }

    private JsonObject hello(JsonObject params) {
        if (!params.get("role").getAsString().equals("transport")) {
            return error(-32001, "this program is a transport provider");
        }
        JsonObject description = new JsonObject();
        description.addProperty("implementation", "Java transport");
        description.addProperty("version", "1.0");
        description.addProperty("vendor", "mapi-tck");
        description.add("observes", texts(hasTestBed ? new String[] {"calls", "objects", "queues", "ui"} : new String[] {"calls"}));
        // The command starts java. What is under test are the classes.
        JsonObject classes = new JsonObject();
        classes.addProperty("name", "classes");
        classes.addProperty("file", Provider.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        JsonArray underTest = new JsonArray();
        underTest.add(classes);
        description.add("under_test", underTest);
        JsonArray offers = texts("xp_logon.poll");
        for (String name : hasTestBed ? BED : new String[0]) {
            offers.add("transport_bed." + name);
        }
        JsonObject result = new JsonObject();
        result.add("protocol", params.get("protocol"));
        result.add("description", description);
        result.add("offers", offers);
        JsonObject answer = new JsonObject();
        answer.add("result", result);
        return answer;
    }

    private static JsonArray texts(String... texts) {
        JsonArray list = new JsonArray();
        for (String text : texts) {
            list.add(text);
        }
        return list;
    }

    /** Does what is asked for, and answers the value of the result. */
    private JsonElement perform(String method, JsonObject params) throws Refusal, ProtocolError, InterruptedException {
        String name = method.substring(method.indexOf('.') + 1);
        if (method.startsWith("provider.")) {
            return provider(name, params);
        }
        if (method.startsWith("transport_bed.")) {
            return testBed(name, params);
        }
        String handle = params.get("object").getAsString();
        boolean isLogon = method.startsWith("xp_logon.");
        Transport transport = (isLogon ? logons : statusObjects).get(handle);
        if (transport == null) {
            throw new ProtocolError("there is no object " + handle);
        }
        if (transport.hasEnded && !name.equals("release")) {
            throw new Refusal(Mapi.MAPI_E_END_OF_SESSION);
        }
        return isLogon ? logon(name, transport, handle, params) : status(name, transport, handle, params);
    }

    private JsonElement provider(String name, JsonObject params) throws Refusal, ProtocolError {
        switch (name) {
            case "transport_logon":
                String support = params.getAsJsonObject("support").get("support").getAsString();
                Transport transport = new Transport(kit, world, support, params.getAsJsonObject("transport"));
                transport.makeRow();
                JsonObject loggedOn = object("xp_logon", give(logons, transport));
                loggedOn.addProperty("flags", Mapi.LOGON_SP_POLL);
                return loggedOn;
            case "test_bed":
                return hasTestBed ? object("transport_bed", "bed") : JsonNull.INSTANCE;
            case "close":
                return JsonNull.INSTANCE;
            default:
                throw new ProtocolError("there is no method provider." + name);
        }
    }

    private String give(Map<String, Transport> objects, Transport transport) {
        String handle = (objects == logons ? "logon-" : "status-") + ++handles;
        objects.put(handle, transport);
        return handle;
    }

    private static JsonObject object(String kind, String handle) {
        JsonObject object = new JsonObject();
        object.addProperty(kind, handle);
        return object;
    }

    private static JsonObject progress(Transport.Progress progress) {
        JsonObject value = new JsonObject();
        value.addProperty("reference", progress.reference());
        value.addProperty("wait_seconds", progress.waitSeconds());
        return value;
    }

    private static long flags(JsonObject params) {
        return params.get("flags").getAsLong();
    }

    private static String textOrNull(JsonElement text) {
        return text.isJsonNull() ? null : text.getAsString();
    }

    private JsonElement logon(String name, Transport transport, String handle, JsonObject params)
        throws Refusal, ProtocolError, InterruptedException {
        switch (name) {
            case "address_types":
                return texts("JAVA");
            case "transport_notify":
                transport.inform(flags(params), textOrNull(params.get("data")));
                return JsonNull.INSTANCE;
            case "transport_logoff":
                transport.logOff();
                logons.remove(handle);
                return JsonNull.INSTANCE;
            case "submit_message":
                return progress(transport.submit(params.getAsJsonObject("message").get("token").getAsString()));
            case "end_message":
                return new JsonPrimitive(transport.end(params.get("reference").getAsInt()));
            case "start_message":
                return progress(transport.start(params.getAsJsonObject("message").get("incoming_message").getAsString()));
            case "poll":
                return new JsonPrimitive(transport.poll());
            case "open_status_entry":
                Transport.check(flags(params), Mapi.MAPI_MODIFY | Mapi.MAPI_DEFERRED_ERRORS | Mapi.MAPI_BEST_ACCESS);
                String iid = textOrNull(params.get("interface"));
                if (iid != null && !iid.equalsIgnoreCase(Mapi.IID_IMAPIStatus)) {
                    throw new Refusal(Mapi.MAPI_E_INTERFACE_NOT_SUPPORTED);
                }
                JsonObject opened = object("transport_status", give(statusObjects, transport));
                opened.addProperty("object_type", Mapi.MAPI_STATUS);
                return opened;
            case "validate_state":
                transport.validate(flags(params));
                return JsonNull.INSTANCE;
            case "flush_queues":
                transport.announce(flags(params));
                return JsonNull.INSTANCE;
            default:
                throw new ProtocolError("there is no method xp_logon." + name);
        }
    }

    private JsonElement status(String name, Transport transport, String handle, JsonObject params)
        throws Refusal, ProtocolError {
        switch (name) {
            case "get_props":
                Properties.Chosen chosen = transport.props(params.getAsJsonArray("tags"), flags(params));
                code = chosen.lacks() ? Mapi.MAPI_W_ERRORS_RETURNED : Mapi.S_OK;
                return chosen.values();
            case "validate_state":
                transport.validate(flags(params));
                return JsonNull.INSTANCE;
            case "flush_queues":
                transport.request(flags(params), !params.get("target").isJsonNull());
                return JsonNull.INSTANCE;
            case "release":
                statusObjects.remove(handle);
                return JsonNull.INSTANCE;
            default:
                throw new ProtocolError("there is no method transport_status." + name);
        }
    }

    private JsonElement testBed(String name, JsonObject params) throws ProtocolError {
        switch (name) {
            case "reset":
                world = new World();
                logons.clear();
                statusObjects.clear();
                return JsonNull.INSTANCE;
            case "arrive":
                params.getAsJsonArray("tokens").forEach(token -> server(params).waiting.add(token.getAsString()));
                return JsonNull.INSTANCE;
            case "waiting":
                return list(server(params).waiting);
            case "sent":
                return list(server(params).sent);
            case "set_far_end":
                JsonObject farEnd = params.getAsJsonObject("far_end");
                String condition = farEnd.get("condition").getAsString();
                server(params).behave(condition, farEnd.get("seconds").getAsDouble(), farEnd.get("after").getAsLong());
                return JsonNull.INSTANCE;
            case "set_user":
                world.userPresent = params.get("present").getAsBoolean();
                return JsonNull.INSTANCE;
            case "prompts":
                JsonArray prompts = new JsonArray();
                world.dialogs.forEach(owner -> {
                    JsonObject prompt = new JsonObject();
                    prompt.addProperty("owner", owner);
                    prompt.addProperty("kind", "dialog");
                    prompts.add(prompt);
                });
                return prompts;
            case "live_objects":
                JsonObject counts = new JsonObject();
                counts.addProperty("line", world.lines.size());
                return counts;
            default:
                throw new ProtocolError("there is no method transport_bed." + name);
        }
    }

    private World.Server server(JsonObject params) {
        return world.server(params.get("transport").getAsString());
    }

    private JsonElement list(Collection<String> tokens) {
        return gson.toJsonTree(tokens);
    }
}
