"""``python -m pressmark`` and the ``pressmark`` command."""

from pressmark.cli import main

if __name__ == "__main__":
    main()
