"""Facts about people's work, good or bad, each with a link to where it happened: what appraisal draws on."""
