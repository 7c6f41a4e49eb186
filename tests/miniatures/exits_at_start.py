"""It ends before it says anything to the kit."""

import sys

print("first the reason", file=sys.stderr)
print("no licence found", file=sys.stderr)
sys.exit(3)
