"""Who a row is about, reduced to a pseudonym: canonical form, keys, pseudonyms, linkage error."""
