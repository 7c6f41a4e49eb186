"""It prints a debug message where an answer should be."""

from well_behaved import main, say

main(on="status_object.flush_queues", do=lambda request, line: say("flushing now...\n" + line))
