"""Writes invented roles as JSON Lines: `python -m benchmarks.generate 1000 > roles.jsonl`."""

import sys
from argparse import ArgumentParser

from benchmarks.invented import invented_roles
from roles.interchange import jsonl


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int, help="how many roles")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other roles")
    arguments = parser.parse_args()
    for record in invented_roles(arguments.number, arguments.seed):
        sys.stdout.buffer.write(jsonl.encode(record))


if __name__ == "__main__":
    main()
