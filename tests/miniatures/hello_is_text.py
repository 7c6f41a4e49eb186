"""It greets in plain English."""

from well_behaved import main, say

main(on="hello", do=lambda request, line: say("Hello, kit!\n"))
