// libmicrohttpd, with the variadic calls that Swift cannot see in a fixed form.
#pragma once
#include <microhttpd.h>
#include <sys/socket.h>

typedef struct {
    MHD_AccessHandlerCallback access;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *(*uri)(void *context, const char *uri, struct MHD_Connection *connection);
    void *context;
    const struct sockaddr *address;
    unsigned int connections;
    unsigned int connections_per_address;
    unsigned int idle_seconds;
    size_t header_memory;
} fleet_mhd_settings;

static inline struct MHD_Daemon *fleet_mhd_start(unsigned int flags, const fleet_mhd_settings *s) {
    return MHD_start_daemon(
        flags, 0, NULL, NULL, s->access, s->context, MHD_OPTION_SOCK_ADDR, s->address, MHD_OPTION_NOTIFY_COMPLETED, s->completed, s->context,
        MHD_OPTION_NOTIFY_CONNECTION, s->connection, s->context, MHD_OPTION_URI_LOG_CALLBACK, s->uri, s->context, MHD_OPTION_CONNECTION_LIMIT,
        s->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, s->connections_per_address, MHD_OPTION_CONNECTION_TIMEOUT, s->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, s->header_memory,
#if MHD_VERSION >= 0x01000000
        MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1,
#else
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
#endif
        MHD_OPTION_END);
}

static inline int fleet_mhd_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? (int)info->connect_fd : -1;
}

static inline const struct sockaddr *fleet_mhd_peer(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

static inline int fleet_mhd_port(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    return info ? info->port : 0;
}

static inline enum MHD_ValueKind fleet_mhd_header_kind(void) { return MHD_HEADER_KIND; }

static inline int fleet_mhd_is_start(enum MHD_ConnectionNotificationCode code) { return code == MHD_CONNECTION_NOTIFY_STARTED; }

static inline struct MHD_Response *fleet_mhd_copy(size_t count, void *bytes) {
    return MHD_create_response_from_buffer(count, bytes, MHD_RESPMEM_MUST_COPY);
}

// A stream socket that no child inherits; Swift sees the constants or not, depending on what else is imported.
static inline int fleet_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0); }
