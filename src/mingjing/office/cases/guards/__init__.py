"""What forbids a step: one small function per rule, each citing its clause."""
