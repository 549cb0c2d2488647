"""All measurements: `python -m bench [PEOPLE]`; those of cases alone: `python -m bench cases [FEW MANY]`.

`python -m bench year [REVIEWS]` lives through a year of complaints.
"""

import sys

from bench import import_and_settle, living, on_cases


def main(asked: list[str]) -> int:
    """Run what is asked for."""
    match asked:
        case ["cases", *sizes]:
            return on_cases.main(*(int(one) for one in sizes))
        case ["year", *file]:
            return living.main(*file)
        case []:
            return max(import_and_settle.main(), on_cases.main(), living.main())
        case _:
            return import_and_settle.main(int(asked[0]))


sys.exit(main(sys.argv[1:]))
