"""The COM provider's adapter and test bed, for Python on Windows. The provider itself is the DLL beside them."""
