/* Request targets: taken apart, decoded, refused; UTF-8; encoding. */
#include "http/uri.h"

#include <stdlib.h>
#include <string.h>

#include "engine/buffer.h"
#include "engine/memory.h"
#include "unit.h"

/* clang-format off */
/* Segments as "[a][b]", pairs as "[a=b][c=d]". */
static const struct {
	const char *target, *path, *query;
} good[] = {
	{ "/", "", "" },
	{ "/api", "[api]", "" },
	{ "/api/", "[api]", "" },
	{ "/api/movies/7", "[api][movies][7]", "" },
	{ "/api/movies/7/", "[api][movies][7]", "" },
	{ "//", "[]", "" },
	{ "///", "[][]", "" },
	{ "/a//b", "[a][][b]", "" },
	{ "//a", "[][a]", "" },
	{ "/a//", "[a][]", "" },
	{ "/a+b", "[a+b]", "" },
	{ "/a%20b", "[a b]", "" },
	{ "/a%2Fb/c", "[a/b][c]", "" },
	{ "/a%3Fb", "[a?b]", "" },
	{ "/a#b?c=d", "[a#b]", "[c=d]" },
	{ "/%2e/../.", "[.][..][.]", "" },
	{ "/a=b&c", "[a=b&c]", "" },
	{ "/%41%5a%5A%7e", "[AZZ~]", "" },
	{ "/%ef%BB%Bf", "[\xef\xbb\xbf]", "" },
	{ "/%25", "[%]", "" },
	{ "/%2541", "[%41]", "" },
	{ "/Am%C3%A9lie", "[Am\xc3\xa9lie]", "" },
	{ "/Am\xc3\xa9lie", "[Am\xc3\xa9lie]", "" },
	{ "/Am\xc3%A9lie", "[Am\xc3\xa9lie]", "" },
	{ "/%01%7f", "[\x01\x7f]", "" },
	{ "/?", "", "" },
	{ "/?a=b", "", "[a=b]" },
	{ "/x?a=b", "[x]", "[a=b]" },
	{ "/x/?a=b&c=d", "[x]", "[a=b][c=d]" },
	{ "/?a=b&a=b", "", "[a=b][a=b]" },
	{ "/?a", "", "[a=]" },
	{ "/?a&b=c", "", "[a=][b=c]" },
	{ "/?a=", "", "[a=]" },
	{ "/?=b", "", "[=b]" },
	{ "/?=", "", "[=]" },
	{ "/?a=b=c", "", "[a=b=c]" },
	{ "/?&&a=b&&&c=d&", "", "[a=b][c=d]" },
	{ "/?&", "", "" },
	{ "/?a=x+y", "", "[a=x y]" },
	{ "/?a+b=c", "", "[a b=c]" },
	{ "/?a=x%2By", "", "[a=x+y]" },
	{ "/?a=x%20y", "", "[a=x y]" },
	{ "/?a=%26&b=%3D", "", "[a=&][b==]" },
	{ "/?a%3Db=c", "", "[a=b=c]" },
	{ "/?a=/x?y#z", "", "[a=/x?y#z]" },
	{ "/?genre=Drama;year=5", "", "[genre=Drama;year=5]" },
	{ "/?a=%F0%9F%8E%AC", "", "[a=\xf0\x9f\x8e\xac]" },
};
/* clang-format on */

START_TEST(a_target_is_taken_apart_and_decoded)
{
	struct buffer path, query;
	struct uri uri;
	const char *wrong;

	memset(&uri, 0xee, sizeof uri);
	wrong = uri_parse(&uri, good[_i].target, scratch);
	must(wrong == NULL, "%s: %s", good[_i].target, wrong);
	buffer_init(&path, scratch, 64);
	buffer_init(&query, scratch, 64);
	for (int i = 0; i < uri.segments; i++)
		buffer_printf(&path, "[%s]", uri.segment[i]);
	for (int i = 0; i < uri.pairs; i++)
		buffer_printf(
		    &query, "[%s=%s]", uri.pair[i].name, uri.pair[i].value);
	must(strcmp(buffer_string(&path), good[_i].path) == 0 &&
		strcmp(buffer_string(&query), good[_i].query) == 0,
	    "%s: %s %s", good[_i].target, buffer_string(&path),
	    buffer_string(&query));
}
END_TEST

#define NO_SLASH "it does not begin with a slash"
#define NO_HEX "a percent sign is not followed by two hexadecimal digits"
#define HAS_NUL "it contains a NUL character"
#define NO_UTF8 "it is not UTF-8"

/* clang-format off */
static const struct {
	const char *target, *wrong;
} bad[] = {
	{ "", NO_SLASH },
	{ "*", NO_SLASH },
	{ "?a=b", NO_SLASH },
	{ "api/", NO_SLASH },
	{ " /api/", NO_SLASH },
	{ "%2Fapi/", NO_SLASH },
	{ "http://example.org/", NO_SLASH },
	{ "/%", NO_HEX },
	{ "/%4", NO_HEX },
	{ "/%/41", NO_HEX },
	{ "/%4/1", NO_HEX },
	{ "/a%", NO_HEX },
	{ "/%%41", NO_HEX },
	{ "/%4g", NO_HEX },
	{ "/%g4", NO_HEX },
	{ "/%4G", NO_HEX },
	{ "/%4:", NO_HEX },
	{ "/%4@", NO_HEX },
	{ "/%4`", NO_HEX },
	{ "/%4/", NO_HEX },
	{ "/% 41", NO_HEX },
	{ "/%-1", NO_HEX },
	{ "/%+1", NO_HEX },
	{ "/%0x", NO_HEX },
	{ "/%u0041", NO_HEX },
	{ "/a/%zz/b", NO_HEX },
	{ "/%?41", NO_HEX },
	{ "/%4?1", NO_HEX },
	{ "/?a=%", NO_HEX },
	{ "/?a=%4", NO_HEX },
	{ "/?a=%4/", NO_HEX },
	{ "/?a=%/4", NO_HEX },
	{ "/?a=%4&b=1", NO_HEX },
	{ "/?a=%&41", NO_HEX },
	{ "/?%=41", NO_HEX },
	{ "/?%4=1", NO_HEX },
	{ "/?%zz=1", NO_HEX },
	{ "/?ok=1&b=%zz", NO_HEX },
	{ "/%00", HAS_NUL },
	{ "/a%00b", HAS_NUL },
	{ "/?a=%00", HAS_NUL },
	{ "/?a=b%00", HAS_NUL },
	{ "/?%00=b", HAS_NUL },
	{ "/?a%00", HAS_NUL },
	{ "/%FF", NO_UTF8 },
	{ "/\xff", NO_UTF8 },
	{ "/%C3", NO_UTF8 },
	{ "/%C3/%A9", NO_UTF8 },
	{ "/%C3?%A9", NO_UTF8 },
	{ "/%C0%80", NO_UTF8 },
	{ "/%ED%A0%80", NO_UTF8 },
	{ "/?a=%FF", NO_UTF8 },
	{ "/?%FF=a", NO_UTF8 },
	{ "/?a=%C3&%A9", NO_UTF8 },
	{ "/?%C3=%A9", NO_UTF8 },
	{ "/?a=Am\xe9lie", NO_UTF8 },
};
/* clang-format on */

START_TEST(a_malformed_target_is_refused_with_the_reason)
{
	struct uri uri;
	const char *wrong = uri_parse(&uri, bad[_i].target, scratch);

	must(wrong != NULL && strcmp(wrong, bad[_i].wrong) == 0, "%s: %s",
	    bad[_i].target, wrong == NULL ? "it is taken" : wrong);
}
END_TEST

/* The text, `times` times, after what comes before it. */
static const char *
repeat(const char *before, const char *text, int times)
{
	struct buffer target;

	buffer_init(&target, scratch, 1024);
	buffer_text(&target, before);
	while (times-- > 0)
		buffer_text(&target, text);
	return buffer_string(&target);
}

/* clang-format off */
static const struct {
	const char *before, *text;
	int times;
	const char *wrong; /* NULL: good */
} limits[] = {
	{ "", "/x", URI_SEGMENTS_MAX, NULL },
	{ "", "/x", URI_SEGMENTS_MAX + 1, "its path has too many segments" },
	{ "", "/", URI_SEGMENTS_MAX + 1, NULL },
	{ "", "/", URI_SEGMENTS_MAX + 2, "its path has too many segments" },
	{ "/?", "a=b&", URI_PAIRS_MAX, NULL },
	{ "/?", "a=b&", URI_PAIRS_MAX + 1,
	  "it has too many parameters" },
	{ "/?", "a&", URI_PAIRS_MAX + 1, "it has too many parameters" },
	{ "/?", "&", 5000, NULL },
	{ "/", "x", 60000, NULL },
	{ "/?", "x", 60000, NULL },
};
/* clang-format on */

START_TEST(a_target_has_limits)
{
	const char *target =
	    repeat(limits[_i].before, limits[_i].text, limits[_i].times);
	struct uri uri;

	ck_assert_pstr_eq(uri_parse(&uri, target, scratch), limits[_i].wrong);
}
END_TEST

START_TEST(a_slash_after_as_many_segments_as_may_be_adds_none)
{
	const char *target =
	    arena_printf(scratch, "%s/", repeat("", "/x", URI_SEGMENTS_MAX));
	struct uri uri;

	ck_assert_ptr_null(uri_parse(&uri, target, scratch));
	ck_assert_int_eq(uri.segments, URI_SEGMENTS_MAX);
}
END_TEST

#define TEXT(bytes) bytes, sizeof bytes - 1

/* clang-format off */
/* Valid UTF-8, each one character. */
static const struct {
	const char *text;
	size_t size;
} characters[] = {
	{ TEXT("\0") },
	{ TEXT("a") },
	{ TEXT("\x7f") },
	{ TEXT("\xc2\x80") },
	{ TEXT("\xc3\xa9") },
	{ TEXT("\xdf\xbf") },
	{ TEXT("\xe0\xa0\x80") },
	{ TEXT("\xe2\x82\xac") },
	{ TEXT("\xec\xbf\xbf") },
	{ TEXT("\xed\x80\x80") },
	{ TEXT("\xed\x9f\xbf") },     /* before the surrogates */
	{ TEXT("\xee\x80\x80") },     /* after them */
	{ TEXT("\xef\xbb\xbf") },     /* byte order mark */
	{ TEXT("\xef\xbf\xbe") },     /* a noncharacter */
	{ TEXT("\xef\xbf\xbf") },
	{ TEXT("\xf0\x90\x80\x80") }, /* the first of four bytes */
	{ TEXT("\xf0\x9f\x8e\xac") },
	{ TEXT("\xf1\x80\x80\x80") },
	{ TEXT("\xf3\xbf\xbf\xbf") },
	{ TEXT("\xf4\x80\x80\x80") },
	{ TEXT("\xf4\x8f\xbf\xbf") }, /* the last there is */
};
/* clang-format on */

/* Asks about bytes that stand alone in memory, for the sanitizers. */
static bool
valid(const char *text, size_t size)
{
	char *alone = memory_alloc(size);
	bool is_valid;

	memcpy(alone, text, size);
	is_valid = utf8_is_valid(alone, size);
	free(alone);
	return is_valid;
}

START_TEST(every_kind_of_character_is_valid)
{
	const char *text = characters[_i].text;
	size_t size = characters[_i].size;

	ck_assert(valid(text, size));
	for (int i = 0; i < ROWS(characters); i++) {
		struct buffer two;

		buffer_init(&two, scratch, 16);
		buffer_put(&two, text, size);
		buffer_put(&two, characters[i].text, characters[i].size);
		must(valid(two.bytes, two.size), "before character %d", i);
	}
}
END_TEST

START_TEST(a_character_that_is_cut_is_not_valid)
{
	const char *text = characters[_i].text;

	for (size_t size = 1; size < characters[_i].size; size++) {
		struct buffer cut;

		must(!valid(text, size), "%zu bytes", size);
		must(!utf8_is_valid(text, size),
		    "%zu bytes, with the rest behind them", size);
		must(!valid(text + size, characters[_i].size - size),
		    "without %zu bytes", size);
		buffer_init(&cut, scratch, 16);
		buffer_put(&cut, text, size);
		buffer_char(&cut, 'a');
		must(!valid(cut.bytes, cut.size), "%zu bytes and an a", size);
		buffer_put(&cut, text, characters[_i].size);
		must(!valid(cut.bytes, cut.size), "and once more");
	}
}
END_TEST

/* clang-format off */
static const struct {
	const char *text;
	size_t size;
} invalid[] = {
	{ TEXT("\x80") },             /* a continuation alone */
	{ TEXT("\xbf") },
	{ TEXT("a\x80") },
	{ TEXT("\xc0\x80") },         /* overlong NUL */
	{ TEXT("\xc0\xaf") },         /* overlong slash */
	{ TEXT("\xc1\xbf") },
	{ TEXT("\xe0\x80\x80") },     /* overlong, three bytes */
	{ TEXT("\xe0\x80\xaf") },
	{ TEXT("\xe0\x9f\xbf") },
	{ TEXT("\xf0\x80\x80\x80") }, /* overlong, four bytes */
	{ TEXT("\xf0\x80\x80\xaf") },
	{ TEXT("\xf0\x8f\xbf\xbf") },
	{ TEXT("\xed\xa0\x80") },     /* surrogates */
	{ TEXT("\xed\xad\xbf") },
	{ TEXT("\xed\xb0\x80") },
	{ TEXT("\xed\xbf\xbf") },
	{ TEXT("\xed\xa0\xbd\xed\xb8\x80") },
	{ TEXT("\xf4\x90\x80\x80") }, /* beyond U+10FFFF */
	{ TEXT("\xf4\xbf\xbf\xbf") },
	{ TEXT("\xf5\x80\x80\x80") },
	{ TEXT("\xf8\x88\x80\x80\x80") },
	{ TEXT("\xfc\x84\x80\x80\x80\x80") },
	{ TEXT("\xfe") },
	{ TEXT("\xff") },
	{ TEXT("\xc3\xc3") },         /* no continuation */
	{ TEXT("\xc3\x28") },
	{ TEXT("\xe2\x28\xa1") },
	{ TEXT("\xe2\x82\x28") },
	{ TEXT("\xe2\x82\xc0") },
	{ TEXT("\xf0\x28\x8c\xbc") },
	{ TEXT("\xf0\x90\x28\xbc") },
	{ TEXT("\xf0\x9f\x8e\x28") },
	{ TEXT("\xc3\xa9\xa9") },     /* one too many */
};
/* clang-format on */

START_TEST(what_is_not_utf8_is_not_valid)
{
	ck_assert(!valid(invalid[_i].text, invalid[_i].size));
}
END_TEST

START_TEST(no_bytes_are_valid)
{
	ck_assert(utf8_is_valid("", 0));
	ck_assert(utf8_is_valid("\xff", 0));
}
END_TEST

/* clang-format off */
static const struct {
	const char *text;
	size_t length;
} lengths[] = {
	{ "", 0 },
	{ "a", 1 },
	{ "Heat", 4 },
	{ "Am\xc3\xa9lie", 6 },
	{ "\xe2\x82\xac", 1 },
	{ "\xf0\x9f\x8e\xac", 1 },
	{ "\xf0\x9f\x8e\xac\xc3\xa9 \xe2\x82\xac", 4 },
	{ "e\xcc\x81", 2 }, /* a combining accent counts */
};
/* clang-format on */

START_TEST(a_length_is_counted_in_characters)
{
	ck_assert_uint_eq(utf8_length(lengths[_i].text), lengths[_i].length);
}
END_TEST

/* clang-format off */
static const struct {
	const char *text, *encoded;
} encoded[] = {
	{ "", "" },
	{ "abcXYZ019-._~", "abcXYZ019-._~" },
	{ "a b", "a%20b" },
	{ "a+b", "a%2Bb" },
	{ "a&b=c", "a%26b%3Dc" },
	{ "50%", "50%25" },
	{ "/?#[]@!$'()*,;:", "%2F%3F%23%5B%5D%40%21%24%27%28%29%2A%2C%3B%3A" },
	{ "<\"\\^`{|}>", "%3C%22%5C%5E%60%7B%7C%7D%3E" },
	{ "\x01\x1f\x7f\n", "%01%1F%7F%0A" },
	{ "Am\xc3\xa9lie", "Am%C3%A9lie" },
	{ "\xf0\x9f\x8e\xac", "%F0%9F%8E%AC" },
};
/* clang-format on */

START_TEST(all_but_unreserved_characters_are_encoded)
{
	ck_assert_str_eq(
	    uri_encode(encoded[_i].text, scratch), encoded[_i].encoded);
}
END_TEST

START_TEST(what_is_encoded_is_decoded_to_the_same)
{
	const char *once = uri_encode(encoded[_i].text, scratch);
	struct uri uri;

	ck_assert_ptr_null(uri_parse(&uri,
	    arena_printf(scratch, "/x%s?%s=%s", once, once, once), scratch));
	ck_assert_str_eq(uri.segment[0] + 1, encoded[_i].text);
	if (uri.pairs == 1) {
		ck_assert_str_eq(uri.pair[0].name, encoded[_i].text);
		ck_assert_str_eq(uri.pair[0].value, encoded[_i].text);
	}
}
END_TEST

static const struct {
	const char *text;
	bool blank;
} blanks[] = {
	{ "", true },
	{ " ", true },
	{ "  \t\n\v\f\r ", true },
	{ "\xc2\xa0\xc2\x85", true },
	{ "\xe1\x9a\x80\xe2\x80\x80\xe2\x80\x8a", true },
	{ "\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\x9f", true },
	{ "\xe3\x80\x80", true },
	{ "x", false },
	{ " x", false },
	{ "x ", false },
	{ "\xc2\xa1", false },
	{ "\xc3\xa9", false },
	{ " \xe2\x80\x8b", false },
	{ "\xef\xbb\xbf", false },
	{ "\x01", false },
};

START_TEST(what_is_white_space_only_is_blank)
{
	const char *text = blanks[_i].text;

	ck_assert_int_eq(utf8_is_blank(text, strlen(text)), blanks[_i].blank);
}
END_TEST

/* A character that is cut is none. */
START_TEST(a_text_is_looked_at_as_far_as_it_goes)
{
	ck_assert(utf8_is_blank(" x", 1));
	ck_assert(!utf8_is_blank("\xe3\x80\x80", 2));
}
END_TEST

static void
add_utf8(TCase *tests)
{
	tcase_add_loop_test(
	    tests, every_kind_of_character_is_valid, 0, ROWS(characters));
	tcase_add_loop_test(
	    tests, a_character_that_is_cut_is_not_valid, 0, ROWS(characters));
	tcase_add_loop_test(
	    tests, what_is_not_utf8_is_not_valid, 0, ROWS(invalid));
	tcase_add_test(tests, no_bytes_are_valid);
	tcase_add_loop_test(
	    tests, what_is_white_space_only_is_blank, 0, ROWS(blanks));
	tcase_add_test(tests, a_text_is_looked_at_as_far_as_it_goes);
	tcase_add_loop_test(
	    tests, a_length_is_counted_in_characters, 0, ROWS(lengths));
}

Suite *
unit_suite(void)
{
	Suite *suite = suite_create("uri");
	TCase *tests = unit_case(suite, "target");

	tcase_add_loop_test(
	    tests, a_target_is_taken_apart_and_decoded, 0, ROWS(good));
	tcase_add_loop_test(
	    tests, a_malformed_target_is_refused_with_the_reason, 0, ROWS(bad));
	tcase_add_loop_test(tests, a_target_has_limits, 0, ROWS(limits));
	tcase_add_test(
	    tests, a_slash_after_as_many_segments_as_may_be_adds_none);
	tcase_add_loop_test(
	    tests, all_but_unreserved_characters_are_encoded, 0, ROWS(encoded));
	tcase_add_loop_test(
	    tests, what_is_encoded_is_decoded_to_the_same, 0, ROWS(encoded));
	add_utf8(unit_case(suite, "UTF-8"));
	return suite;
}
