//! Sealed records, keys and the log.
