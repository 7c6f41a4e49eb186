"""It answers a signed code."""

from well_behaved import main, say

main(on="status_object.flush_queues", do=lambda request, line: say(line.replace('"code": 0', '"code": -2147221246')))
