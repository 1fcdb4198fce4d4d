/* Many who want the same name at the same instant: one gets it. */
#include <ctype.h>
#include <string.h>

#include "crowd.h"
#include "database.h"
#include "expect.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "user.h"
#include "write.h"

enum { CLIENTS = 10 /* all can be hashed in time */ };

static struct shared {
	char name[100];
	int form;
	int status[CLIENTS];
} * shared;

/* clang-format off */
static const struct {
	const char *email, *username; /* %d is the client */
	const char *field;	      /* what is taken */
} forms[] = {
	{ "%s@example.com", "%s", NULL },
	{ "x%d-%s@example.com", "%s", "username" },
	{ "%s@example.com", "%s-%d", "email" },
};
/* clang-format on */

/* The form for one client, every other of which shouts. */
static const char *
text_of(const char *form, int client)
{
	char *text, *place;

	if ((place = strstr(form, "%d")) != NULL)
		form = keep_printf(
		    "%.*s%d%s", (int)(place - form), form, client, place + 2);
	form = fill(form, shared->name);
	text = keep_bytes(form, strlen(form));
	for (char *c = text; client % 2 == 1 && *c != '\0'; c++)
		*c = (char)toupper(*c);
	return text;
}

static void
register_one(int client)
{
	/* 503: there are too many of them for one moment. */
	static const int statuses[] = { 201, 409, 503, 0 };
	struct reply *reply;
	const char *field = forms[shared->form].field;

	address_new();
	reply = as(NULL, "POST", "/api/users/", NULL,
	    keep_printf("{'email': '%s', 'username': '%s', 'password':"
			" 'password of %d'}",
		text_of(forms[shared->form].email, client),
		text_of(forms[shared->form].username, client), client));
	crowd_expect(reply, statuses);
	if (reply->status == 409 && field != NULL)
		crowd_must(strstr(reply->body,
			       keep_printf("\"field\":\"%s\"", field)) != NULL,
		    "%s", reply->body);
	shared->status[client] = reply->status;
}

START_TEST(one_of_them_gets_it)
{
	int winner = -1, count = 0;

	shared = crowd_share(sizeof *shared);
	strcpy(shared->name, username_new());
	shared->form = _i;
	crowd_begin(CLIENTS, register_one);
	crowd_end();
	for (int i = 0; i < CLIENTS; i++) {
		count += shared->status[i] == 201;
		if (shared->status[i] == 201)
			winner = i;
	}
	ck_assert_int_eq(count, 1);
	ck_assert_int_eq(sql_number_of("SELECT count(*) FROM account"
				       " WHERE lower(username) LIKE $1 || '%'",
			     shared->name),
	    1);
	/* It is the account of the one that was told so. */
	expect_token(login(text_of(forms[_i].username, winner),
	    keep_printf("password of %d", winner)));
}
END_TEST

TCase *
topic_same_name(void)
{
	TCase *topic = topic_new("same name");

	add_table_test(topic, one_of_them_gets_it, forms);
	return topic;
}
