"""Speed and memory of Argos, each against its named peer: `make bench`. Not part of the product."""
