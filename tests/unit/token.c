/* Tokens: those we make are taken, and nothing that only looks like them. */
#include "http/token.h"

#include <string.h>

#include "unit.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz"
			       "0123456789-_";

/* The header with a token for each %s; NULL is one that is not there. */
static const char *
header_with(const char *form, const char *token)
{
	const char *place;

	while (form != NULL && (place = strstr(form, "%s")) != NULL)
		form = arena_printf(scratch, "%.*s%s%s", (int)(place - form),
		    form, token, place + 2);
	return form;
}

static const char *
read_from(const char *form, const char *token)
{
	return token_of_header(header_with(form, token), scratch);
}

START_TEST(a_token_has_its_form)
{
	const char *token = token_make(scratch);

	ck_assert_ptr_nonnull(token);
	ck_assert_uint_eq(strlen(token), 50);
	ck_assert_int_eq(strncmp(token, "mq_", 3), 0);
	ck_assert_uint_eq(strspn(token + 3, alphabet), 47);
}
END_TEST

START_TEST(no_two_tokens_are_the_same)
{
	const char *tokens[200];

	for (int i = 0; i < 200; i++) {
		tokens[i] = token_make(scratch);
		for (int j = 0; j < i; j++)
			ck_assert(strncmp(tokens[i], tokens[j], 20) != 0);
	}
}
END_TEST

static const char *const good[] = { "Bearer %s", "bearer %s", "BEARER %s",
	"bEARER %s", "Token %s", "token %s", "TOKEN %s", "Bearer    %s" };

START_TEST(a_token_is_read_from_its_header)
{
	const char *token = token_make(scratch);

	ck_assert_pstr_eq(read_from(good[_i], token), token);
}
END_TEST

static const char *const bad[] = { NULL, "", "%s", " %s", " Bearer %s",
	"Bearer", "Bearer ", "Bearer%s", "Bearer:%s", "Bearer: %s",
	"Bearer\t%s", "Bearer \t%s", "Bear %s", "Bearers %s", "XBearer %s",
	"Basic %s", "Digest %s", "Bearer x%s", "Bearer %sx", "Bearer %s ",
	"Bearer %s=", "Bearer %s %s", "Bearer %s,%s", "Bearer %s, Bearer %s",
	"Bearer Bearer %s", "Bearer Token %s", "Token token=%s",
	"Bearer \"%s\"", "Bearer mq_%s", "Bearer mq_", "Bearer mq", "Bearer %%",
	"Bearer \xff", "Bearer \xc3\xa9", "Bearer null" };

START_TEST(any_other_header_has_none)
{
	ck_assert_ptr_null(read_from(bad[_i], token_make(scratch)));
}
END_TEST

/* Is it taken for a token? */
static bool
is_taken(const char *typed)
{
	bool taken = read_from("Bearer %s", typed) != NULL;

	arena_reset(scratch);
	return taken;
}

/*
 * A typing error is one letter, or two in the wrong order. The checksum has 24
 * bits: one in 16 million may pass.
 */
START_TEST(a_typing_error_is_noticed)
{
	char token[51], typed[51];
	int missed = 0;

	strcpy(token, token_make(scratch));
	strcpy(typed, token);
	for (size_t i = 0; token[i] != '\0'; i++) {
		for (const char *c = alphabet; *c != '\0'; c++) {
			typed[i] = *c;
			missed += *c != token[i] && is_taken(typed);
		}
		typed[i] = token[i];
	}
	for (size_t i = 1; token[i] != '\0'; i++) {
		typed[i] = token[i - 1];
		typed[i - 1] = token[i];
		missed += token[i] != token[i - 1] && is_taken(typed);
		typed[i] = token[i];
		typed[i - 1] = token[i - 1];
	}
	ck_assert_int_le(missed, 1);
	ck_assert(is_taken(typed));
}
END_TEST

START_TEST(a_part_of_a_token_is_none)
{
	const char *token = token_make(scratch);

	for (size_t size = 0; size < strlen(token); size++) {
		ck_assert_ptr_null(
		    read_from("Bearer %s", arena_copy(scratch, token, size)));
		ck_assert_ptr_null(
		    read_from("Bearer %s", token + strlen(token) - size));
	}
}
END_TEST

static const int lengths[] = { 51, 100, 5000, 60000 };

START_TEST(a_long_text_is_no_token)
{
	char *text = arena_alloc(scratch, (size_t)lengths[_i] + 1);

	memset(text, 'a', (size_t)lengths[_i]);
	ck_assert_ptr_null(read_from("Bearer %s", text));
	ck_assert_ptr_null(read_from("%s", text));
	memcpy(text, token_make(scratch), 50);
	ck_assert_ptr_null(read_from("Bearer %s", text));
}
END_TEST

START_TEST(a_seed_and_a_key_grow_into_one_token)
{
	const char *seed = token_seed(scratch), *other = token_seed(scratch);
	const char *token = token_grow(seed, "a", scratch);

	ck_assert_uint_eq(strlen(seed), 43);
	ck_assert_str_ne(seed, other);
	ck_assert_str_eq(token_grow(seed, "a", scratch), token);
	ck_assert_str_ne(token_grow(seed, "b", scratch), token);
	ck_assert_str_ne(token_grow(seed, "", scratch), token);
	ck_assert_str_ne(token_grow(other, "a", scratch), token);
	ck_assert_ptr_null(strstr(token, seed));
	ck_assert_pstr_eq(
	    token_of_header(arena_printf(scratch, "Bearer %s", token), scratch),
	    token);
}
END_TEST

/* FIPS 180-4, the examples. */
static const struct {
	const char *text, *hash;
} hashes[] = {
	{ "",
	    "\\xe3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855" },
	{ "abc",
	    "\\xba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	    "\\x248d6a61d20638b8e5c026930c3e6039"
	    "a33ce45964ff2167f6ecedd419db06c1" },
};

START_TEST(the_hash_of_a_token_is_its_sha_256)
{
	ck_assert_str_eq(token_hash(hashes[_i].text, scratch), hashes[_i].hash);
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("token");
	TCase *tests = unit_case(suite, "token");

	tcase_add_test(tests, a_token_has_its_form);
	tcase_add_test(tests, no_two_tokens_are_the_same);
	tcase_add_loop_test(
	    tests, a_token_is_read_from_its_header, 0, ROWS(good));
	tcase_add_loop_test(tests, any_other_header_has_none, 0, ROWS(bad));
	tcase_add_test(tests, a_typing_error_is_noticed);
	tcase_add_test(tests, a_part_of_a_token_is_none);
	tcase_add_loop_test(tests, a_long_text_is_no_token, 0, ROWS(lengths));
	tcase_add_test(tests, a_seed_and_a_key_grow_into_one_token);
	tcase_add_loop_test(
	    tests, the_hash_of_a_token_is_its_sha_256, 0, ROWS(hashes));
	return suite;
}
