/** A failing result code: part of a result, of the kit's as well as of this program's. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    final long code;

    Refusal(long code) {
        super("MAPI result 0x" + Long.toHexString(code));
        this.code = code;
    }
}
