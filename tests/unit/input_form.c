/* Inputs that have a form of their own: words, addresses, phone numbers. */
#include <string.h>

#include "http/input.h"
#include "unit.h"

#define LABEL_63 \
	"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789a"

enum { WORD, EMAIL, URL, PHONE };

/* clang-format off */
static const struct input inputs[] = {
	[WORD] = { "username", INPUT_WORD, 3, 40 },
	[EMAIL] = { "email", INPUT_EMAIL, 3, 254 },
	[URL] = { "image", INPUT_URL, 8, 40 },
	[PHONE] = { "phone_number", INPUT_PHONE, 3, 20 },
};

static const struct {
	int input;
	const char *text;
	const char *code; /* NULL: good */
} texts[] = {
	{ WORD, "abc", NULL },
	{ WORD, "A-Z_09", NULL },
	{ WORD, "---", NULL },
	{ WORD, "123", NULL },
	{ WORD, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN", NULL },
	{ WORD, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO", "too_long" },
	{ WORD, "ab", "too_short" },
	{ WORD, "", "too_short" },
	{ WORD, "a b", "not_allowed" },
	{ WORD, "abc ", "not_allowed" },
	{ WORD, "abc\n", "not_allowed" },
	{ WORD, "a.b", "not_allowed" },
	{ WORD, "a@b", "not_allowed" },
	{ WORD, "a/b", "not_allowed" },
	{ WORD, "a%b", "not_allowed" },
	{ WORD, "\xc3\xa9\xc3\xa9\xc3\xa9", "not_allowed" },
	{ WORD, "\xd0\xb0" "bc", "not_allowed" }, /* CYRILLIC SMALL LETTER A */
	{ WORD, "ab\xe2\x80\x8b" "c", "not_allowed" }, /* ZERO WIDTH SPACE */

	{ EMAIL, "a@b", NULL },
	{ EMAIL, "name@example.com", NULL },
	{ EMAIL, "Name@EXAMPLE.com", NULL },
	{ EMAIL, "first.last+tag@sub.example.co.uk", NULL },
	{ EMAIL, "..@example.com", NULL },
	{ EMAIL, "!#$%&'*+/=?^_`{|}~-.@example.com", NULL },
	{ EMAIL, "1@2", NULL },
	{ EMAIL, "a@" LABEL_63, NULL },
	{ EMAIL, "a@b." LABEL_63 ".c", NULL },
	{ EMAIL, "a@" LABEL_63 "b", "not_an_address" },
	{ EMAIL, "a@b-c.d", NULL },
	{ EMAIL, "a@xn--bcher-kva.example", NULL },
	{ EMAIL, "", "not_an_address" },
	{ EMAIL, "a", "not_an_address" },
	{ EMAIL, "@", "not_an_address" },
	{ EMAIL, "a@", "not_an_address" },
	{ EMAIL, "@b", "not_an_address" },
	{ EMAIL, "a@b@c", "not_an_address" },
	{ EMAIL, "a@b.", "not_an_address" },
	{ EMAIL, "a@.b", "not_an_address" },
	{ EMAIL, "a@b..c", "not_an_address" },
	{ EMAIL, "a@-b", "not_an_address" },
	{ EMAIL, "a@b-", "not_an_address" },
	{ EMAIL, "a@b.-c", "not_an_address" },
	{ EMAIL, "a@b-.c", "not_an_address" },
	{ EMAIL, "a@b_c.d", "not_an_address" },
	{ EMAIL, "a b@c.d", "not_an_address" },
	{ EMAIL, " a@b.c", "not_an_address" },
	{ EMAIL, "a@b.c ", "not_an_address" },
	{ EMAIL, "a@b.c\n", "not_an_address" },
	{ EMAIL, "\"a b\"@c.d", "not_an_address" },
	{ EMAIL, "Name <a@b.c>", "not_an_address" },
	{ EMAIL, "a@b.c,d@e.f", "not_an_address" },
	{ EMAIL, "a@[127.0.0.1]", "not_an_address" },
	{ EMAIL, "a(b)@c.d", "not_an_address" },
	{ EMAIL, "\xc3\xa9@example.com", "not_an_address" },
	{ EMAIL, "a@b\xc3\xbc" "cher.example", "not_an_address" },

	{ URL, "http://a", NULL },
	{ URL, "https://a", NULL },
	{ URL, "HTTPS://Example.COM", NULL },
	{ URL, "https://example.com/a.png?b=c&d#e", NULL },
	{ URL, "https://example.com:8443/", NULL },
	{ URL, "https://[2001:db8::1]/a", NULL },
	{ URL, "https://example.com/%C3%A9~(1)", NULL },
	{ URL, "https://example.com/%c3?a=%a9#%7E", NULL },
	{ URL, "https://user:word@example.com/", NULL },
	{ URL, "https://user@[::1]:80/", NULL },
	{ URL, "https://example.com/a@b:c", NULL },
	{ URL, "https://example.com/aaaaaaaaaaaaaaaaaaaa", NULL },
	{ URL, "https://example.com/aaaaaaaaaaaaaaaaaaaaa", "too_long" },
	{ URL, "", "not_an_address" },
	{ URL, "http://", "not_an_address" },
	{ URL, "https:///a", "not_an_address" },
	{ URL, "http://@", "not_an_address" },
	{ URL, "http://a@", "not_an_address" },
	{ URL, "http://a:b@/c", "not_an_address" },
	{ URL, "http://:80", "not_an_address" },
	{ URL, "http://a@:80", "not_an_address" },
	{ URL, "http://a@b@c", "not_an_address" },
	{ URL, "http://a/%", "not_an_address" },
	{ URL, "http://a/%4", "not_an_address" },
	{ URL, "http://a/%4g", "not_an_address" },
	{ URL, "http://a/%41%", "not_an_address" },
	{ URL, "https://?a", "not_an_address" },
	{ URL, "https://#a", "not_an_address" },
	{ URL, "http:/a.example", "not_an_address" },
	{ URL, "//example.com/a", "not_an_address" },
	{ URL, "/a.png", "not_an_address" },
	{ URL, "example.com/a.png", "not_an_address" },
	{ URL, "ftp://example.com/a", "not_an_address" },
	{ URL, "javascript:alert(1)", "not_an_address" },
	{ URL, "javascript://example.com/%0aalert(1)", "not_an_address" },
	{ URL, "data:image/png;base64,AAAA", "not_an_address" },
	{ URL, " https://example.com", "not_an_address" },
	{ URL, "https://example.com/a b", "not_an_address" },
	{ URL, "https://example.com/\n", "not_an_address" },
	{ URL, "https://example.com/\"", "not_an_address" },
	{ URL, "https://example.com/<b>", "not_an_address" },
	{ URL, "https://example.com/\\", "not_an_address" },
	{ URL, "https://example.com/`{}|^", "not_an_address" },
	{ URL, "https://example.com/\xc3\xa9", "not_an_address" },

	{ PHONE, "112", NULL },
	{ PHONE, "+44 20 7946 0000", NULL },
	{ PHONE, "(020) 7946-0000", NULL },
	{ PHONE, "01234567890123456789", NULL },
	{ PHONE, "012345678901234567890", "too_long" },
	{ PHONE, "", "not_a_number" },
	{ PHONE, "12", "not_a_number" },
	{ PHONE, "1-2", "not_a_number" },
	{ PHONE, "+()- ", "not_a_number" },
	{ PHONE, "+44 20 CALL ME", "not_a_number" },
	{ PHONE, "020/79460000", "not_a_number" },
	{ PHONE, "112\n", "not_a_number" },
	{ PHONE, "tel:112", "not_a_number" },
	{ PHONE, "\xd9\xa1\xd9\xa2\xd9\xa3", "not_a_number" },
};
/* clang-format on */

START_TEST(a_text_is_good_or_has_the_fault_that_is_meant)
{
	const struct input *input = &inputs[texts[_i].input];
	struct fault *fault = input_check(input, texts[_i].text, scratch);

	must((fault == NULL) == (texts[_i].code == NULL), "%s=%s: %s",
	    input->name, texts[_i].text, fault ? fault->code : "is good");
	if (fault == NULL)
		return;
	must(strcmp(fault->code, texts[_i].code) == 0, "%s=%s: %s", input->name,
	    texts[_i].text, fault->code);
	ck_assert_str_eq(fault->field, input->name);
	ck_assert_int_eq(fault->problem, PROBLEM_INVALID);
}
END_TEST

/* What RFC 5321, section 4.5.3.1.3, leaves for an address. */
START_TEST(an_email_address_has_up_to_254_characters)
{
	char *email = arena_alloc(scratch, 300);

	memset(email, 'a', 254 - strlen("@example.com"));
	strcat(email, "@example.com");
	ck_assert_uint_eq(strlen(email), 254);
	ck_assert_ptr_null(input_check(&inputs[EMAIL], email, scratch));
	strcat(email, "x");
	ck_assert_ptr_nonnull(input_check(&inputs[EMAIL], email, scratch));
}
END_TEST

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("input_form");
	TCase *tests = unit_case(suite, "inputs with a form");

	tcase_add_loop_test(tests,
	    a_text_is_good_or_has_the_fault_that_is_meant, 0, ROWS(texts));
	tcase_add_test(tests, an_email_address_has_up_to_254_characters);
	return suite;
}
