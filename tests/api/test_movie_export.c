/* All movies, a line each. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "account.h"
#include "crowd.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "write.h"

#define PATH "/api/movies/export/"
#define NAME "Marquee test: exported"

enum { WRITERS = 4, ROUNDS = 5, MORE = 2000, READERS = 4 };

static void
set_up(void)
{
	sql("DELETE FROM movie WHERE name LIKE '" NAME "%'", 0, NULL);
	admin_token();
}

struct exported {
	char **lines;
	int64_t *ids;
	int count;
};

/* The lines of an export; ids have to grow from each to the next. */
static struct exported
export_read(const struct reply *reply)
{
	struct exported all = { 0 };
	int room = 1;

	expect_status(reply, 200);
	ck_assert_pstr_eq(
	    header(reply, "Content-Type"), "application/x-ndjson");
	must(reply->size == 0 || reply->body[reply->size - 1] == '\n',
	    "the last line has no end");
	for (const char *c = reply->body; *c != '\0'; c++)
		room += *c == '\n';
	all.lines = keep((size_t)room * sizeof *all.lines);
	all.ids = keep((size_t)room * sizeof *all.ids);
	for (char *line = reply->body; *line != '\0';) {
		char *end = strchr(line, '\n');
		int64_t id;

		*end = '\0';
		must(sscanf(line, "{\"id\":%" SCNd64 ",", &id) == 1,
		    "no movie: %s", line);
		must(all.count == 0 || id > all.ids[all.count - 1],
		    "%" PRId64 " is out of order", id);
		all.lines[all.count] = line;
		all.ids[all.count++] = id;
		line = end + 1;
	}
	return all;
}

/* These, in order, are among them. */
static void
expect_all_of(const struct exported *all, const struct rows *ids)
{
	int at = 0;

	ck_assert_int_gt(rows_size(ids), 0);
	for (int i = 0; i < rows_size(ids); i++) {
		int64_t id = rows_number(ids, i, 0);

		while (at < all->count && all->ids[at] != id)
			at++;
		must(at < all->count, "%" PRId64 " is not there", id);
	}
}

START_TEST(each_movie_is_there_as_it_is_alone)
{
	struct exported all = export_read(get(PATH));
	const struct rows *ids =
	    sql("SELECT id FROM movie ORDER BY id", 0, NULL);

	ck_assert_int_eq(all.count, rows_size(ids));
	expect_all_of(&all, ids);
	for (int i = 0; i < all.count; i++) {
		/* Those of the tests have what is special. */
		if (i % 50 != 0 && strstr(all.lines[i], "Marquee test") == NULL)
			continue;
		ck_assert_str_eq(
		    getf("/api/movies/%" PRId64 "/", all.ids[i])->body,
		    all.lines[i]);
	}
}
END_TEST

START_TEST(head_has_the_head_alone)
{
	struct reply *head = ask("HEAD", PATH, NULL, NULL);

	expect_status(head, 200);
	ck_assert_pstr_eq(header(head, "Content-Type"), "application/x-ndjson");
	ck_assert_pstr_eq(header(head, "Cache-Control"), "no-store");
	ck_assert_ptr_null(header(head, "Content-Length"));
}
END_TEST

START_TEST(it_is_sent_as_it_is)
{
	struct reply *reply =
	    ask("GET", PATH, "Accept-Encoding: gzip, deflate\r\n", NULL);

	ck_assert_ptr_null(header(reply, "Content-Encoding"));
	export_read(reply);
}
END_TEST

START_TEST(who_does_not_read_hinders_nobody)
{
	static const char request[] = "GET " PATH " HTTP/1.1\r\n"
				      "Host: marquee.test\r\n\r\n";
	struct connection *readers[READERS];

	for (int i = 0; i < READERS; i++) {
		readers[i] = connection_open();
		connection_send(readers[i], request, sizeof request - 1);
	}
	for (int i = 0; i < READERS; i++) {
		expect_array(get("/api/movies/?limit=100"));
		expect_json(get("/api/movies/{movie}/"));
	}
	for (int i = 0; i < READERS; i++) {
		struct reply *reply = connection_receive(readers[i], false);

		must(reply != NULL, "no whole answer came");
		export_read(reply);
		connection_close(readers[i]);
	}
}
END_TEST

START_TEST(other_methods_and_inputs_are_refused)
{
	struct reply *reply = admin("POST", PATH, NULL, "{}");

	expect_faults(reply, 405, "");
	ck_assert_str_eq(header(reply, "Allow"), "GET, HEAD, OPTIONS");
	expect_faults(get(PATH "?year=1950"), 400, "year:unknown");
	expect_faults(get("/api/movie/export/"), 404, "");
}
END_TEST

static const char *
lines_of(int count, int client)
{
	char *lines = keep(1), *line;
	size_t size = 0;

	for (int i = 0; i < count; i++) {
		line = keep_printf("{\"name\":\"" NAME " %d %d\",\"director\":"
				   "\"Marquee Tester E%d, Marquee Tester F%d\","
				   "\"genre\":[{\"name\":\"Western\"},"
				   "{\"name\":\"Marquee %d\"}]}\n",
		    client, i, i % 7, i % 5, i % 3);
		if (i == 0)
			lines = keep((size_t)count * (strlen(line) + 20));
		memcpy(lines + size, line, strlen(line));
		size += strlen(line);
	}
	return lines;
}

static const char ndjson[] = "Content-Type: application/x-ndjson\r\n";

static void
import_lines(int client)
{
	static const int statuses[] = { 201, 0 };

	for (int i = 0; i < ROUNDS; i++)
		crowd_expect(
		    ask("POST", "/api/movies/import/",
			keep_printf("%s%s", bearer(admin_token()), ndjson),
			lines_of(50, client)),
		    statuses);
}

/* Those that come meanwhile may be among them, or not. */
START_TEST(each_movie_is_there_once_while_others_are_made)
{
	const struct rows *before;

	expect_json_with(ask("POST", "/api/movies/import/",
			     keep_printf("%s%s", bearer(admin_token()), ndjson),
			     lines_of(MORE, WRITERS)),
	    201);
	before = sql("SELECT id FROM movie ORDER BY id", 0, NULL);
	database_close();
	crowd_begin(WRITERS, import_lines);
	for (int i = 0; i < ROUNDS; i++) {
		struct exported all = export_read(get(PATH));

		expect_all_of(&all, before);
	}
	crowd_end();
	set_up();
}
END_TEST

/* Without names that only the database can have. */
static struct reply *
without_control(struct reply *reply)
{
	char *to = reply->body;

	for (const char *line = to; *line != '\0';) {
		size_t size = strcspn(line, "\n") + 1;
		const char *escape = strchr(line, '\\');

		while (escape != NULL && strchr("\"\\", escape[1]) != NULL)
			escape = strchr(escape + 2, '\\');
		if (escape == NULL || escape >= line + size) {
			memmove(to, line, size);
			to += size;
		}
		line += size;
	}
	*to = '\0';
	reply->size = (size_t)(to - reply->body);
	return reply;
}

START_TEST(what_is_exported_can_be_imported)
{
	struct reply *reply = without_control(get(PATH));
	const char *body = keep_bytes(reply->body, reply->size);
	struct exported all = export_read(reply);
	struct json_object *ids = member(
	    expect_json_with(
		ask("POST", "/api/movies/import/",
		    keep_printf("%s%s", bearer(admin_token()), ndjson), body),
		201),
	    "ids");

	ck_assert_uint_eq(json_object_array_length(ids), (size_t)all.count);
	for (int i = 0; i < all.count; i++) {
		struct made movie = look(keep_printf("/api/movies/%" PRId64 "/",
		    json_object_get_int64(item(ids, (size_t)i))));
		struct json_object *was = json_tokener_parse(all.lines[i]);

		keep_pointer(was);
		ck_assert_str_eq(movie_line(movie.json), movie_line(was));
		sql("DELETE FROM movie WHERE id = $1", 1,
		    (const char *const[]){ keep_printf("%" PRId64, movie.id) });
	}
}
END_TEST

TCase *
topic_movie_export(void)
{
	TCase *topic = topic_new("export of movies");

	tcase_add_checked_fixture(topic, set_up, NULL);
	tcase_add_test(topic, each_movie_is_there_as_it_is_alone);
	tcase_add_test(topic, head_has_the_head_alone);
	tcase_add_test(topic, it_is_sent_as_it_is);
	tcase_add_test(topic, who_does_not_read_hinders_nobody);
	tcase_add_test(topic, other_methods_and_inputs_are_refused);
	tcase_add_test(topic, each_movie_is_there_once_while_others_are_made);
	tcase_add_test(topic, what_is_exported_can_be_imported);
	return topic;
}
