"""One reader for each format that vendors send; each gives the same plain cells."""
