#ifndef TESTS_API_EXPECT_H
#define TESTS_API_EXPECT_H

#include <json-c/json.h>
#include <stdbool.h>

#include "http.h"

/* What an answer must be. Each fails the test if it is not so. */

void expect_status(const struct reply *reply, int status);

/* 200 and application/json; returns what the body says. */
struct json_object *expect_json(const struct reply *reply);

/* The same with another status. */
struct json_object *expect_json_with(const struct reply *reply, int status);
struct json_object *expect_array(const struct reply *reply);

/* A whole problem (RFC 9457), as the responder writes it. */
struct json_object *expect_problem(const struct reply *reply, int status);

/* A problem one of whose errors is this one. */
void expect_fault(
    const struct reply *reply, int status, const char *field, const char *code);

/*
 * A problem with these faults and no others, in any order: "name:too_long",
 * divided by spaces; "" is a problem without errors.
 */
void expect_faults(const struct reply *reply, int status, const char *faults);

/* Does the problem list this error? `code` NULL: with any code. */
bool has_fault(
    struct json_object *problem, const char *field, const char *code);

/*
 * A problem with one of these statuses, the last of which is 0. It may come
 * from the web server itself, which knows less than a responder.
 */
void expect_refusal(const struct reply *reply, const int *statuses);

/* The responder still answers. */
void expect_alive(void);

/* The whole text matches a POSIX extended regular expression. */
void expect_form(const char *text, const char *pattern, const char *what);

/* An object that has these keys, divided by spaces, in this order. */
void expect_keys(
    struct json_object *object, const char *keys, const char *what);

/* A movie as the API shows it: keys, types and how numbers are written. */
void expect_movie(struct json_object *movie);

/* A member, which may be null but must be there. */
struct json_object *member(struct json_object *object, const char *key);
const char *member_text(struct json_object *object, const char *key);
int64_t member_number(struct json_object *object, const char *key);

/* An item of an array. */
struct json_object *item(struct json_object *array, size_t at);

#endif
