/* The limit beside Daybook's bookings on SQLite: the rows of one booking, one commit each, in a bare loop on the product's own
 * tables. Built by the bench:
 *
 *     commits FILE SECONDS SERIAL BUSINESS OFFERING RESOURCE…
 *
 * SERIAL is the first of the numbers that make each booking's rows unlike all others. Prints how many were committed, and the
 * seconds that took. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { STATEMENTS = 8 };

static const char *TEXTS[STATEMENTS] = {
    "BEGIN IMMEDIATE",
    "INSERT INTO customers (business_id, id, name, email, phone, created_at, updated_at)"
    " VALUES (?1, ?2, 'John Doe', 'client-' || ?2 || '@example.org', NULL, ?3, ?3)",
    "INSERT INTO claims (business_id, id, resource_id, booking_id, from_at, to_at, units, is_exclusive)"
    " VALUES (?1, ?2, ?5, ?2, ?6, ?6 + 900000, 1, 1)",
    "INSERT INTO bookings (business_id, id, reference, offering_id, offering_name, customer_id, status, start_at, end_at, party,"
    " price, currency, refunds, client_name, client_email, client_zone, client_language, source, created_at, updated_at)"
    " VALUES (?1, ?2, printf('%08d', ?2 % 100000000), ?4, 'Private lesson', ?2, 'confirmed', ?6, ?6 + 900000, 1, 5000, 'EUR',"
    " '24:10000 6:5000', 'John Doe', 'client-' || ?2 || '@example.org', 'Europe/Madrid', 'en', 'website', ?3, ?3)",
    "INSERT INTO events (business_id, id, action, actor, subject, details, address, agent, at)"
    " VALUES (?1, ?2, 'booking.confirmed', 'guest', 'bkg_' || ?2, '{}', '127.0.0.1', '', ?3)",
    "INSERT INTO jobs (id, kind, payload, unique_key, state, due_at, first_due_at, attempts, fence)"
    " VALUES (?2, 'Bookings.complete', '{\"booking\":\"bkg_' || ?2 || '\"}', 'complete bkg_' || ?2, 0, ?6, ?6, 0, 0)",
    "INSERT INTO jobs (id, kind, payload, unique_key, state, due_at, first_due_at, attempts, fence)"
    " VALUES (-?2, 'Messages.compose', '{\"action\":\"booking.confirmed\",\"business\":\"' || ?1 || '\",\"event\":\"evt_' || ?2 ||"
    " '\",\"subject\":\"bkg_' || ?2 || '\"}', NULL, 0, ?3, ?3, 0, 0)",
    "COMMIT",
};

static sqlite3 *database;

static void require(int isGood) {
    if (isGood) return;
    fprintf(stderr, "commits: %s\n", database ? sqlite3_errmsg(database) : "no database");
    exit(1);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static void run(sqlite3_stmt *statement, const sqlite3_int64 *values) {
    int count = sqlite3_bind_parameter_count(statement);
    for (int index = 1; index <= count; index++) require(sqlite3_bind_int64(statement, index, values[index - 1]) == SQLITE_OK);
    require(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
}

int main(int count, char **words) {
    if (count < 7) return fprintf(stderr, "commits FILE SECONDS SERIAL BUSINESS OFFERING RESOURCE...\n"), 64;
    require(sqlite3_open(words[1], &database) == SQLITE_OK);
    const char *settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                           " PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384";
    require(sqlite3_exec(database, settings, NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_stmt *statements[STATEMENTS];
    for (int index = 0; index < STATEMENTS; index++)
        require(sqlite3_prepare_v2(database, TEXTS[index], -1, &statements[index], NULL) == SQLITE_OK);

    long long serial = atoll(words[3]), done = 0, resources = count - 6;
    double start = seconds(), end = start + atof(words[2]);
    while (seconds() < end) {
        long long number = serial + done;
        sqlite3_int64 now = (sqlite3_int64)time(NULL) * 1000;
        sqlite3_int64 values[6] = {
            atoll(words[4]), number, now, atoll(words[5]), atoll(words[6 + number % resources]), 4e12 + number / resources * 9e5,
        };
        for (int index = 0; index < STATEMENTS; index++) run(statements[index], values);
        done++;
    }
    printf("%lld %.6f\n", done, seconds() - start);
    for (int index = 0; index < STATEMENTS; index++) sqlite3_finalize(statements[index]);
    return sqlite3_close(database) == SQLITE_OK ? 0 : 1;
}
