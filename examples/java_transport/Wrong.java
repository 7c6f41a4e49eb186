import java.util.Map;
import java.util.TreeMap;

/** Deliberate mistakes, to see that the kit finds them: {@code --wrong=NAME} makes one. */
final class Wrong {
    /** Name → what is wrong. */
    static final Map<String, String> MISTAKES = new TreeMap<>(Map.of(
        "forget-inbound", "no inbound phase follows the outbound one",
        "poll-always", "Poll always has mail",
        "send-twice", "the far end gets every message twice"));

    private static String chosen = "";

    private Wrong() {}

    static void choose(String name) {
        chosen = name;
    }

    static boolean is(String name) {
        return chosen.equals(name);
    }
}
