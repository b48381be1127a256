"""The tables of the domain, their values and enums, and every statement of SQL that is written by hand."""
