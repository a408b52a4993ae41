// Assembled in FleetHost; see the process map in README.md.
