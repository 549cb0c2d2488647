"""All measurements: `python -m bench [PEOPLE]`; those of cases alone: `python -m bench cases [FEW MANY]`."""

import sys

from bench import import_and_settle, on_cases


def main(asked: list[str]) -> int:
    """Run what is asked for."""
    match asked:
        case ["cases", *sizes]:
            return on_cases.main(*(int(one) for one in sizes))
        case []:
            return max(import_and_settle.main(), on_cases.main())
        case _:
            return import_and_settle.main(int(asked[0]))


sys.exit(main(sys.argv[1:]))
