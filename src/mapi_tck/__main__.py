"""`python -m mapi_tck` is `mapi-tck`."""

from mapi_tck.cli import main

if __name__ == "__main__":
    main()
