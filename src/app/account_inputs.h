#ifndef APP_ACCOUNT_INPUTS_H
#define APP_ACCOUNT_INPUTS_H

#include "app/password.h"
#include "http/input.h"

/*
 * What an account is made of, be it told to the API or to the marquee command.
 * Each is a row of a table of inputs.
 */

/* clang-format off */

#define EMAIL { "email", INPUT_EMAIL, 3, 254, IN_BODY, .required = true }
#define USERNAME { "username", INPUT_WORD, 3, 40, IN_BODY, .required = true }
#define PASSWORD(name) \
	{ name, INPUT_PASSWORD, PASSWORD_MIN, PASSWORD_MAX, IN_BODY, \
	  .required = true }
#define KIND(where) \
	{ "kind", INPUT_CHOICE, .place = where, .choices = "person brand" }

/* What people say about themselves. */
#define FULL_NAME { "full_name", INPUT_TEXT, 1, 255, IN_BODY }
#define PHONE_NUMBER { "phone_number", INPUT_PHONE, 3, 32, IN_BODY }
#define BIO { "bio", INPUT_LINES, 1, 2000, IN_BODY }
#define IMAGE { "image", INPUT_URL, 8, 2000, IN_BODY }
#define PROFILE FULL_NAME, PHONE_NUMBER, BIO, IMAGE

/* clang-format on */

#endif
