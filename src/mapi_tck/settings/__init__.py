"""What a run is asked for: settings, selection, adapters, shards."""
