/* The strict check of JSON: what it lets through is what json-c sees. */
#include "http/json_check.h"

#include <json-c/json.h>
#include <string.h>

#include "fuzz.h"

/* What the bytes are made of, seen without a grammar. */
struct outline {
	int depth; /* the deepest nesting */
	int members;
	bool controls; /* other than white space between values */
};

static struct outline
outline_of(const unsigned char *bytes, size_t size)
{
	struct outline outline = { 0 };
	bool string = false;
	int depth = 0;

	for (size_t i = 0; i < size; i++) {
		int c = bytes[i];

		if (c < ' ' && (string || strchr("\t\n\r", c) == NULL || !c))
			outline.controls = true;
		if (string && c == '\\')
			i++;
		else if (c == '"')
			string = !string;
		else if (!string && (c == '{' || c == '['))
			depth++;
		else if (!string && (c == '}' || c == ']'))
			depth--;
		else if (!string && c == ':')
			outline.members++;
		if (depth > outline.depth)
			outline.depth = depth;
	}
	return outline;
}

/* How many members the value has with all that is in it. */
static int
members_of(struct json_object *value)
{
	int members = 0;

	switch (json_object_get_type(value)) {
	case json_type_object: {
		json_object_object_foreach(value, key, inner)
		{
			(void)key;
			members += 1 + members_of(inner);
		}
		break;
	}
	case json_type_array:
		for (size_t i = 0; i < json_object_array_length(value); i++)
			members +=
			    members_of(json_object_array_get_idx(value, i));
		break;
	case json_type_string:
		claim(strlen(json_object_get_string(value)) ==
			(size_t)json_object_get_string_len(value),
		    "a NUL is in a string");
		break;
	default:
		break;
	}
	return members;
}

/* No key is lost: json-c keeps the last of those that are the same. */
static void
claim_json_c_agrees(const unsigned char *bytes, size_t size, int members)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *value;

	json_tokener_set_flags(
	    tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	/* Its NUL ends a number. */
	value = json_tokener_parse_ex(tokener,
	    arena_copy(scratch, (const char *)bytes, size), (int)size + 1);
	claim(json_tokener_get_error(tokener) == json_tokener_success, "%s",
	    json_tokener_error_desc(json_tokener_get_error(tokener)));
	/* Behind a number it stays before the space that follows. */
	for (size_t end = json_tokener_get_parse_end(tokener); end < size;
	     end++)
		claim(strchr(" \t\r\n", bytes[end]) != NULL,
		    "json-c stops at %zu of %zu", end, size);
	claim(members_of(value) == members, "%d", members);
	json_object_put(value);
	json_tokener_free(tokener);
}

void
fuzz_one(const unsigned char *bytes, size_t size)
{
	size_t at = SIZE_MAX;
	const char *wrong = json_check((const char *)bytes, size, &at);
	struct outline outline;

	claim(at <= size, "%zu of %zu", at, size);
	if (wrong != NULL) {
		claim(*wrong != '\0', "nothing is said");
		return;
	}
	claim(at == size, "%zu of %zu", at, size);
	outline = outline_of(bytes, size);
	claim(!outline.controls, "a control character passes");
	claim(outline.depth <= JSON_DEPTH_MAX, "%d", outline.depth);
	claim_json_c_agrees(bytes, size, outline.members);
}
