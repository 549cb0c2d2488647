"""Quality records: forms that a regulation names, issued as numbered immutable snapshots."""
