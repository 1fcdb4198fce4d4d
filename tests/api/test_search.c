/* Search: what finds which movies and people, and in which order. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "catalogue.h"
#include "database.h"
#include "expect.h"
#include "fixture.h"
#include "must.h"
#include "pool.h"
#include "topics.h"
#include "walk.h"

/* Every byte percent-encoded, so that none means anything in between. */
static const char *
encoded(const char *text)
{
	char *out = keep(3 * strlen(text) + 1), *at = out;

	for (; *text != '\0'; text++)
		at += sprintf(at, "%%%02X", (unsigned char)*text);
	return out;
}

static struct json_object *
search(const char *text)
{
	return expect_array(
	    getf("/api/movies/?limit=100&search=%s", encoded(text)));
}

static int
place_of(struct json_object *array, const char *name)
{
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (strcmp(member_text(item(array, i), "name"), name) == 0)
			return (int)i;
	return -1;
}

/* clang-format off */
static const struct {
	const char *text, *name;
} finds[] = {
	/* words in any order, the last one unfinished, in name or director */
	{ "the godfather", "The Godfather" },
	{ "godfather the", "The Godfather" },
	{ "the godfa", "The Godfather" },
	{ "coppola godf", "The Godfather" },
	{ "kubrick shining", "The Shining" },
	{ "shining stan", "The Shining" },
	{ "marquee nothing", BARE_MOVIE },

	/* case, accents, letters with strokes */
	{ "THE GODFATHER", "The Godfather" },
	{ "le samourai", "Le Samouraï" },
	{ "LE SAMOURAÏ", "Le Samouraï" },
	{ "noz w wodzie", "Nóż w wodzie" },
	{ "wladyslaw", "Месть кинематографического оператора" },
	{ "das weisse band", "Das weiße Band" },
	{ "babettes gaestebud", "Babettes gæstebud" },
	{ "kis uykusu", "Kış Uykusu" },
	{ "le sAMOURAI\xCC\x88", "Le Samouraï" },

	/* punctuation */
	{ "dr strangelove", "Dr. Strangelove or: How I Learned to Stop "
	  "Worrying and Love the Bomb" },
	{ "  ,.the;; -- 'godfather'!?  ", "The Godfather" },
	{ "wall-e", "WALL·E" },
	{ "walle", "WALL·E" },
	{ "wall e", "WALL·E" },
	{ "f.w. murnau", "Nosferatu, eine Symphonie des Grauens" },
	{ "larroseur", "L'Arroseur arrosé" },
	{ "l’arroseur", "L'Arroseur arrosé" },
	{ "arroseur", "L'Arroseur arrosé" },
	{ "8½", "8½" },
	{ "8 1/2", "8½" },

	/* what a title can be */
	{ "it", "It" },
	{ "9", "9" },
	{ "z", "Z" },
	{ "🎬 👩‍👩‍👧 𝄞", "🎬 👩‍👩‍👧 𝄞" },

	/* other writings */
	{ "летят", "Летят журавли" },
	{ "ЕЖИК", "Ёжик в тумане" },
	{ "κυνοδοντας", "Κυνόδοντας" },
	{ "באשיר", "ואלס עם באשיר" },
	{ "السينما", "שלום ‏מרחבא‎ السينما" },
	{ "शोले", "शोले" },
	{ "올드", "올드보이" },

	/* without spaces between words, a part is enough */
	{ "七人の侍", "七人の侍" },
	{ "侍", "七人の侍" },
	{ "人の", "七人の侍" },
	{ "ドライブマイカー", "ドライブ・マイ・カー" },
	{ "ドライブ", "ドライブ・マイ・カー" },
	{ "ﾄﾞﾗｲﾌﾞ", "ドライブ・マイ・カー" },
	{ "神隠し", "千と千尋の神隠し" },
	{ "บุญมี", "ลุงบุญมีระลึกชาติ" },

	/* near misses: a letter lost, doubled, swapped, wrong */
	{ "godfathr", "The Godfather" },
	{ "goddfather", "The Godfather" },
	{ "godfahter", "The Godfather" },
	{ "gadfather", "The Godfather" },
	{ "the godfathr", "The Godfather" },
	{ "kubrik", "The Shining" },
	{ "stanly kubrick", "The Shining" },
	{ "shinning kubrick", "The Shining" },
};
/* clang-format on */

START_TEST(a_search_finds)
{
	struct json_object *found = search(finds[_i].text);

	must(place_of(found, finds[_i].name) >= 0, "'%s' does not find '%s'",
	    finds[_i].text, finds[_i].name);
}
END_TEST

/* clang-format off */
static const char *const nothing[] = {
	"godfather kubrick", "xqzvwk", "the godfatherx coppola qqqqq", "!!!",
	"%", "_",  ":*", "&", "|", "!", "<->", "()", "\\",
	"'", "''", "\"", " ", "\xC2\xA0", "\xE2\x80\x8B", "🎞", "׃", "--", "/*", 
	"侍侍", "七の人",
};

static const char *const strange[] = {
	"the & godfather", "the | godfather:*", "!godfather", "(godfather",
	"godfather)", "godfather <-> the", "godfather:A", "'godfather", "\\",
	"godfather\\", "\\'; DROP TABLE movie; --", "'':*", "a:*b:*c:*",
	"{}", "{\"godfather\"}", "NULL", "godfather\xC2\x85", "$$", "%s%n",
	"\xEF\xB7\xBA\xEF\xB7\xBA\xEF\xB7\xBA", "\xE2\x80\xAE rtl",
	"a b c d e f g h i j k l m n o p q r s t u v w x y z",
};
/* clang-format on */

START_TEST(a_search_for_what_is_not_there_finds_nothing)
{
	must(json_object_array_length(search(nothing[_i])) == 0,
	    "'%s' finds something", nothing[_i]);
}
END_TEST

START_TEST(no_text_is_too_strange_to_be_searched_for)
{
	const char *text = encoded(strange[_i]);

	search(strange[_i]);
	expect_array(getf("/api/movies/?sort=name&search=%s", text));
	expect_array(getf("/api/movies/?count=exact&search=%s", text));
	expect_array(getf("/api/people/?search=%s", text));
	expect_array(getf("/api/suggest/?q=%s", text));
}
END_TEST

/* lighttpd refuses them itself. */
START_TEST(control_characters_mean_nothing)
{
	static const char *const targets[] = { "/api/movies/?search=",
		"/api/movies/?count=exact&sort=name&search=",
		"/api/people/?search=", "/api/suggest/?q=" };
	static const char *const texts[] = { "%01", "%01%01", "%01!",
		"the%1Fgodfather%01" };

	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
		const struct reply *reply =
		    get(keep_printf("%s%s", targets[i], texts[_i]));

		if (strcmp(web_server(), "lighttpd") == 0)
			expect_status(reply, 400);
		else
			expect_array(reply);
	}
}
END_TEST

/* `n` times the text */
static const char *
repeated(const char *text, int n)
{
	char *out = keep((size_t)n * strlen(text) + 1), *at = out;

	for (int i = 0; i < n; i++)
		at = stpcpy(at, text);
	return out;
}

START_TEST(a_search_has_255_characters_at_most)
{
	static const char *const targets[] = { "/api/movies/?search=",
		"/api/people/?search=", "/api/suggest/?q=" };
	const char *field = _i == 2 ? "q" : "search";

	expect_array(
	    get(keep_printf("%s%s", targets[_i], repeated("a+", 127))));
	expect_array(
	    get(keep_printf("%s%s", targets[_i], repeated("%E4%B8%83", 255))));
	expect_fault(get(keep_printf("%s%s", targets[_i], repeated("a+", 128))),
	    422, field, "too_long");
	expect_fault(
	    get(keep_printf("%s%s", targets[_i], repeated("word+", 1000))), 422,
	    field, "too_long");
	expect_fault(get(targets[_i]), 422, field, "too_short");
	expect_problem(get(keep_printf("%sa&%s=b", targets[_i], field)), 400);
}
END_TEST

START_TEST(exact_titles_come_first_then_those_that_begin_so_then_others)
{
	struct json_object *found = search("m");
	int last = 0, kinds[3] = { 0 };
	double before = 0;

	for (size_t i = 0; i < json_object_array_length(found); i++) {
		struct json_object *movie = item(found, i);
		const char *name = member_text(movie, "name");
		double popularity =
		    json_object_get_double(member(movie, "popularity"));
		int kind = strcmp(name, "M") == 0		 ? 0
		    : *name == 'm' || strncmp(name, "M", 1) == 0 ? 1
								 : 2;

		must(kind >= last, "'%s' comes too late", name);
		must(kind > last || i == 0 || popularity <= before,
		    "'%s' is more popular than the one before", name);
		kinds[last = kind]++;
		before = popularity;
	}
	/* One is of the sample, one of the tests. */
	ck_assert_int_eq(kinds[0], 2);
	ck_assert_int_gt(kinds[1], 10);
	ck_assert_int_gt(kinds[2], 10);
}
END_TEST

static const char *const lists[] = {
	"/api/movies/?search=m",
	"/api/movies/?search=the",
	"/api/movies/?search=marquee+t",
	"/api/movies/?search=marque+tst",
	"/api/movies/?search=godfathr",
	"/api/people/?search=a",
	"/api/people/?search=marquee",
	"/api/people/?search=kubrik",
};

START_TEST(a_search_comes_in_pages)
{
	struct json_object *whole =
	    walk(keep_printf("%s&limit=100", lists[_i]));
	size_t count = json_object_array_length(whole);
	const char *total =
	    header(getf("%s&count=exact&limit=1", lists[_i]), "X-Total-Count");

	ck_assert_uint_gt(count, 0);
	must(json_object_equal(
		 walk(keep_printf("%s&limit=%zu", lists[_i], count / 7 + 1)),
		 whole),
	    "%s: smaller pages say something else", lists[_i]);
	ck_assert_str_eq(total, keep_printf("%zu", count));
}
END_TEST

static bool
has_id(struct json_object *array, int64_t id)
{
	for (size_t i = 0; i < json_object_array_length(array); i++)
		if (member_number(item(array, i), "id") == id)
			return true;
	return false;
}

/* What both lists have, in the order of the first. */
static struct json_object *
common(struct json_object *list, struct json_object *other)
{
	struct json_object *both = json_object_new_array();

	keep_pointer(both);
	for (size_t i = 0; i < json_object_array_length(list); i++)
		if (has_id(other, member_number(item(list, i), "id")))
			json_object_array_add(
			    both, json_object_get(item(list, i)));
	return both;
}

static const char searched[] = "/api/movies/?limit=100&search=marquee+test";

START_TEST(a_search_goes_with_every_filter)
{
	const struct filter *filter = &filters[_i];
	const char *target = filter_target(filter, 1, "-popularity");
	struct json_object *list = walk(searched);
	struct json_object *wanted = common(list, walk(target));
	struct json_object *got =
	    walk(keep_printf("%s&%s", searched, strchr(target, '?') + 1));

	/* filter_target() names a sort: that goes before relevance. */
	ck_assert_uint_gt(json_object_array_length(wanted), 0);
	ck_assert_uint_eq(
	    json_object_array_length(got), json_object_array_length(wanted));
	ck_assert_uint_eq(json_object_array_length(common(wanted, got)),
	    json_object_array_length(wanted));
	must(json_object_equal(
		 walk(keep_printf("%s&%s=%s", searched, filter->name,
		     encoded(fixture_fill(filter->value)))),
		 wanted),
	    "%s: relevance is another", filter->name);
}
END_TEST

START_TEST(a_search_goes_with_every_sort)
{
	struct json_object *all =
	    walk(keep_printf("/api/movies/?limit=100&sort=%s", sorts[_i]));

	must(json_object_equal(
		 walk(keep_printf("%s&sort=%s", searched, sorts[_i])),
		 common(all, walk(searched))),
	    "sort=%s: another order", sorts[_i]);
}
END_TEST

START_TEST(people_are_found_by_their_names)
{
	static const struct {
		const char *text, *name;
	} people[] = {
		{ "stanley kubrick", "Stanley Kubrick" },
		{ "KUBRICK, Stanley", "Stanley Kubrick" },
		{ "kubr", "Stanley Kubrick" },
		{ "kubrik", "Stanley Kubrick" },
		{ "kieslowski", "Krzysztof Kieślowski" },
		{ "明", "黒澤 \"明\" \\" },
	};
	struct json_object *found;

	for (size_t i = 0; i < sizeof people / sizeof *people; i++) {
		found = expect_array(
		    getf("/api/people/?search=%s", encoded(people[i].text)));
		must(place_of(found, people[i].name) == 0,
		    "'%s' does not find %s", people[i].text, people[i].name);
	}
	/* Nor does the list have those who made nothing. */
	found = expect_array(get("/api/people/?search=marquee+tester+idle"));
	ck_assert_int_eq(place_of(found, IDLE_PERSON), -1);
}
END_TEST

/* Whatever is done to a movie, it is found by what it then is. */
START_TEST(a_search_follows_what_is_written)
{
	struct fixture movie = { .name = "Xylophonequux",
		.director = { "Zzyzx Vandermolen" } };
	const char *id = keep_printf("%" PRId64, fixture_add(&movie));

	ck_assert_int_eq(place_of(search("xylophonequ"), movie.name), 0);
	ck_assert_int_eq(place_of(search("zzyzx xylo"), movie.name), 0);
	sql("UPDATE movie SET name = 'Glockenspielquux' WHERE id = $1", 1, &id);
	ck_assert_int_eq(place_of(search("zzyzx"), "Glockenspielquux"), 0);
	ck_assert_int_eq(place_of(search("xylophonequux"), movie.name), -1);
	sql("UPDATE person SET name = 'Qwghlm Vandermolen'"
	    " WHERE name = 'Zzyzx Vandermolen'",
	    0, NULL);
	ck_assert_int_eq(place_of(search("qwghlm"), "Glockenspielquux"), 0);
	ck_assert_uint_eq(json_object_array_length(search("zzyzx")), 0);
	sql("DELETE FROM credit WHERE movie_id = $1", 1, &id);
	ck_assert_uint_eq(json_object_array_length(search("qwghlm")), 0);
	sql("DELETE FROM movie WHERE id = $1", 1, &id);
	ck_assert_uint_eq(
	    json_object_array_length(search("glockenspielquux")), 0);
	sql("DELETE FROM person WHERE name = 'Qwghlm Vandermolen'", 0, NULL);
}
END_TEST

TCase *
topic_search(void)
{
	TCase *topic = topic_new("search");

	add_table_test(topic, a_search_finds, finds);
	add_table_test(
	    topic, a_search_for_what_is_not_there_finds_nothing, nothing);
	add_table_test(
	    topic, no_text_is_too_strange_to_be_searched_for, strange);
	tcase_add_loop_test(topic, control_characters_mean_nothing, 0, 4);
	tcase_add_loop_test(topic, a_search_has_255_characters_at_most, 0, 3);
	tcase_add_test(topic,
	    exact_titles_come_first_then_those_that_begin_so_then_others);
	add_table_test(topic, a_search_comes_in_pages, lists);
	tcase_add_loop_test(topic, a_search_goes_with_every_filter, 0, FILTERS);
	tcase_add_loop_test(topic, a_search_goes_with_every_sort, 0, SORTS);
	tcase_add_test(topic, people_are_found_by_their_names);
	tcase_add_test(topic, a_search_follows_what_is_written);
	return topic;
}
