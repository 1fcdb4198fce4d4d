#ifndef HTTP_INPUT_H
#define HTTP_INPUT_H

#include <stdbool.h>

#include "engine/arena.h"
#include "http/problem.h"

/*
 * What a route takes from outside. What is not declared does not reach the
 * statement: it is refused by name.
 */
enum input_type {
	INPUT_ID,	/* 1 to 2^63-1, in plain digits */
	INPUT_IDS,	/* min to max of them, joined by commas */
	INPUT_INTEGER,	/* min to max */
	INPUT_DECIMAL,	/* min to max, digits with or without a fraction */
	INPUT_TEXT,	/* min to max characters */
	INPUT_LINES,	/* the same, with tabs and line breaks */
	INPUT_CHOICE,	/* one of the words in `choices` */
	INPUT_WORD,	/* min to max ASCII letters, digits, _ and - */
	INPUT_PASSWORD, /* min to max characters, be they all white space */
	INPUT_EMAIL,	/* an address as HTML has it, up to max characters */
	INPUT_URL,	/* an http or https address, up to max characters */
	INPUT_PHONE,	/* digits, spaces and + - ( ), up to max characters */
	/* In a body only: */
	INPUT_TENTHS, /* a number from min to max with one decimal */
	INPUT_NAMES,  /* distinct names joined by ", ", max characters in all */
	INPUT_LIST,   /* up to `times` objects with a name, min to max */
	INPUT_BOOLEAN,
	INPUT_IGNORED, /* may be there, whatever it is */
};

/* A body is JSON, or a form; in a form, what is not declared is passed over. */
enum input_place { IN_QUERY, IN_PATH, IN_BODY, IN_FORM };

struct input {
	const char *name;
	enum input_type type;
	long min, max;
	enum input_place place;
	const char *choices; /* words, a space between them */
	const char *preset;  /* stands for the input when it is not given */
	int times;	     /* how often it may be given; 0 is once */
	bool required;
};

/*
 * Checks one text. What is IN_BODY is to be kept and shown: it may neither be
 * white space only nor have control characters in it, unless it is a password.
 * Returns NULL if it is good, else the fault, which lives in the arena.
 */
struct fault *input_check(
    const struct input *input, const char *text, struct arena *arena);

struct fault *fault_new(struct arena *arena, enum problem problem,
    const char *field, const char *code, const char *detail);

#endif
