"""``python -m pressmark`` and the ``pressmark`` command."""

from pressmark import rarely_tidy

rarely_tidy()

from pressmark.cli import main  # noqa: E402 - loading it makes the first objects

if __name__ == "__main__":
    main()
