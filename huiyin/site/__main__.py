"""`python -m huiyin.site` is the command `huiyin`."""

from huiyin.site.cli import main

if __name__ == "__main__":
    main()
