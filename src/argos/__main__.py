"""`python -m argos` is the `argos` command."""

from argos.cli import main

main()
