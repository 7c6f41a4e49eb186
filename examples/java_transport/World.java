import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What lies behind the provider: a mail server for each transport, one modem for all of them, and a user before a screen. */
final class World {
    /** The far end of a transport. It belongs to the transport's name, and outlives its logons. */
    static final class Server {
        final Deque<String> waiting = new ArrayDeque<>();
        final List<String> sent = new ArrayList<>();
        private String condition = "up";
        private double seconds;
        private long after;
        private long moved; // messages in both directions, since it was made to behave as it does

        void behave(String condition, double seconds, long after) {
            this.condition = condition;
            this.seconds = seconds;
            this.after = after;
            moved = 0;
        }

        boolean isDown() {
            return condition.equals("down") && moved >= after;
        }

        boolean refuses() {
            return condition.equals("refusing");
        }

        /** Seconds that a message takes. */
        double pace() {
            return condition.equals("slow") ? seconds : 0;
        }

        void take(String token) {
            sent.add(token);
            moved++;
        }

        void delivered() {
            waiting.remove();
            moved++;
        }
    }

    private final Map<String, Server> servers = new HashMap<>();
    private Transport modem; // the transport that has dialled
    final Set<Transport> lines = new LinkedHashSet<>(); // the transports that hold a line
    final List<String> dialogs = new ArrayList<>(); // the transports that have asked the user
    boolean userPresent;

    Server server(String transport) {
        return servers.computeIfAbsent(transport, name -> new Server());
    }

    /** Opens a line. A local network gives one to each transport; all others share the modem, and dialling asks the user. */
    void open(Transport transport, boolean withoutUser) throws Refusal {
        if (lines.contains(transport)) {
            return;
        }
        if (!transport.kind.equals("LAN")) {
            if (modem != null) {
                throw new Refusal(Mapi.MAPI_E_BUSY);
            }
            modem = transport;
            if (!withoutUser && userPresent) {
                dialogs.add(transport.name);
            }
        }
        lines.add(transport);
    }

    void close(Transport transport) {
        lines.remove(transport);
        if (modem == transport) {
            modem = null;
        }
    }
}
