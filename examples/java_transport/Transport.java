import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** IXPLogon, and the status row of one transport. */
final class Transport {
    private static final long READY = Mapi.STATUS_AVAILABLE | Mapi.STATUS_INBOUND_ENABLED | Mapi.STATUS_OUTBOUND_ENABLED;
    private static final long DIRECTIONS = Mapi.FLUSH_UPLOAD | Mapi.FLUSH_DOWNLOAD;
    private static final long FLUSH_FLAGS = DIRECTIONS | Mapi.FLUSH_FORCE | Mapi.FLUSH_NO_UI | Mapi.FLUSH_ASYNC_OK;
    private static final long VALIDATE_FLAGS = Mapi.SUPPRESS_UI | Mapi.REFRESH_XP_HEADER_CACHE | Mapi.PROCESS_XP_HEADER_CACHE
        | Mapi.FORCE_XP_CONNECT | Mapi.FORCE_XP_DISCONNECT | Mapi.CONFIG_CHANGED | Mapi.ABORT_XP_HEADER_OPERATION
        | Mapi.SHOW_XP_SESSION_UI;

    /** A message between SubmitMessage and EndMessage. */
    private static final class Message {
        final String token;
        final int reference;
        boolean isCancelled;

        Message(String token, int reference) {
            this.token = token;
            this.reference = reference;
        }
    }

    /** The answer for a message: its reference, or how long the spooler shall wait before it tries again. */
    record Progress(int reference, double waitSeconds) {}

    final String name;
    final String kind;
    final long methods;
    boolean hasEnded;
    private final Conversation kit;
    private final World world;
    private final World.Server server;
    private final String support;
    private final boolean asynchronous;
    private long announced; // directions of the flush under way, as far as they have not ended
    private long phase; // the one of them whose turn it is: its bit is in the row
    private long requested; // directions that a client wants, and the spooler has not announced
    private Message atHand;
    private int references;
    private boolean hasWaited; // the spooler has been asked once to wait with the next message
    private boolean isCutOff; // the mail server did not answer when it was last tried
    private boolean hasDeferred; // the spooler keeps messages until they are asked for

    Transport(Conversation kit, World world, String support, JsonObject traits) {
        this.kit = kit;
        this.world = world;
        this.support = support;
        name = traits.get("name").getAsString();
        kind = traits.get("kind").getAsString();
        asynchronous = traits.get("asynchronous").getAsBoolean();
        boolean flushes = traits.get("supports_flush").getAsBoolean();
        methods = Mapi.STATUS_VALIDATE_STATE | (flushes ? Mapi.STATUS_FLUSH_QUEUES : 0);
        server = world.server(name);
    }

    static void check(long flags, long known) throws Refusal {
        if ((flags & ~known) != 0) {
            throw new Refusal(Mapi.MAPI_E_UNKNOWN_FLAGS);
        }
    }

    private static boolean has(long flags, long flag) {
        return (flags & flag) != 0;
    }

    private static long outboundFirst(long directions) {
        return has(directions, Mapi.FLUSH_UPLOAD) ? Mapi.FLUSH_UPLOAD : directions & Mapi.FLUSH_DOWNLOAD;
    }

    // -- the status row ------------------------------------------------------------------------------------------------

    private void addState(Properties columns) {
        long directions = phase | requested;
        long bits = (has(directions, Mapi.FLUSH_UPLOAD) ? Mapi.STATUS_OUTBOUND_FLUSH : 0)
            | (has(directions, Mapi.FLUSH_DOWNLOAD) ? Mapi.STATUS_INBOUND_FLUSH : 0);
        columns.add(Mapi.PR_STATUS_CODE, READY | bits);
        String idle = isCutOff ? "The mail server does not answer" : "Ready";
        String text = phase == Mapi.FLUSH_UPLOAD ? "Sending" : phase == Mapi.FLUSH_DOWNLOAD ? "Receiving" : idle;
        columns.add(Mapi.PR_STATUS_STRING_A, text);
    }

    Properties row() {
        Properties columns = new Properties();
        columns.add(Mapi.PR_DISPLAY_NAME_A, name);
        columns.add(Mapi.PR_PROVIDER_DISPLAY_A, "Java transport (" + kind + ")");
        columns.add(Mapi.PR_RESOURCE_METHODS, methods);
        columns.add(Mapi.PR_IDENTITY_DISPLAY_A, name);
        columns.add(Mapi.PR_IDENTITY_ENTRYID, "00000000" + hex(name));
        columns.add(Mapi.PR_IDENTITY_SEARCH_KEY, hex("JAVA:" + name.toUpperCase() + "\0"));
        addState(columns);
        return columns;
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    void makeRow() throws Refusal {
        modifyRow(row(), 0);
    }

    private void showState() throws Refusal {
        Properties columns = new Properties();
        addState(columns);
        modifyRow(columns, Mapi.STATUSROW_UPDATE);
    }

    private void modifyRow(Properties columns, long flags) throws Refusal {
        JsonObject params = new JsonObject();
        params.add("values", columns.asJson());
        params.addProperty("flags", flags);
        kit.callBack("support.modify_status_row", support, params);
    }

    // -- a flush -------------------------------------------------------------------------------------------------------

    private boolean takesPart(long flags) {
        return has(flags, DIRECTIONS) && (!asynchronous || has(flags, Mapi.FLUSH_FORCE));
    }

    /** IXPLogon::FlushQueues: the spooler announces a flush. */
    void announce(long flags) throws Refusal {
        check(flags, FLUSH_FLAGS);
        if (!takesPart(flags)) {
            return;
        }
        world.open(this, has(flags, Mapi.FLUSH_NO_UI));
        if (has(flags, Mapi.FLUSH_UPLOAD) && hasDeferred) {
            askForDeferred();
        }
        announced = flags & DIRECTIONS;
        requested &= ~announced;
        phase = outboundFirst(announced);
        showState();
    }

    /** What the mail server refused earlier was deferred. Now that mail is sent, it is wanted again. */
    private void askForDeferred() throws Refusal {
        JsonObject params = new JsonObject();
        params.addProperty("flags", Mapi.NOTIFY_SENTDEFERRED);
        params.add("data", null);
        try {
            kit.callBack("support.spooler_notify", support, params);
        } catch (Refusal refusal) {
            world.close(this);
            throw refusal;
        }
        hasDeferred = false;
    }

    /** IMAPIStatus::FlushQueues: a client wants a flush. The bits in the row make the spooler announce one. */
    void request(long flags, boolean hasTarget) throws Refusal {
        if (!has(methods, Mapi.STATUS_FLUSH_QUEUES)) {
            throw new Refusal(Mapi.MAPI_E_NO_SUPPORT);
        }
        if (hasTarget) {
            throw new Refusal(Mapi.MAPI_E_INVALID_PARAMETER);
        }
        check(flags, FLUSH_FLAGS);
        if (announced != 0 || requested != 0) {
            throw new Refusal(Mapi.MAPI_E_BUSY);
        }
        if (takesPart(flags)) {
            requested = flags & DIRECTIONS;
            showState();
        }
    }

    /** IXPLogon::TransportNotify; {@code data} is the reference of a message in hex digits, or null. */
    void inform(long flags, String data) throws Refusal {
        long begun = (has(flags, Mapi.NOTIFY_BEGIN_OUTBOUND_FLUSH) ? Mapi.FLUSH_UPLOAD : 0)
            | (has(flags, Mapi.NOTIFY_BEGIN_INBOUND_FLUSH) ? Mapi.FLUSH_DOWNLOAD : 0);
        long ended = (has(flags, Mapi.NOTIFY_END_OUTBOUND_FLUSH) ? Mapi.FLUSH_UPLOAD : 0)
            | (has(flags, Mapi.NOTIFY_END_INBOUND_FLUSH) ? Mapi.FLUSH_DOWNLOAD : 0);
        if (has(flags, Mapi.NOTIFY_CANCEL_MESSAGE) && atHand != null && (data == null || data.equals(littleEndian(atHand.reference)))) {
            atHand.isCancelled = true;
        }
        if (ended != 0) {
            end(ended);
        } else if (begun != 0) {
            announce(begun | Mapi.FLUSH_FORCE);
        }
    }

    private static String littleEndian(int number) {
        return HexFormat.of().toHexDigits(Integer.reverseBytes(number));
    }

    private void end(long ended) throws Refusal {
        if (ended == DIRECTIONS) { // The spooler shuts down. What was wanted is left.
            requested = 0;
            if (atHand != null) {
                atHand.isCancelled = true;
            }
        }
        announced &= ~ended;
        phase = Wrong.is("forget-inbound") ? 0 : outboundFirst(announced);
        if (announced == 0) {
            world.close(this);
        }
        showState();
    }

    /** Ends a phase that cannot go on: its bit is cleared, and the spooler takes note. */
    private Refusal breakOff(long direction) throws Refusal {
        isCutOff = true;
        if (phase == direction) {
            phase = 0;
            showState();
        }
        return new Refusal(Mapi.MAPI_E_NETWORK_ERROR);
    }

    // -- messages ------------------------------------------------------------------------------------------------------

    /** IXPLogon::SubmitMessage: only takes the message. EndMessage hands it over, so that it can be cancelled before. */
    Progress submit(String token) throws Refusal {
        hasWaited = server.pace() > 0 && !hasWaited;
        if (hasWaited) {
            return new Progress(0, server.pace());
        }
        if (server.isDown()) {
            throw breakOff(Mapi.FLUSH_UPLOAD);
        }
        isCutOff = false;
        atHand = new Message(token, ++references);
        return new Progress(atHand.reference, 0);
    }

    /** IXPLogon::EndMessage: answers what the spooler does with the message. */
    long end(int reference) throws Refusal {
        Message message = atHand;
        if (message == null || message.reference != reference) {
            throw new Refusal(Mapi.MAPI_E_INVALID_PARAMETER);
        }
        atHand = null;
        if (message.isCancelled || server.isDown()) {
            return Mapi.END_RESEND_LATER;
        }
        if (server.refuses()) {
            hasDeferred = true;
            return Mapi.END_DONT_RESEND;
        }
        server.take(message.token);
        if (Wrong.is("send-twice")) {
            server.take(message.token);
        }
        return 0;
    }

    boolean poll() {
        return !server.waiting.isEmpty() || Wrong.is("poll-always");
    }

    /** IXPLogon::StartMessage: fills the empty message with what waits first. */
    Progress start(String message) throws Refusal, InterruptedException {
        String token = server.waiting.peek();
        if (token != null) {
            if (server.isDown() || server.refuses()) {
                throw breakOff(Mapi.FLUSH_DOWNLOAD);
            }
            isCutOff = false;
            Thread.sleep((long) (server.pace() * 1000));
            JsonObject content = new JsonObject();
            content.addProperty("token", token);
            kit.callBack("incoming_message.set_token", message, content);
            JsonObject flags = new JsonObject();
            flags.addProperty("flags", 0);
            kit.callBack("incoming_message.save_changes", message, flags);
            server.delivered();
        }
        return new Progress(1, 0);
    }

    /** ValidateState of the logon and of the status object. */
    void validate(long flags) throws Refusal {
        check(flags, VALIDATE_FLAGS);
        isCutOff = server.isDown();
        showState();
    }

    void logOff() {
        world.close(this);
        hasEnded = true;
    }

    /** IMAPIProp::GetProps of the status object. */
    Properties.Chosen props(JsonArray tags, long flags) throws Refusal {
        check(flags, Mapi.MAPI_UNICODE);
        Properties all = row();
        all.add(Mapi.PR_PROVIDER_DLL_NAME_A, "JAVAXP");
        all.add(Mapi.PR_RESOURCE_FLAGS, Mapi.STATUS_NO_DEFAULT_STORE);
        all.add(Mapi.PR_RESOURCE_TYPE, Mapi.MAPI_TRANSPORT_PROVIDER);
        all.add(Mapi.PR_OBJECT_TYPE, Mapi.MAPI_STATUS);
        return all.choose(tags, flags);
    }
}
