"""It answers one request with two lines."""

from well_behaved import main, say

main(on="status_object.flush_queues", do=lambda request, line: say(line + line))
