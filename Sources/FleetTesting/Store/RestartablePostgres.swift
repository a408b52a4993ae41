import FleetCore
import Foundation

/// A PostgreSQL server of one test, which that test may stop as a crash would and start again. It ends with this process, however that ends.
public final class RestartablePostgres: Sendable {
    /// Where it listens, on loopback.
    public let port: UInt16
    private let supervisor: ServerSupervisor

    /// Starts one; the database `postgres` is empty.
    /// - Parameter settings: further settings of the server, such as `max_connections=20`.
    /// - Throws: `FleetError` `postgres_missing` (permanent).
    public static func start(_ settings: [String] = []) async throws -> RestartablePostgres {
        guard let programs = PostgresTestServer.programs() else {
            throw FleetError("postgres_missing", .permanent, "no PostgreSQL server could be started", hint: "install postgresql")
        }
        let supervisor = try ServerSupervisor(script: script, arguments: [programs] + settings)
        let lines = try await supervisor.answer(to: nil)
        guard let port = lines.compactMap({ $0.hasPrefix("PORT=") ? UInt16($0.dropFirst(5)) : nil }).first else {
            throw FleetError("postgres_missing", .permanent, "the server did not start: \(lines)")
        }
        return RestartablePostgres(port: port, supervisor: supervisor)
    }

    private init(port: UInt16, supervisor: ServerSupervisor) {
        self.port = port
        self.supervisor = supervisor
    }

    /// Its address through another port, such as a proxy's.
    public func address(port: UInt16? = nil) -> String { "postgresql://fleet@127.0.0.1:\(port ?? self.port)/postgres?sslmode=disable&gssencmode=disable" }

    /// Ends it at once: every session breaks, and the next start recovers from the log.
    public func kill() async throws { _ = try await supervisor.answer(to: "kill") }

    /// Starts it again on the same data; returns when it answers.
    public func restart() async throws { _ = try await supervisor.answer(to: "start") }

    /// Ends it and deletes its data.
    public func stop() { supervisor.end() }

    /// PostgreSQL refuses to run as root, so root lends it another user.
    private static let script = """
        trap '' INT TERM HUP PIPE
        programs=$1; shift
        folder=$(mktemp -d) || exit 1
        as=()
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$folder" || exit 1
            as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
        fi
        cd "$folder" || exit 1
        "${as[@]}" "$programs/initdb" -D "$folder/data" -U fleet -A trust -E UTF8 --no-sync >"$folder/log" 2>&1
        options="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c shared_buffers=64MB"
        for setting in "$@"; do options="$options -c $setting"; done
        start() { "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -w -t 30 -l "$folder/server.log" -o "-p $port $options" start >/dev/null 2>&1; }
        for try in 1 2 3 4 5; do
            port=$((20000 + RANDOM % 12000))
            start && echo "PORT=$port" && break
        done
        echo "done"
        while read -r command; do
            case $command in
                kill) "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 ;;
                start) start ;;
            esac
            echo "done"
        done
        "${as[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
        rm -rf "$folder"
        """
}
