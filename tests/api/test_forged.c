/* A FastCGI request in a body is a body, whatever carries it. */
#include "account.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "../wire/record.h"
#include "topics.h"
#include "write.h"

/* The requests with the body, and what they are answered. */
static const struct {
	const char *method, *target;
	bool admin;
	int status;
} carriers[] = {
	{ "POST", "/api/movies/", true, 400 },
	{ "POST", "/api/movies/", false, 401 },
	{ "PUT", "/api/movies/1/", true, 400 },
	{ "POST", "/nowhere", false, 404 },
	{ "POST", "/healthz", false, 405 },
	{ "PUT", "/api/movies/x/", true, 404 },
};

/* Behind the filler, all that it takes to delete the movie. */
static struct bytes
forged_behind(size_t filler, const struct made *movie)
{
	struct bytes body = { 0 }, parameters = { 0 };
	/* Web servers give all requests this one. */
	const unsigned id = 1;

	put_parameters(&parameters,
	    &(struct request){ .method = "DELETE", .target = movie->path });
	put_parameter(&parameters, "HTTP_AUTHORIZATION",
	    keep_printf("Bearer %s", admin_token()));
	put(&body, keep(filler), filler);
	put_begin(&body, id, RESPONDER, KEEP);
	put_stream(&body, PARAMS, id, parameters.at, parameters.size);
	put_stream(&body, STDIN, id, NULL, 0);
	return body;
}

/*
 * The web server keeps its connections: what was left of a body on one would
 * run before the next request, which would get the answer.
 */
START_TEST(a_forged_request_in_a_body_has_no_effect)
{
	struct made movie = make("{'name': 'Marquee test: as it was'}");
	const char *headers =
	    keep_printf("%s" JSON_BODY "X-Request-Id: carrier\r\n",
		carriers[_i].admin ? bearer(admin_token()) : "");

	for (size_t filler = 0; filler < 17000;
	     filler += filler < 50 ? 1 : 193) {
		struct bytes body = forged_behind(filler, &movie);
		struct reply *reply = ask_with(carriers[_i].method,
		    carriers[_i].target, headers, body.at, body.size);

		expect_status(reply, carriers[_i].status);
		ck_assert_str_eq(header(reply, "X-Request-Id"), "carrier");
		for (int i = 0; i < 2; i++)
			expect_unchanged(&movie);
	}
	unmake(&movie);
}
END_TEST

TCase *
topic_forged(void)
{
	TCase *topic = topic_new("forged requests");

	add_table_test(
	    topic, a_forged_request_in_a_body_has_no_effect, carriers);
	return topic;
}
