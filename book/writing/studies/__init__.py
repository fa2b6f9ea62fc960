"""Results over many seeds, one study for each chapter that plots them: `make study` runs them."""
