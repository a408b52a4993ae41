#pragma once
#include <sqlite3.h>
// statfs tells the kind of a file system: SQLite's log is not safe on one of the network.
#include <sys/vfs.h>
