// The floor: what this machine can do for one table of users when nothing is in the way. One thread, epoll, OpenSSL, and libpq in pipeline
// mode; what arrives while a batch is under way makes up the next one. It checks signatures and tokens, and reads six fields of an event.
// It has no limits, no deadlines, no logs, no merge and no versions, and it stops at the first error of the database.
// Wants: PORT DATABASE_URL CLERK_WEBHOOK_SIGNING_SECRET JWT_KEY_FILE JWT_ISSUER
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <postgresql/libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 512, LANES = 2, CONNECTIONS = 4096, BUFFER = 64 << 10, FIELDS = 8, KNOWN = 1 << 17 };

typedef struct { char *data; size_t length, room; } Text;
typedef struct { const char *start, *end; } Span;

static void die(const char *what) { perror(what); exit(1); }

static void append(Text *text, const char *bytes, size_t count) {
    if (text->length + count > text->room) {
        text->room = (text->length + count) * 2;
        text->data = realloc(text->data, text->room);
    }
    memcpy(text->data + text->length, bytes, count);
    text->length += count;
}

static size_t length(Span span) { return span.end - span.start; }
static int is(Span span, const char *text) { return length(span) == strlen(text) && !memcmp(span.start, text, length(span)); }

// --- JSON: one pass over the text. A value is a span of it, a string without its quotes. ---

static const char *blank(const char *p, const char *end) { while (p < end && isspace((unsigned char)*p)) p++; return p; }

static const char *string_end(const char *p, const char *end) {
    while (p < end && *p != '"') p += *p == '\\' ? 2 : 1;
    return p;
}

static const char *value(const char *p, const char *end, Span *found) {
    p = blank(p, end);
    if (p < end && *p == '"') {
        found->start = p + 1;
        found->end = string_end(p + 1, end);
        return found->end + 1;
    }
    found->start = p;
    int depth = 0;
    while (p < end) {
        if (*p == '"') p = string_end(p + 1, end);
        else if (*p == '{' || *p == '[') depth++;
        else if (*p == '}' || *p == ']') { if (depth-- == 0) break; if (depth == 0) { p++; break; } }
        else if (depth == 0 && (*p == ',' || isspace((unsigned char)*p))) break;
        p++;
    }
    found->end = p;
    return p;
}

// The next member of an object, or element of an array: 0 at its end.
static int next(const char **p, const char *end, Span *name, Span *found) {
    const char *at = blank(*p, end);
    if (at < end && (*at == ',' || *at == '{' || *at == '[')) at = blank(at + 1, end);
    if (at >= end || *at == '}' || *at == ']') return 0;
    if (name) {
        at = blank(value(at, end, name), end);
        if (at >= end || *at != ':') return 0;
        at++;
    }
    *p = value(at, end, found);
    return 1;
}

// --- Requests, waiting for their batch ---

typedef struct Connection Connection;
typedef struct Item { struct Item *next; Connection *connection; Span field[FIELDS]; Text copy; } Item;
struct Connection { int fd; size_t filled; char in[BUFFER]; Item item; };

typedef struct { PGconn *database; const char *name; int fields; Item *first, **last, *batch[MOST]; int size, waiting; } Lane;

static int poller;
static Lane writes[LANES], reads[LANES];
static Text parameter[FIELDS];

static void answer(Connection *connection, int status, const char *type, const char *body, size_t size) {
    static char out[BUFFER];
    int head = snprintf(out, sizeof out, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n",
        status, status == 200 ? "OK" : "No", type, size);
    memcpy(out + head, body, size);
    if (write(connection->fd, out, head + size) != (ssize_t)(head + size)) shutdown(connection->fd, SHUT_RDWR);
}

// An array as PostgreSQL writes it. A JSON string may have escapes, which are the same there except for \u, \n and their like.
static void add_element(Text *array, Span element, int is_json) {
    if (array->length > 1) append(array, ",", 1);
    if (!element.start) { append(array, "NULL", 4); return; }
    append(array, "\"", 1);
    for (const char *p = element.start; p < element.end; p++) {
        if (!is_json && *p == '\\' && p + 1 < element.end) {
            p++;
            unsigned code = *p == 'n' ? '\n' : *p == 't' ? '\t' : *p == 'r' ? '\r' : *p == 'b' ? '\b' : *p == 'f' ? '\f' : (unsigned char)*p;
            if (*p == 'u' && element.end - p > 4) {
                sscanf(p + 1, "%4x", &code);
                p += 4;
                unsigned low;
                if (code >> 10 == 0x36 && element.end - p > 6 && sscanf(p + 1, "\\u%4x", &low) == 1) {
                    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
                    p += 6;
                }
            }
            char utf8[4];
            int n = 0;
            if (code < 0x80) { if (code == '"' || code == '\\') append(array, "\\", 1); utf8[n++] = code; }
            else if (code < 0x800) { utf8[n++] = 0xC0 | code >> 6; utf8[n++] = 0x80 | (code & 63); }
            else if (code < 0x10000) { utf8[n++] = 0xE0 | code >> 12; utf8[n++] = 0x80 | (code >> 6 & 63); utf8[n++] = 0x80 | (code & 63); }
            else { utf8[n++] = 0xF0 | code >> 18; utf8[n++] = 0x80 | (code >> 12 & 63); utf8[n++] = 0x80 | (code >> 6 & 63);
                   utf8[n++] = 0x80 | (code & 63); }
            append(array, utf8, n);
            continue;
        }
        if (*p == '"' || *p == '\\') append(array, "\\", 1);
        append(array, p, 1);
    }
    append(array, "\"", 1);
}

static void send_batch(Lane *lane) {
    lane->size = 0;
    // A statement may touch a row once: a second event of a user waits for the next batch.
    for (Item **at = &lane->first; *at && lane->size < MOST;) {
        Item *item = *at;
        int again = 0;
        for (int i = 0; lane->fields == FIELDS && i < lane->size && !again; i++)
            again = length(lane->batch[i]->field[0]) == length(item->field[0])
                && !memcmp(lane->batch[i]->field[0].start, item->field[0].start, length(item->field[0]));
        if (again) { at = &item->next; continue; }
        lane->batch[lane->size++] = item;
        *at = item->next;
        lane->waiting--;
    }
    lane->last = &lane->first;
    while (*lane->last) lane->last = &(*lane->last)->next;
    if (!lane->size) return;
    const char *values[FIELDS];
    for (int f = 0; f < lane->fields; f++) {
        parameter[f].length = 0;
        append(&parameter[f], "{", 1);
        for (int i = 0; i < lane->size; i++) add_element(&parameter[f], lane->batch[i]->field[f], f == 5);
        append(&parameter[f], "}", 2);
        values[f] = parameter[f].data;
    }
    if (!PQsendQueryPrepared(lane->database, lane->name, lane->fields, values, 0, 0, 0) || !PQpipelineSync(lane->database)
        || PQflush(lane->database) < 0)
        die(PQerrorMessage(lane->database));
}

static void enqueue(Lane *lanes, Connection *connection, Span key) {
    unsigned hash = 5381;
    for (const char *p = key.start; p < key.end; p++) hash = hash * 33 + (unsigned char)*p;
    Lane *lane = &lanes[hash % LANES];
    connection->item.next = 0;
    *lane->last = &connection->item;
    lane->last = &connection->item.next;
    lane->waiting++;
}

static void add_string(Text *json, const char *name, PGresult *result, int row, int column) {
    append(json, name, strlen(name));
    if (PQgetisnull(result, row, column)) { append(json, "null", 4); return; }
    append(json, "\"", 1);
    for (const char *p = PQgetvalue(result, row, column); *p; p++) {
        char escaped[8];
        if ((unsigned char)*p < 32) append(json, escaped, snprintf(escaped, sizeof escaped, "\\u%04x", *p));
        else { if (*p == '"' || *p == '\\') append(json, "\\", 1); append(json, p, 1); }
    }
    append(json, "\"", 1);
}

static void answer_reads(Lane *lane, PGresult *result) {
    static Text json;
    char found[MOST] = { 0 };
    for (int row = 0; row < PQntuples(result); row++) {
        int place = atoi(PQgetvalue(result, row, 0)) - 1;
        found[place] = 1;
        json.length = 0;
        add_string(&json, "{\"external_id\":", result, row, 1);
        add_string(&json, ",\"first_name\":", result, row, 2);
        add_string(&json, ",\"last_name\":", result, row, 3);
        add_string(&json, ",\"email\":", result, row, 4);
        add_string(&json, ",\"image_url\":", result, row, 5);
        const char *rest[] = { ",\"public_metadata\":", ",\"created_at\":", ",\"updated_at\":" };
        for (int i = 0; i < 3; i++) {
            append(&json, rest[i], strlen(rest[i]));
            append(&json, PQgetvalue(result, row, 6 + i), PQgetlength(result, row, 6 + i));
        }
        append(&json, "}", 1);
        answer(lane->batch[place]->connection, 200, "application/json", json.data, json.length);
    }
    for (int i = 0; i < lane->size; i++) if (!found[i]) answer(lane->batch[i]->connection, 404, "text/plain", "", 0);
}

static void receive_batch(Lane *lane) {
    if (!PQconsumeInput(lane->database) || PQflush(lane->database) < 0) die(PQerrorMessage(lane->database));
    while (lane->size && !PQisBusy(lane->database)) {
        PGresult *result = PQgetResult(lane->database);
        if (!result) continue;
        ExecStatusType status = PQresultStatus(result);
        if (status == PGRES_TUPLES_OK) answer_reads(lane, result);
        else if (status == PGRES_COMMAND_OK) {
            for (int i = 0; i < lane->size; i++) answer(lane->batch[i]->connection, 200, "text/plain", "", 0);
        }
        else if (status == PGRES_PIPELINE_SYNC) lane->size = 0;
        else die(PQerrorMessage(lane->database));
        PQclear(result);
    }
}

// --- Webhooks ---

static unsigned char secret[256];
static int secret_length;

static int is_signed(Span id, Span time_sent, Span signature, Span body) {
    if (labs(time(0) - atol(time_sent.start)) > 300) return 0;
    static Text text;
    text.length = 0;
    append(&text, id.start, length(id));
    append(&text, ".", 1);
    append(&text, time_sent.start, length(time_sent));
    append(&text, ".", 1);
    append(&text, body.start, length(body));
    unsigned char digest[32], encoded[48];
    HMAC(EVP_sha256(), secret, secret_length, (unsigned char *)text.data, text.length, digest, 0);
    int size = EVP_EncodeBlock(encoded, digest, sizeof digest);
    for (const char *p = signature.start; p + 3 + size <= signature.end; p++) {
        if (!memcmp(p, "v1,", 3) && !CRYPTO_memcmp(p + 3, encoded, size)) return 1;
        while (p < signature.end && *p != ' ') p++;
    }
    return 0;
}

static int read_event(Span body, Span field[FIELDS]) {
    const char *p = body.start;
    Span name, found, data = { 0 }, type = { 0 }, primary = { 0 }, emails = { 0 };
    while (next(&p, body.end, &name, &found)) {
        if (is(name, "data")) data = found;
        else if (is(name, "type")) type = found;
    }
    if (!data.start || !(is(type, "user.created") || is(type, "user.updated"))) return 0;
    static const char *names[FIELDS] = { "id", "first_name", "last_name", 0, "image_url", "public_metadata", "created_at", "updated_at" };
    for (p = data.start; next(&p, data.end, &name, &found);) {
        if (is(found, "null") && found.start[-1] != '"') continue;
        for (int f = 0; f < FIELDS; f++) if (names[f] && is(name, names[f])) field[f] = found;
        if (is(name, "primary_email_address_id")) primary = found;
        else if (is(name, "email_addresses")) emails = found;
    }
    for (p = emails.start; emails.start && next(&p, emails.end, 0, &found);) {
        Span id = { 0 }, address = { 0 }, inner;
        for (const char *q = found.start; next(&q, found.end, &name, &inner);) {
            if (is(name, "id")) id = inner;
            else if (is(name, "email_address")) address = inner;
        }
        if (primary.start && length(id) == length(primary) && !memcmp(id.start, primary.start, length(id))) field[3] = address;
    }
    return field[0].start != 0;
}

// --- Tokens: one that held is known by its SHA-256 until it expires. ---

static struct { unsigned char hash[32]; long expires; char subject[128]; } *known;
static EVP_PKEY *key;
static const char *issuer;

static int decode(Span text, unsigned char *out) {
    static char padded[8192];
    int n = 0;
    for (const char *p = text.start; p < text.end && n < 8000; p++) padded[n++] = *p == '-' ? '+' : *p == '_' ? '/' : *p;
    int padding = (4 - n % 4) % 4;
    memset(padded + n, '=', padding);
    return EVP_DecodeBlock(out, (unsigned char *)padded, n + padding) - padding;
}

static const char *subject_of(Span token) {
    unsigned char hash[32];
    EVP_Digest(token.start, length(token), hash, 0, EVP_sha256(), 0);
    size_t slot = *(unsigned *)hash % KNOWN;
    if (!memcmp(known[slot].hash, hash, sizeof hash) && known[slot].expires > time(0)) return known[slot].subject;
    const char *dot = memchr(token.start, '.', length(token)), *second = dot ? memchr(dot + 1, '.', token.end - dot - 1) : 0;
    if (!second) return 0;
    static unsigned char signature[8192], payload[8192];
    int size = decode((Span){ second + 1, token.end }, signature);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    int holds = EVP_DigestVerifyInit(context, 0, EVP_sha256(), 0, key) == 1
        && EVP_DigestVerify(context, signature, size, (unsigned char *)token.start, second - token.start) == 1;
    EVP_MD_CTX_free(context);
    if (!holds || (size = decode((Span){ dot + 1, second }, payload)) <= 0) return 0;
    Span name, found, subject = { 0 };
    long expires = 0;
    int is_issuer = 0;
    for (const char *p = (char *)payload; next(&p, (char *)payload + size, &name, &found);) {
        if (is(name, "sub")) subject = found;
        else if (is(name, "exp")) expires = atol(found.start);
        else if (is(name, "iss")) is_issuer = is(found, issuer);
    }
    if (!is_issuer || expires <= time(0) || !subject.start || length(subject) >= sizeof known->subject) return 0;
    memcpy(known[slot].hash, hash, sizeof hash);
    known[slot].expires = expires;
    memcpy(known[slot].subject, subject.start, length(subject));
    known[slot].subject[length(subject)] = 0;
    return known[slot].subject;
}

// --- HTTP ---

static Span header(const char *head, const char *end, const char *name) {
    size_t size = strlen(name);
    for (const char *line = memchr(head, '\n', end - head); line && line + 1 < end; line = memchr(line + 1, '\n', end - line - 1)) {
        if (strncasecmp(line + 1, name, size) || line[size + 1] != ':') continue;
        const char *from = line + size + 2, *to = memchr(from, '\r', end - from);
        while (from < to && *from == ' ') from++;
        return (Span){ from, to };
    }
    return (Span){ 0 };
}

// Handles the one request that a client of HTTP/1.1 without pipelining has sent.
static void handle(Connection *connection) {
    char *head = connection->in, *body = memmem(head, connection->filled, "\r\n\r\n", 4);
    if (!body) return;
    body += 4;
    Span content = header(head, body, "content-length");
    size_t size = content.start ? strtoul(content.start, 0, 10) : 0;
    if (connection->filled < (size_t)(body - head) + size) return;
    connection->filled = 0;
    Item *item = &connection->item;
    memset(item->field, 0, sizeof item->field);
    if (!strncmp(head, "POST /clerk-users-webhook ", 26)) {
        Span text = { body, body + size };
        if (!is_signed(header(head, body, "svix-id"), header(head, body, "svix-timestamp"), header(head, body, "svix-signature"), text))
            answer(connection, 400, "text/plain", "", 0);
        else if (read_event(text, item->field)) enqueue(writes, connection, item->field[0]);
        else answer(connection, 200, "text/plain", "", 0);
    }
    else if (!strncmp(head, "GET /users/current ", 19)) {
        Span token = header(head, body, "authorization");
        const char *subject = token.start && !strncasecmp(token.start, "Bearer ", 7) ? subject_of((Span){ token.start + 7, token.end }) : 0;
        if (!subject) { answer(connection, 401, "text/plain", "", 0); return; }
        item->copy.length = 0;
        append(&item->copy, subject, strlen(subject));
        item->field[0] = (Span){ item->copy.data, item->copy.data + item->copy.length };
        enqueue(reads, connection, item->field[0]);
    }
    else answer(connection, strncmp(head, "GET /health ", 12) ? 404 : 200, "text/plain", "ok", 2);
}

static void start(Lane *lane, const char *name, int fields, const char *sql) {
    lane->database = PQconnectdb(getenv("DATABASE_URL"));
    lane->name = name;
    lane->fields = fields;
    lane->last = &lane->first;
    if (PQstatus(lane->database) != CONNECTION_OK) die(PQerrorMessage(lane->database));
    PQclear(PQprepare(lane->database, name, sql, 0, 0));
    if (PQsetnonblocking(lane->database, 1) || !PQenterPipelineMode(lane->database)) die(PQerrorMessage(lane->database));
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = lane };
    epoll_ctl(poller, EPOLL_CTL_ADD, PQsocket(lane->database), &event);
}

int main(void) {
    signal(SIGPIPE, SIG_IGN);
    const char *text = getenv("CLERK_WEBHOOK_SIGNING_SECRET");
    text += strncmp(text, "whsec_", 6) ? 0 : 6;
    secret_length = EVP_DecodeBlock(secret, (const unsigned char *)text, strlen(text));
    for (size_t n = strlen(text); n > 0 && text[n - 1] == '='; n--) secret_length--;
    FILE *file = fopen(getenv("JWT_KEY_FILE"), "r");
    if (!file || !(key = PEM_read_PUBKEY(file, 0, 0, 0))) die("JWT_KEY_FILE");
    issuer = getenv("JWT_ISSUER");
    known = calloc(KNOWN, sizeof *known);
    poller = epoll_create1(0);
    for (int i = 0; i < LANES; i++) {
        start(&writes[i], "w", FIELDS,
            "insert into users(external_id, first_name, last_name, email, image_url, public_metadata, created_at, updated_at)"
            " select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::bigint[], $8::bigint[])"
            " on conflict (external_id) do update set first_name=excluded.first_name, last_name=excluded.last_name,"
            " email=excluded.email, image_url=excluded.image_url, public_metadata=excluded.public_metadata, updated_at=excluded.updated_at"
            " where users.updated_at <= excluded.updated_at");
        start(&reads[i], "r", 1,
            "select k.place, u.external_id, u.first_name, u.last_name, u.email, u.image_url, u.public_metadata, u.created_at, u.updated_at"
            " from unnest($1::text[]) with ordinality k(id, place)"
            " cross join lateral (select * from users where external_id = k.id limit 1) u");
    }
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(atoi(getenv("PORT"))), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (void *)&at, sizeof at) || listen(listener, 4096)) die("listen");
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = 0 }, events[256];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < ready; i++) {
            void *who = events[i].data.ptr;
            if (!who) {
                for (int fd; (fd = accept4(listener, 0, 0, SOCK_NONBLOCK)) >= 0;) {
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    Connection *connection = calloc(1, sizeof *connection);
                    connection->fd = fd;
                    connection->item.connection = connection;
                    event = (struct epoll_event){ .events = EPOLLIN, .data.ptr = connection };
                    epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
                }
            }
            else if ((Lane *)who >= writes && (Lane *)who < writes + LANES) receive_batch(who);
            else if ((Lane *)who >= reads && (Lane *)who < reads + LANES) receive_batch(who);
            else {
                Connection *connection = who;
                ssize_t got = read(connection->fd, connection->in + connection->filled, BUFFER - connection->filled);
                // A closed connection is kept: an answer may still be on its way to it. The load generator opens a few hundred in all.
                if (got <= 0) { if (got == 0 || errno != EAGAIN) { epoll_ctl(poller, EPOLL_CTL_DEL, connection->fd, 0); close(connection->fd); } }
                else { connection->filled += got; handle(connection); }
            }
        }
        for (int i = 0; i < LANES; i++) {
            if (!writes[i].size && writes[i].waiting) send_batch(&writes[i]);
            if (!reads[i].size && reads[i].waiting) send_batch(&reads[i]);
        }
    }
}
