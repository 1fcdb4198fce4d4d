/* Ratings, given as people give them. */
#include "rate.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "account.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "write.h"

static const char *
own_path(int64_t movie)
{
	return keep_printf("/api/movies/%" PRId64 "/rating/", movie);
}

struct reply *
rate(const struct user *user, int64_t movie, const char *headers, int score)
{
	return as(user->token, "PUT", own_path(movie), headers,
	    keep_printf("{'score': %d}", score));
}

struct reply *
unrate(const struct user *user, int64_t movie, const char *headers)
{
	return as(user->token, "DELETE", own_path(movie), headers, NULL);
}

int64_t
rated_movie_new(void)
{
	return sql_number("INSERT INTO movie (name, year)"
			  " VALUES ('Marquee test: rated', 1950) RETURNING id");
}

static const char *
rating_text(struct json_object *rating)
{
	return keep_printf("%s %" PRId64,
	    json_object_to_json_string(member(rating, "average")),
	    member_number(rating, "count"));
}

const char *
rating_of(int64_t movie)
{
	return rating_text(
	    expect_json(getf("/api/movies/%" PRId64 "/ratings/", movie)));
}

void
expect_listed(int64_t movie, const char *rating)
{
	const char *now = "nothing";

	for (int i = 0; i < 20; i++) {
		struct json_object *newest =
		    expect_array(get("/api/movies/?sort=-id&limit=100"));

		for (size_t j = 0; j < json_object_array_length(newest); j++)
			if (member_number(item(newest, j), "id") == movie)
				now = rating_text(
				    member(item(newest, j), "rating"));
		if (strcmp(now, rating) == 0)
			return;
		usleep(100000);
	}
	ck_abort_msg("after 2 s the list shows %s, not %s", now, rating);
}

void
expect_sums(void)
{
	const char *output;
	int status = marquee("ratings verify", "", &output);

	must(status == 0, "exit %d: %s", status, output);
	ck_assert_str_eq(output, "no difference\n");
}
