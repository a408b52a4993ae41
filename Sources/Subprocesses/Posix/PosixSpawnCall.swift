import CPosix
import Glibc

/// One call of `posix_spawn`: a process group of its own, default signal handling, no descriptor of ours but the three streams.
struct PosixSpawnCall {
    var path: String
    var arguments: [String]
    var environment: [String: String]
    var workingDirectory: String?
    var pipes: ChildPipes

    /// The pid, or an error number.
    func run() -> (pid: pid_t, error: Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes.input.child, 0)
        posix_spawn_file_actions_adddup2(&actions, pipes.output.child, 1)
        posix_spawn_file_actions_adddup2(&actions, pipes.error.child, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if let workingDirectory { posix_spawn_file_actions_addchdir_np(&actions, workingDirectory) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argumentPointers = arguments.map { strdup($0) } + [nil]
        var environmentPointers = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argumentPointers + environmentPointers { free(pointer) } }
        var pid: pid_t = 0
        // seam: every other process of ours starts through the spawner that calls this.
        let error = posix_spawn(&pid, path, &actions, &attributes, &argumentPointers, &environmentPointers)
        return (pid, error)
    }
}
