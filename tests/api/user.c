/* People with an account each. */
#include "user.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "app/password.h"
#include "database.h"
#include "engine/settings.h"
#include "expect.h"
#include "http/token.h"
#include "must.h"
#include "pool.h"
#include "write.h"

enum { HASH_ROOM = 200 };

static char *shared_hash;
static struct arena *arena; /* for what the program itself makes */

const char own_keys[] =
    "id email username kind role active full_name phone_number bio image"
    " followers following created_at updated_at";
const char public_keys[] =
    "id username kind full_name bio image followers following created_at";

void
user_share(void)
{
	shared_hash = mmap(NULL, HASH_ROOM, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared_hash == MAP_FAILED)
		abort();
	arena = arena_new();
}

/* Of the PASSWORD, at the cost that the service is set to. */
static const char *
hash(void)
{
	struct settings settings;
	char fault[500];

	if (*shared_hash != '\0')
		return shared_hash;
	must(settings_load(&settings, getenv("CONFIG"), fault, sizeof fault) ==
		0,
	    "%s", fault);
	snprintf(shared_hash, HASH_ROOM, "%s",
	    password_hash(PASSWORD, settings.password_cost, arena));
	settings_free(&settings);
	return shared_hash;
}

const char *
username_new(void)
{
	unsigned long long random;

	must(getrandom(&random, sizeof random, 0) == sizeof random,
	    "no randomness");
	return keep_printf("marquee-test-%016llx", random);
}

const char *
user_token_new(const struct user *user)
{
	const char *token = token_make(arena);
	const char *values[] = { keep_printf("%" PRId64, user->id),
		token_hash(token, arena) };

	sql("INSERT INTO token (account_id, hash) VALUES ($1, $2)", 2, values);
	return token;
}

static struct user
user_with_role(const char *role)
{
	struct user user = { .username = username_new() };
	const char *values[] = { NULL, user.username, hash(), role };

	user.email = values[0] =
	    keep_printf("%s@private.example", user.username);
	user.id = rows_number(
	    sql("INSERT INTO account (email, username, password_hash, role)"
		" VALUES ($1, $2, $3, $4) RETURNING id",
		4, values),
	    0, 0);
	user.token = user_token_new(&user);
	user.path = keep_printf("/api/users/%" PRId64 "/", user.id);
	return user;
}

struct user
user_new(void)
{
	return user_with_role("user");
}

struct user
user_new_admin(void)
{
	return user_with_role("admin");
}

struct reply *
as(const char *token, const char *method, const char *target,
    const char *headers, const char *body)
{
	return ask(method, target,
	    keep_printf("%s%s%s", bearer(token), body == NULL ? "" : JSON_BODY,
		headers == NULL ? "" : headers),
	    body == NULL ? NULL : json(body));
}

const char *
form_text(const char *text)
{
	char *encoded = keep(3 * strlen(text) + 1);

	for (const char *c = text; *c != '\0'; c++)
		sprintf(encoded + 3 * (c - text), "%%%02x", (unsigned char)*c);
	return encoded;
}

struct reply *
login_form(const char *form)
{
	return ask("POST", "/api/users/login/token/",
	    "Content-Type: application/x-www-form-urlencoded\r\n", form);
}

struct reply *
login(const char *name, const char *password)
{
	return login_form(keep_printf(
	    "username=%s&password=%s", form_text(name), form_text(password)));
}

const char *
expect_token(const struct reply *reply)
{
	struct json_object *json = expect_json(reply);

	expect_keys(json, "access_token token_type expires_in", "a login");
	ck_assert_str_eq(member_text(json, "token_type"), "bearer");
	return member_text(json, "access_token");
}

bool
is_good(const char *token)
{
	struct reply *reply = as(token, "GET", "/api/users/me/", NULL, NULL);

	if (reply->status == 200)
		return true;
	expect_faults(reply, 401, "");
	return false;
}

int64_t
rows_of(const struct user *user, const char *from_where)
{
	return sql_number_of(keep_printf("SELECT count(*) FROM %s", from_where),
	    keep_printf("%" PRId64, user->id));
}
