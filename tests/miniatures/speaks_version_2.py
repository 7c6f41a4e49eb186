"""It speaks a later version of the protocol."""

from well_behaved import main, say

main(on="hello", do=lambda request, line: say(line.replace('"protocol": 1', '"protocol": 2')))
