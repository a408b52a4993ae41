// Calls of glibc that Swift's Glibc module leaves out, because they want _GNU_SOURCE.
#pragma once
#include <fcntl.h>
#include <spawn.h>

extern int pipe2(int descriptors[2], int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
